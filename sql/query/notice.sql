-- Changes made known to other processes on the same database.

-- query: notice_add :exec
-- in: site_id i64, id i64, maker i64, article_id i64
INSERT INTO notice (site_id, id, maker, article_id) VALUES (:site_id, :id, :maker, :article_id);

-- query: notice_list :many
-- Of others, oldest first.
-- in:  site_id i64, after_id i64, maker i64, max_rows i64
-- out: id i64, article_id i64
SELECT id, article_id FROM notice WHERE site_id = :site_id AND id > :after_id AND maker <> :maker
ORDER BY id LIMIT :max_rows;

-- query: notice_sweep :exec
-- in: site_id i64, before_id i64
DELETE FROM notice WHERE site_id = :site_id AND id < :before_id;
