-- Invitations of staff by mail.

-- query: invitation_add :count
-- No row when one to this address is open.
-- in:  site_id i64, id i64, email str, email_key str, role i64, by_id i64, link_id i64, expires_ms i64
INSERT INTO invitation (site_id, id, email, email_key, role, by_id, account_id, link_id, expires_ms, state)
VALUES (:site_id, :id, :email, :email_key, :role, :by_id, 0, :link_id, :expires_ms, 0)
ON CONFLICT DO NOTHING;

-- query: invitation_get :one
-- in:  site_id i64, id i64
-- out: email str, email_key str, role i64, by_id i64, link_id i64, expires_ms i64, state i64
SELECT email, email_key, role, by_id, link_id, expires_ms, state FROM invitation WHERE site_id = :site_id AND id = :id;

-- query: invitation_renew :count
-- One that is open; it is its sender's from then on.
-- in:  site_id i64, id i64, by_id i64, link_id i64, expires_ms i64
UPDATE invitation SET by_id = :by_id, link_id = :link_id, expires_ms = :expires_ms WHERE site_id = :site_id AND id = :id AND state = 0;

-- query: invitation_end :count
-- One of two that try at once.
-- in:  site_id i64, id i64, state i64, account_id i64
UPDATE invitation SET state = :state, account_id = :account_id WHERE site_id = :site_id AND id = :id AND state = 0;

-- query: invitation_list :many
-- Newest first, with who invited and who accepted.
-- in:  site_id i64, max_rows i64
-- out: id i64, email str, role i64, by_id i64, by_name str?, account_id i64, account_name str?, expires_ms i64, state i64
SELECT i.id, i.email, i.role, i.by_id, b.name, i.account_id, a.name, i.expires_ms, i.state FROM invitation i
LEFT JOIN account b ON b.site_id = i.site_id AND b.id = i.by_id
LEFT JOIN account a ON a.site_id = i.site_id AND a.id = i.account_id
WHERE i.site_id = :site_id AND i.id > 0 ORDER BY i.id DESC LIMIT :max_rows;

-- query: invitation_sweep :exec
-- in:  site_id i64, before_ms i64
DELETE FROM invitation WHERE site_id = :site_id AND expires_ms < :before_ms;
