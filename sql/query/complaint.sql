-- Complaints about what was decided on a notice of illegal content: cases of kind 3 (redress.sql).

-- query: complaint_notice :one
-- Orders of authorities are not among them.
-- in:  site_id i64, id i64
-- out: comment_id i64, account_id i64, name str, email str, category str, words str, outcome i64, closed_ms i64, reason str,
--      status i64?, author_id i64?
SELECT n.comment_id, n.account_id, n.name, n.email, n.category, n.words, n.outcome, n.closed_ms, n.reason, c.status,
  c.account_id
FROM legal_notice n LEFT JOIN comment c ON c.site_id = n.site_id AND c.id = n.comment_id
WHERE n.site_id = :site_id AND n.id = :id AND n.flagged < 2;

-- query: complaint_of_comment :many
-- in:  site_id i64, comment_id i64
-- out: id i64, notice_id i64, state i64, decision_seq i64
SELECT r.id, r.subject_id, r.state, r.decision_seq FROM legal_notice n CROSS JOIN redress r
WHERE n.site_id = :site_id AND n.comment_id = :comment_id AND r.site_id = :site_id AND r.kind = 3 AND r.subject_id = n.id
  AND r.subject_seq = 0 LIMIT 200;
