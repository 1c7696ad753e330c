-- One-use links in mails.

-- query: link_add :exec
-- in:  site_id i64, id i64, purpose i64, account_id i64, browser_key i64, expires_ms i64, detail str, back str
INSERT INTO link (site_id, id, purpose, account_id, browser_key, expires_ms, used_ms, detail, back)
VALUES (:site_id, :id, :purpose, :account_id, :browser_key, :expires_ms, 0, :detail, :back);

-- query: link_add_token :exec
-- in:  site_id i64, token_hash bytes, link_id i64
INSERT INTO link_token (site_id, token_hash, link_id) VALUES (:site_id, :token_hash, :link_id);

-- query: link_renew :exec
-- An open one.
-- in:  site_id i64, id i64, expires_ms i64
UPDATE link SET expires_ms = :expires_ms WHERE site_id = :site_id AND id = :id AND used_ms = 0;

-- query: link_find :one
-- in:  site_id i64, token_hash bytes
-- out: id i64, purpose i64, account_id i64, browser_key i64, expires_ms i64, used_ms i64, detail str, back str
SELECT l.id, l.purpose, l.account_id, l.browser_key, l.expires_ms, l.used_ms, l.detail, l.back
FROM link_token t JOIN link l ON l.site_id = t.site_id AND l.id = t.link_id
WHERE t.site_id = :site_id AND t.token_hash = :token_hash;

-- query: link_use :count
-- One of two that try at once.
-- in:  site_id i64, id i64, now_ms i64
UPDATE link SET used_ms = :now_ms WHERE site_id = :site_id AND id = :id AND used_ms = 0 AND expires_ms > :now_ms;

-- query: link_cancel :exec
-- All open ones of the account with this purpose.
-- in:  site_id i64, account_id i64, purpose i64, now_ms i64
UPDATE link SET used_ms = :now_ms
WHERE site_id = :site_id AND used_ms = 0 AND id IN
  (SELECT id FROM link WHERE site_id = :site_id AND account_id = :account_id AND purpose = :purpose);

-- query: link_cancel_after :exec
-- Those of them that were made after one of them.
-- in:  site_id i64, account_id i64, purpose i64, after_id i64, now_ms i64
UPDATE link SET used_ms = :now_ms
WHERE site_id = :site_id AND used_ms = 0 AND id > :after_id AND id IN
  (SELECT id FROM link WHERE site_id = :site_id AND account_id = :account_id AND purpose = :purpose);

-- query: link_cancel_all :exec
-- But those of one purpose.
-- in:  site_id i64, account_id i64, spared i64, now_ms i64
UPDATE link SET used_ms = :now_ms
WHERE site_id = :site_id AND used_ms = 0 AND purpose <> :spared AND id IN
  (SELECT id FROM link WHERE site_id = :site_id AND account_id = :account_id);

-- query: link_open_list :many
-- The open ones of an account with a purpose.
-- in:  site_id i64, account_id i64, purpose i64, now_ms i64
-- out: id i64, detail str
SELECT id, detail FROM link WHERE site_id = :site_id AND used_ms = 0 AND expires_ms > :now_ms AND id IN
  (SELECT id FROM link WHERE site_id = :site_id AND account_id = :account_id AND purpose = :purpose) LIMIT 100;

-- query: link_sweep_tokens :exec
-- in:  site_id i64, old_ms i64
DELETE FROM link_token WHERE site_id = :site_id AND link_id IN
  (SELECT id FROM link WHERE site_id = :site_id AND expires_ms < :old_ms);

-- query: link_sweep :exec
-- in:  site_id i64, old_ms i64
DELETE FROM link WHERE site_id = :site_id AND expires_ms < :old_ms;
