-- Keys of programs that call the APIs.

-- query: api_key_add :count
-- No row when the name, or the key, is taken.
-- in: site_id i64, id i64, name str, key_hash bytes, secret bytes, scopes i64, quota i64, burst i64, origins str, now_ms i64
INSERT INTO api_key (site_id, id, name, key_hash, secret, scopes, quota, burst, origins, made_ms, last_used_ms, revoked_ms)
VALUES (:site_id, :id, :name, :key_hash, :secret, :scopes, :quota, :burst, :origins, :now_ms, 0, 0)
ON CONFLICT DO NOTHING;

-- query: api_key_find :one
-- The one in force of that name.
-- in:  site_id i64, name str
-- out: id i64, scopes i64
SELECT id, scopes FROM api_key WHERE site_id = :site_id AND name = :name AND revoked_ms = 0;

-- query: api_key_find_hash :one
-- in:  site_id i64, key_hash bytes
-- out: name str, revoked_ms i64
SELECT name, revoked_ms FROM api_key WHERE site_id = :site_id AND key_hash = :key_hash;

-- query: api_key_revoke :count
-- Secrets go with it.
-- in: site_id i64, id i64, now_ms i64, empty bytes
UPDATE api_key SET revoked_ms = :now_ms, secret = :empty WHERE site_id = :site_id AND id = :id AND revoked_ms = 0;

-- query: api_key_set_quota :count
-- in: site_id i64, id i64, quota i64, burst i64
UPDATE api_key SET quota = :quota, burst = :burst WHERE site_id = :site_id AND id = :id AND revoked_ms = 0;

-- query: api_key_list :many
-- In the order they were made, revoked ones too.
-- in:  site_id i64, after_id i64, max_rows i64
-- out: id i64, name str, scopes i64, quota i64, burst i64, origins str, made_ms i64, last_used_ms i64, revoked_ms i64
SELECT id, name, scopes, quota, burst, origins, made_ms, last_used_ms, revoked_ms FROM api_key
WHERE site_id = :site_id AND id > :after_id ORDER BY id LIMIT :max_rows;

-- query: api_key_load :many
-- Those in force, for checking.
-- in:  site_id i64, after_id i64, max_rows i64
-- out: id i64, key_hash bytes, secret bytes, scopes i64, quota i64, burst i64, origins str
SELECT id, key_hash, secret, scopes, quota, burst, origins FROM api_key
WHERE site_id = :site_id AND id > :after_id AND revoked_ms = 0 ORDER BY id LIMIT :max_rows;

-- query: api_key_count :exec
-- in: site_id i64, key_id i64, day i64, requests i64, refused i64
INSERT INTO api_key_usage (site_id, key_id, day, requests, refused) VALUES (:site_id, :key_id, :day, :requests, :refused)
ON CONFLICT (site_id, key_id, day) DO UPDATE SET requests = api_key_usage.requests + excluded.requests,
  refused = api_key_usage.refused + excluded.refused;

-- query: api_key_used :exec
-- in: site_id i64, id i64, used_ms i64
UPDATE api_key SET last_used_ms = :used_ms WHERE site_id = :site_id AND id = :id AND last_used_ms < :used_ms;

-- query: api_key_usage :one
-- in:  site_id i64, key_id i64, since_day i64
-- out: requests i64, refused i64
SELECT CAST(coalesce(sum(requests), 0) AS BIGINT), CAST(coalesce(sum(refused), 0) AS BIGINT) FROM api_key_usage
WHERE site_id = :site_id AND key_id = :key_id AND day >= :since_day;

-- query: api_key_usage_sweep :exec
-- in: site_id i64, before_day i64
DELETE FROM api_key_usage WHERE site_id = :site_id AND day < :before_day;
