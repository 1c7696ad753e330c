-- Browsers that accounts are known to be used from.

-- query: browser_list :many
-- As many as are kept of an account, and more than that.
-- in:  site_id i64, account_id i64
-- out: browser_key i64, seen_ms i64
SELECT browser_key, seen_ms FROM known_browser WHERE site_id = :site_id AND account_id = :account_id LIMIT 100;

-- query: browser_meet :exec
-- in:  site_id i64, account_id i64, browser_key i64, now_ms i64
INSERT INTO known_browser (site_id, account_id, browser_key, known_ms, seen_ms)
VALUES (:site_id, :account_id, :browser_key, :now_ms, :now_ms)
ON CONFLICT (site_id, account_id, browser_key) DO UPDATE SET seen_ms = excluded.seen_ms;

-- query: browser_drop :exec
-- in:  site_id i64, account_id i64, browser_key i64
DELETE FROM known_browser WHERE site_id = :site_id AND account_id = :account_id AND browser_key = :browser_key;

-- query: browser_forget_of :exec
-- The one that a session of the account was made in.
-- in:  site_id i64, account_id i64, token_hash bytes
DELETE FROM known_browser WHERE site_id = :site_id AND account_id = :account_id AND browser_key IN
  (SELECT browser_key FROM session WHERE site_id = :site_id AND token_hash = :token_hash AND account_id = :account_id);

-- query: browser_forget_but :exec
-- All of the account's but the one that this session was made in; an empty token_hash spares none.
-- in:  site_id i64, account_id i64, token_hash bytes
DELETE FROM known_browser WHERE site_id = :site_id AND account_id = :account_id AND browser_key NOT IN
  (SELECT browser_key FROM session WHERE site_id = :site_id AND token_hash = :token_hash AND account_id = :account_id);

-- query: browser_sweep :exec
-- in:  site_id i64, before_ms i64
DELETE FROM known_browser WHERE site_id = :site_id AND seen_ms < :before_ms;

-- query: browser_note_entered :exec
-- in:  site_id i64, account_id i64
UPDATE account SET entered = 1 WHERE site_id = :site_id AND id = :account_id AND entered = 0;
