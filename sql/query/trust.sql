-- What trust is counted from.

-- query: trust_event_add :exec
-- in: site_id i64, account_id i64, id i64, at_ms i64, kind i64, comment_id i64, clause str, by_id i64
INSERT INTO trust_event (site_id, account_id, id, at_ms, kind, comment_id, clause, by_id)
VALUES (:site_id, :account_id, :id, :at_ms, :kind, :comment_id, :clause, :by_id);

-- query: trust_event_recent :many
-- An account's newest events, newest first: of one comment's the first one met stands.
-- in:  site_id i64, account_id i64, max_rows i64
-- out: at_ms i64, kind i64, comment_id i64, clause str
SELECT at_ms, kind, comment_id, clause FROM trust_event
WHERE site_id = :site_id AND account_id = :account_id ORDER BY id DESC LIMIT :max_rows;

-- query: trust_event_of_comment :many
-- Newest first.
-- in:  site_id i64, comment_id i64
-- out: at_ms i64, kind i64, clause str, by_id i64
SELECT at_ms, kind, clause, by_id FROM trust_event
WHERE site_id = :site_id AND comment_id = :comment_id ORDER BY id DESC LIMIT 100;

-- query: trust_event_list :many
-- With the names of those who decided, newest first.
-- in:  site_id i64, account_id i64, max_rows i64
-- out: id i64, at_ms i64, kind i64, comment_id i64, clause str, by_id i64, by_name str?
SELECT e.id, e.at_ms, e.kind, e.comment_id, e.clause, e.by_id, a.name FROM trust_event e
LEFT JOIN account a ON a.site_id = e.site_id AND a.id = e.by_id
WHERE e.site_id = :site_id AND e.account_id = :account_id ORDER BY e.id DESC LIMIT :max_rows;

-- query: account_set_verified :count
-- in: site_id i64, id i64, is_verified i64
UPDATE account SET is_verified = :is_verified WHERE site_id = :site_id AND id = :id;

-- query: account_is_verified :one
-- in:  site_id i64, id i64
-- out: is_verified i64
SELECT is_verified FROM account WHERE site_id = :site_id AND id = :id;
