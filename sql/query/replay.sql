-- Judging again what is stored.

-- query: replay_list :many
-- By id, which is by time; with what the standards last decided on the present text.
-- in:  site_id i64, after_id i64, before_id i64, max_rows i64
-- out: id i64, status i64, revision i64, standards_id i64, body str, context str, seq i64?, decided_ms i64?,
--      decision_revision i64?, record str?, decision_standards_id i64?
SELECT c.id, c.status, c.revision, c.standards_id, c.body, c.context, d.seq, d.decided_ms,
  d.revision AS decision_revision, CASE WHEN o.hidden = 1 THEN NULL ELSE d.record END AS record,
  d.standards_id AS decision_standards_id
FROM comment c LEFT JOIN account o ON o.site_id = c.site_id AND o.id = c.account_id LEFT JOIN decision d ON d.site_id = c.site_id AND d.comment_id = c.id AND d.seq =
  (SELECT MAX(x.seq) FROM decision x
   WHERE x.site_id = c.site_id AND x.comment_id = c.id AND x.action = 0 AND x.revision = c.revision)
WHERE c.site_id = :site_id AND c.id > :after_id AND c.id < :before_id
ORDER BY c.id LIMIT :max_rows;

-- query: replay_decision :one
-- in:  site_id i64, comment_id i64, seq i64
-- out: decided_ms i64, actor_id i64, action i64, revision i64, record str?, standards_id i64
SELECT decided_ms, actor_id, action, revision, record, standards_id FROM decision
WHERE site_id = :site_id AND comment_id = :comment_id AND seq = :seq;

-- query: replay_decisions :many
-- Every decision, people's too, with the text it was about: the comment's own, or `earlier` where that is kept. `latest`
-- is the standards' last decision on the present text, which replay_list has.
-- in:  site_id i64, after_id i64, after_seq i64, before_id i64, max_rows i64
-- out: comment_id i64, seq i64, decided_ms i64, actor_id i64, action i64, from_status i64?, to_status i64, revision i64,
--      record str?, standards_id i64, status i64, present i64, body str, earlier str?, latest i64?
SELECT d.comment_id, d.seq, d.decided_ms, d.actor_id, d.action, d.from_status, d.to_status, d.revision,
  CASE WHEN o.hidden = 1 THEN NULL ELSE d.record END AS record, d.standards_id, c.status, c.revision AS present,
  c.body, CASE WHEN o.hidden = 1 THEN NULL ELSE b.body END AS earlier,
  (SELECT MAX(x.seq) FROM decision x
   WHERE x.site_id = c.site_id AND x.comment_id = c.id AND x.action = 0 AND x.revision = c.revision) AS latest
FROM decision d JOIN comment c ON c.site_id = d.site_id AND c.id = d.comment_id
LEFT JOIN account o ON o.site_id = c.site_id AND o.id = c.account_id
LEFT JOIN comment_revision b ON b.site_id = d.site_id AND b.comment_id = d.comment_id AND b.revision = d.revision
WHERE d.site_id = :site_id AND (d.comment_id, d.seq) > (:after_id, :after_seq) AND d.comment_id < :before_id
ORDER BY d.comment_id, d.seq LIMIT :max_rows;

-- query: replay_body :one
-- The text a comment had before an edit.
-- in:  site_id i64, comment_id i64, revision i64
-- out: body str
SELECT body FROM comment_revision WHERE site_id = :site_id AND comment_id = :comment_id AND revision = :revision;

-- query: standards_version_document :one
-- in:  site_id i64, id i64
-- out: version str, document str
SELECT version, document FROM standards_version WHERE site_id = :site_id AND id = :id;
