-- What readers choose for themselves, and whom they mute.

-- query: choice_get :one
-- in:  site_id i64, id i64
-- out: choices i64, language str
SELECT choices, language FROM account WHERE site_id = :site_id AND id = :id;

-- query: choice_set :exec
-- in:  site_id i64, id i64, choices i64, language str
UPDATE account SET choices = :choices, language = :language WHERE site_id = :site_id AND id = :id;

-- query: mute_add :exec
-- in:  site_id i64, account_id i64, muted_id i64, now_ms i64
INSERT INTO mute (site_id, account_id, muted_id, since_ms) VALUES (:site_id, :account_id, :muted_id, :now_ms)
ON CONFLICT DO NOTHING;

-- query: mute_remove :exec
-- in:  site_id i64, account_id i64, muted_id i64
DELETE FROM mute WHERE site_id = :site_id AND account_id = :account_id AND muted_id = :muted_id;

-- query: mute_count :one
-- in:  site_id i64, account_id i64
-- out: count i64
SELECT COUNT(*) FROM mute WHERE site_id = :site_id AND account_id = :account_id;

-- query: mute_find :one
-- in:  site_id i64, account_id i64, muted_id i64
-- out: since_ms i64
SELECT since_ms FROM mute WHERE site_id = :site_id AND account_id = :account_id AND muted_id = :muted_id;

-- query: mute_list :many
-- In the order of joining. A deleted account's name is not told.
-- in:  site_id i64, account_id i64, max_rows i64
-- out: muted_id i64, since_ms i64, name str
SELECT m.muted_id, m.since_ms, CASE WHEN a.hidden = 0 THEN a.name ELSE '' END
FROM mute m JOIN account a ON a.site_id = m.site_id AND a.id = m.muted_id
WHERE m.site_id = :site_id AND m.account_id = :account_id ORDER BY m.muted_id LIMIT :max_rows;
