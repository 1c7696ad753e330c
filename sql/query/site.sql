-- The site itself: its facts, its secrets, the standards it has used.

-- query: site_get :one
-- in:  site_id i64
-- out: title str, tagline str, language str, time_zone str, base_url str
SELECT title, tagline, language, time_zone, base_url FROM site WHERE site_id = :site_id;

-- query: site_put :exec
-- in:  site_id i64, title str, tagline str, language str, time_zone str, base_url str
INSERT INTO site (site_id, title, tagline, language, time_zone, base_url)
VALUES (:site_id, :title, :tagline, :language, :time_zone, :base_url)
ON CONFLICT (site_id) DO UPDATE SET title = excluded.title, tagline = excluded.tagline,
  language = excluded.language, time_zone = excluded.time_zone, base_url = excluded.base_url;

-- query: site_secret_get :one
-- in:  site_id i64, name str
-- out: value bytes
SELECT value FROM site_secret WHERE site_id = :site_id AND name = :name;

-- query: site_secret_add :exec
-- Keeps the first one, so that two nodes starting at once agree.
-- in:  site_id i64, name str, value bytes
INSERT INTO site_secret (site_id, name, value) VALUES (:site_id, :name, :value)
ON CONFLICT (site_id, name) DO NOTHING;

-- query: standards_version_find :one
-- in:  site_id i64, version str
-- out: id i64, first_used_ms i64
SELECT id, first_used_ms FROM standards_version WHERE site_id = :site_id AND version = :version;

-- query: standards_version_add :count
-- No row when it is there, or when another process took the number at the same moment.
-- in:  site_id i64, version str, document str, now_ms i64
INSERT INTO standards_version (site_id, id, version, document, first_used_ms)
VALUES (:site_id, (SELECT COALESCE(MAX(id), 0) + 1 FROM standards_version WHERE site_id = :site_id),
  :version, :document, :now_ms)
ON CONFLICT DO NOTHING;

-- query: standards_version_list :many
-- in:  site_id i64, limit i64
-- out: version str, first_used_ms i64
SELECT version, first_used_ms FROM standards_version WHERE site_id = :site_id ORDER BY id DESC LIMIT :limit;

-- query: standards_version_text :one
-- in:  site_id i64, version str
-- out: document str, first_used_ms i64
SELECT document, first_used_ms FROM standards_version WHERE site_id = :site_id AND version = :version;

-- query: throttle_count :one
-- Counts one attempt and says how many the window holds; a window begun at or before cutoff_ms is over. One that begins
-- after now, since the clock was set back, begins now and keeps its count.
-- in:  site_id i64, key i64, now_ms i64, cutoff_ms i64
-- out: attempts i64, window_start_ms i64
INSERT INTO throttle (site_id, key, window_start_ms, attempts) VALUES (:site_id, :key, :now_ms, 1)
ON CONFLICT (site_id, key) DO UPDATE SET
  attempts = CASE WHEN throttle.window_start_ms <= :cutoff_ms THEN 1 ELSE throttle.attempts + 1 END,
  window_start_ms = CASE WHEN throttle.window_start_ms <= :cutoff_ms OR throttle.window_start_ms > :now_ms
    THEN excluded.window_start_ms ELSE throttle.window_start_ms END
RETURNING attempts, window_start_ms;

-- query: throttle_take_back :exec
-- in:  site_id i64, key i64
UPDATE throttle SET attempts = attempts - 1 WHERE site_id = :site_id AND key = :key AND attempts > 0;

-- query: throttle_clear :exec
-- in:  site_id i64, key i64
DELETE FROM throttle WHERE site_id = :site_id AND key = :key;

-- query: throttle_sweep :exec
-- in:  site_id i64, cutoff_ms i64
DELETE FROM throttle WHERE site_id = :site_id AND window_start_ms <= :cutoff_ms;

-- query: captcha_use :count
-- in:  site_id i64, key i64, expires_ms i64
INSERT INTO captcha_used (site_id, key, expires_ms) VALUES (:site_id, :key, :expires_ms)
ON CONFLICT (site_id, key) DO NOTHING;

-- query: captcha_sweep :exec
-- in:  site_id i64, now_ms i64
DELETE FROM captcha_used WHERE site_id = :site_id AND expires_ms <= :now_ms;

-- query: audit_add :exec
-- Through ledger_add_action alone, which enters it in the ledger.
-- in:  site_id i64, id i64, actor_id i64, action str, target_id i64, detail str
INSERT INTO audit (site_id, id, actor_id, action, target_id, detail)
VALUES (:site_id, :id, :actor_id, :action, :target_id, :detail);

-- shape: audit_entry
-- What was acted on is an account or an article, or a letter, an appeal, a complaint, a notice and so its comment; ids are unique
-- among all of them. The name is that of the account that it comes to; who has left is a number.
-- has: id i64, actor_id i64, actor_name str?, action str, target_id i64, account_name str?, article_slug str?, headline str?,
--      redress_kind i64?, comment_id i64?, detail str
u.id, u.actor_id, NULLIF(a.name, 'deleted account'), u.action, u.target_id,
  CASE WHEN EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = t.site_id AND l.account_id = t.id AND l.kind = 1)
    THEN NULL ELSE NULLIF(t.name, 'deleted account') END,
  i.slug, i.headline, x.kind, n.comment_id, u.detail
FROM audit u
LEFT JOIN account a ON a.site_id = u.site_id AND a.id = u.actor_id
LEFT JOIN article i ON i.site_id = u.site_id AND i.id = u.target_id
LEFT JOIN redress x ON x.site_id = u.site_id AND x.id = u.target_id
LEFT JOIN legal_notice n ON n.site_id = u.site_id AND n.id = u.target_id
LEFT JOIN comment c ON c.site_id = n.site_id AND c.id = n.comment_id
LEFT JOIN account t ON t.site_id = u.site_id AND t.id = COALESCE(x.account_id, c.account_id, u.target_id)

-- query: audit_list :many
-- Newest first.
-- in:  site_id i64, before_id i64, max_rows i64
-- out: {audit_entry}
SELECT {audit_entry}
WHERE u.site_id = :site_id AND u.id < :before_id ORDER BY u.id DESC LIMIT :max_rows;

-- query: audit_list_by :many
-- One person's.
-- in:  site_id i64, actor_id i64, before_id i64, max_rows i64
-- out: {audit_entry}
SELECT {audit_entry}
WHERE u.site_id = :site_id AND u.actor_id = :actor_id AND u.id < :before_id ORDER BY u.id DESC LIMIT :max_rows;
