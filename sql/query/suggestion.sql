-- Scores that programs suggest.

-- query: score_suggestion_put :exec
-- in: site_id i64, key_id i64, text_hash i64, attribute str, value f64, now_ms i64, language str, text str, parent str, community str, token str
INSERT INTO score_suggestion (site_id, key_id, text_hash, attribute, value, suggested_ms, language, text, parent, community, token)
VALUES (:site_id, :key_id, :text_hash, :attribute, :value, :now_ms, :language, :text, :parent, :community, :token)
ON CONFLICT (site_id, key_id, text_hash, attribute) DO UPDATE SET value = excluded.value, suggested_ms = excluded.suggested_ms,
  language = excluded.language, parent = excluded.parent, community = excluded.community, token = excluded.token;

-- query: score_suggestion_count :one
-- Of one key since then, as far as max_rows.
-- in:  site_id i64, key_id i64, since_ms i64, max_rows i64
-- out: count i64
SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM score_suggestion
  WHERE site_id = :site_id AND key_id = :key_id AND suggested_ms > :since_ms LIMIT :max_rows) AS recent;

-- query: score_suggestion_list :many
-- Newest first.
-- in:  site_id i64, since_ms i64, max_rows i64
-- out: key_id i64, text_hash i64, attribute str, value f64, suggested_ms i64, language str, text str, parent str, community str, token str
SELECT key_id, text_hash, attribute, value, suggested_ms, language, text, parent, community, token FROM score_suggestion
WHERE site_id = :site_id AND suggested_ms >= :since_ms ORDER BY suggested_ms DESC LIMIT :max_rows;

-- query: score_suggestion_sweep :count
-- in: site_id i64, before_ms i64
DELETE FROM score_suggestion WHERE site_id = :site_id AND suggested_ms < :before_ms;
