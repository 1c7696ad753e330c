-- What mails about comments and reports need to know.

-- query: notify_headline :one
-- in:  site_id i64, id i64
-- out: headline str
SELECT a.headline FROM comment c JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
WHERE c.site_id = :site_id AND c.id = :id;

-- query: notify_reporters :many
-- Whose reports of a comment are open.
-- in:  site_id i64, comment_id i64, max_rows i64
-- out: reporter_id i64
SELECT reporter_id FROM report
WHERE site_id = :site_id AND comment_id = :comment_id AND outcome = 0 ORDER BY reporter_id LIMIT :max_rows;
