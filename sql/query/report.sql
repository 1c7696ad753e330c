-- Readers' reports of comments.

-- query: report_add :count
-- No row when this reader has reported the comment already.
-- in:  site_id i64, comment_id i64, reporter_id i64, now_ms i64, clause str, words str
INSERT INTO report (site_id, comment_id, reporter_id, created_ms, clause, words, outcome, closed_ms)
VALUES (:site_id, :comment_id, :reporter_id, :now_ms, :clause, :words, 0, 0)
ON CONFLICT (site_id, comment_id, reporter_id) DO NOTHING;

-- query: report_find :one
-- in:  site_id i64, comment_id i64, reporter_id i64
-- out: clause str, outcome i64
SELECT clause, outcome FROM report
WHERE site_id = :site_id AND comment_id = :comment_id AND reporter_id = :reporter_id;

-- query: report_clauses :many
-- The clauses of the open reports of a comment, one row a reader.
-- in:  site_id i64, comment_id i64, max_rows i64
-- out: clause str
SELECT clause FROM report WHERE site_id = :site_id AND comment_id = :comment_id AND outcome = 0 LIMIT :max_rows;

-- query: report_list :many
-- For moderators: the open reports of a comment with their readers, in the order of the readers' ids.
-- in:  site_id i64, comment_id i64, max_rows i64
-- out: reporter_id i64, reporter_name str?, created_ms i64, clause str, words str
SELECT r.reporter_id, CASE WHEN a.hidden = 1 THEN NULL ELSE a.name END AS reporter_name, r.created_ms, r.clause,
  CASE WHEN a.hidden = 1 THEN '' ELSE r.words END AS words
FROM report r LEFT JOIN account a ON a.site_id = r.site_id AND a.id = r.reporter_id
WHERE r.site_id = :site_id AND r.comment_id = :comment_id AND r.outcome = 0
ORDER BY r.reporter_id LIMIT :max_rows;

-- query: report_list_own :many
-- What a reader has reported, newest first.
-- in:  site_id i64, reporter_id i64, before_ms i64, max_rows i64
-- out: comment_id i64, created_ms i64, clause str, outcome i64, closed_ms i64, article_slug str, article_headline str
SELECT r.comment_id, r.created_ms, r.clause, r.outcome, r.closed_ms, a.slug, a.headline
FROM report r JOIN comment c ON c.site_id = r.site_id AND c.id = r.comment_id
JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
WHERE r.site_id = :site_id AND r.reporter_id = :reporter_id AND r.created_ms < :before_ms
ORDER BY r.created_ms DESC LIMIT :max_rows;

-- query: report_close :exec
-- in:  site_id i64, comment_id i64, outcome i64, now_ms i64
UPDATE report SET outcome = :outcome, closed_ms = :now_ms
WHERE site_id = :site_id AND comment_id = :comment_id AND outcome = 0;

-- query: report_reopen :exec
-- A decision was taken back: what it had closed is open again.
-- in:  site_id i64, comment_id i64, outcome i64
UPDATE report SET outcome = 0, closed_ms = 0
WHERE site_id = :site_id AND comment_id = :comment_id AND outcome = :outcome;
