-- Statements of reasons: what is told of decisions that restrict a comment.

-- query: statement_decision :one
-- was_found: the standards had acted on the comment by themselves. reported: readers' reports were closed by it. order_id: of
-- the authority's order it gives effect to, or 0. undone_ms: when it was taken back, or 0.
-- in:  site_id i64, comment_id i64, seq i64
-- out: decided_ms i64, actor_id i64, action i64, from_status i64?, to_status i64, clause str?, reason str?,
--      account_id i64?, language str?, headline str?, slug str?, was_found i64, reported i64,
--      noticed i64, flagged i64, order_id i64, undone_ms i64
SELECT d.decided_ms, d.actor_id, d.action, d.from_status, d.to_status, d.clause, d.reason, c.account_id, a.language,
  a.headline, a.slug,
  (SELECT COUNT(*) FROM decision f WHERE f.site_id = d.site_id AND f.comment_id = d.comment_id AND f.seq <= d.seq
    AND f.actor_id = 0 AND f.action = 0 AND f.clause IS NOT NULL),
  (SELECT COUNT(*) FROM report r WHERE r.site_id = d.site_id AND r.comment_id = d.comment_id
    AND r.created_ms <= d.decided_ms AND (r.closed_ms = 0 OR r.closed_ms >= d.decided_ms)),
  (SELECT COUNT(*) FROM legal_notice n WHERE n.site_id = d.site_id AND (n.closed_ms >= d.decided_ms
    OR EXISTS (SELECT 1 FROM redress x WHERE x.site_id = d.site_id AND x.state = 1 AND x.decision_seq = d.seq AND x.id IN
      (SELECT y.id FROM redress y WHERE y.site_id = d.site_id AND y.kind = 3 AND y.subject_id = n.id))) AND n.id IN
    (SELECT i.id FROM legal_notice i WHERE i.site_id = d.site_id AND i.comment_id = d.comment_id)),
  (SELECT COUNT(*) FROM legal_notice n WHERE n.site_id = d.site_id AND (n.closed_ms >= d.decided_ms
    OR EXISTS (SELECT 1 FROM redress x WHERE x.site_id = d.site_id AND x.state = 1 AND x.decision_seq = d.seq AND x.id IN
      (SELECT y.id FROM redress y WHERE y.site_id = d.site_id AND y.kind = 3 AND y.subject_id = n.id))) AND n.id IN
    (SELECT i.id FROM legal_notice i WHERE i.site_id = d.site_id AND i.comment_id = d.comment_id) AND n.flagged = 1),
  (SELECT COALESCE(MIN(n.id), 0) FROM legal_notice n WHERE n.site_id = d.site_id AND n.closed_ms >= d.decided_ms
    AND n.received_ms <= d.decided_ms AND n.flagged = 2 AND n.id IN
    (SELECT i.id FROM legal_notice i WHERE i.site_id = d.site_id AND i.comment_id = d.comment_id)),
  (SELECT COALESCE(MAX(u.decided_ms), 0) FROM decision u WHERE u.site_id = d.site_id AND u.comment_id = d.comment_id
    AND u.seq = d.seq + 1 AND u.action = 6)
FROM decision d LEFT JOIN comment c ON c.site_id = d.site_id AND c.id = d.comment_id
LEFT JOIN article a ON a.site_id = c.site_id AND a.id = c.article_id
WHERE d.site_id = :site_id AND d.comment_id = :comment_id AND d.seq = :seq;

-- query: statement_list :many
-- The decisions that hold, remove or change a comment, in the order they were made, behind a place in it.
-- in:  site_id i64, after_ms i64, after_comment_id i64, after_seq i64, until_ms i64, max_rows i64
-- out: decided_ms i64, comment_id i64, seq i64
SELECT decided_ms, comment_id, seq FROM decision
WHERE site_id = :site_id AND (to_status IN (2, 3) OR action = 4) AND action IN (0, 2, 4) AND decided_ms < :until_ms
  AND (decided_ms, comment_id, seq) > (:after_ms, :after_comment_id, :after_seq)
ORDER BY decided_ms, comment_id, seq LIMIT :max_rows;

-- query: statement_sanction_list :many
-- Sanctions that restrict an account, in the order they were made: all but warnings.
-- in:  site_id i64, after_ms i64, after_id i64, until_ms i64, max_rows i64
-- out: at_ms i64, id i64, account_id i64, kind i64, until_ms i64, comment_id i64, clause str, reason str
SELECT at_ms, id, account_id, kind, until_ms, comment_id, clause, reason FROM sanction
WHERE site_id = :site_id AND kind >= 2 AND at_ms < :until_ms AND (at_ms, id) > (:after_ms, :after_id)
ORDER BY at_ms, id LIMIT :max_rows;

-- query: statement_sanction_source :one
-- What had brought the comment to attention that a sanction came of, when it was given: as in statement_decision.
-- in:  site_id i64, comment_id i64, sanction_id i64, at_ms i64
-- out: was_found i64, reported i64, noticed i64, flagged i64, order_id i64
SELECT
  (SELECT COUNT(*) FROM decision f WHERE f.site_id = c.site_id AND f.comment_id = c.id AND f.decided_ms <= :at_ms
    AND f.actor_id = 0 AND f.action = 0 AND f.clause IS NOT NULL),
  (SELECT COUNT(*) FROM report r WHERE r.site_id = c.site_id AND r.comment_id = c.id AND r.created_ms <= :at_ms),
  (SELECT COUNT(*) FROM legal_notice n WHERE n.site_id = c.site_id AND n.comment_id = c.id AND n.id < :sanction_id
    AND n.flagged < 2),
  (SELECT COUNT(*) FROM legal_notice n WHERE n.site_id = c.site_id AND n.comment_id = c.id AND n.id < :sanction_id
    AND n.flagged = 1),
  (SELECT COALESCE(MIN(n.id), 0) FROM legal_notice n WHERE n.site_id = c.site_id AND n.comment_id = c.id
    AND n.id < :sanction_id AND n.flagged = 2)
FROM comment c WHERE c.site_id = :site_id AND c.id = :comment_id;
