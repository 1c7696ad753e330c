-- The blind check.

-- query: verify_item_add :exec
-- in: site_id i64, comment_id i64, revision i64, account_id i64, standards_id i64, acted i64, clause str, weight i64,
--     heads str
INSERT INTO verify_item (site_id, comment_id, revision, account_id, standards_id, acted, clause, weight, state,
  taken_by, taken_until_ms, answered_ms, answered_by, answer_clause, again, heads)
VALUES (:site_id, :comment_id, :revision, :account_id, :standards_id, :acted, :clause, :weight, 0,
  0, 0, 0, 0, '', 0, :heads)
ON CONFLICT (site_id, comment_id, revision) DO NOTHING;

-- query: verify_item_withdraw :exec
-- The text is not there any more to be judged.
-- in: site_id i64, comment_id i64
UPDATE verify_item SET state = 2 WHERE site_id = :site_id AND comment_id = :comment_id AND state = 0;

-- query: verify_item_settle :exec
-- Somebody decided on the comment: no second look is owed.
-- in: site_id i64, comment_id i64
UPDATE verify_item SET again = 0 WHERE site_id = :site_id AND comment_id = :comment_id AND again = 1;

-- query: verify_next :one
-- The oldest one this moderator may judge: not their own, not decided on by them, not passed over, not in others' hands.
-- in:  site_id i64, account_id i64, now_ms i64
-- out: comment_id i64, revision i64
SELECT v.comment_id, v.revision FROM verify_item v
WHERE v.site_id = :site_id AND v.state = 0 AND v.account_id <> :account_id
  AND (v.taken_by = :account_id OR v.taken_until_ms <= :now_ms)
  AND NOT EXISTS (SELECT 1 FROM verify_skip s
    WHERE s.site_id = :site_id AND s.account_id = :account_id AND s.comment_id = v.comment_id)
  AND NOT EXISTS (SELECT 1 FROM decision d
    WHERE d.site_id = :site_id AND d.comment_id = v.comment_id AND d.actor_id = :account_id)
ORDER BY v.state, v.comment_id LIMIT 1;

-- query: verify_held_by :one
-- What this moderator has in hand.
-- in:  site_id i64, account_id i64, now_ms i64
-- out: comment_id i64, revision i64
SELECT comment_id, revision FROM verify_item
WHERE site_id = :site_id AND state = 0 AND taken_by = :account_id AND taken_until_ms > :now_ms
ORDER BY state, comment_id LIMIT 1;

-- query: verify_take :count
-- No row when another was quicker.
-- in: site_id i64, comment_id i64, revision i64, account_id i64, now_ms i64, until_ms i64
UPDATE verify_item SET taken_by = :account_id, taken_until_ms = :until_ms
WHERE site_id = :site_id AND comment_id = :comment_id AND revision = :revision AND state = 0
  AND (taken_by = :account_id OR taken_until_ms <= :now_ms);

-- query: verify_put_back :exec
-- in: site_id i64, comment_id i64, account_id i64
UPDATE verify_item SET taken_by = 0, taken_until_ms = 0
WHERE site_id = :site_id AND comment_id = :comment_id AND state = 0 AND taken_by = :account_id;

-- query: verify_skip_add :exec
-- in: site_id i64, account_id i64, comment_id i64
INSERT INTO verify_skip (site_id, account_id, comment_id) VALUES (:site_id, :account_id, :comment_id)
ON CONFLICT (site_id, account_id, comment_id) DO NOTHING;

-- query: verify_skip_clear :exec
-- in: site_id i64, account_id i64
DELETE FROM verify_skip WHERE site_id = :site_id AND account_id = :account_id;

-- query: verify_item_get :one
-- in:  site_id i64, comment_id i64, revision i64
-- out: account_id i64, standards_id i64, acted i64, clause str, state i64, taken_by i64, taken_until_ms i64,
--      answered_ms i64, answered_by i64, answer_clause str, again i64, weight i64, heads str
SELECT account_id, standards_id, acted, clause, state, taken_by, taken_until_ms, answered_ms, answered_by,
  answer_clause, again, weight, heads FROM verify_item
WHERE site_id = :site_id AND comment_id = :comment_id AND revision = :revision;

-- query: verify_answered_last :one
-- The newest answer on a comment.
-- in:  site_id i64, comment_id i64
-- out: revision i64, acted i64, clause str, answered_ms i64, answered_by i64, answer_clause str
SELECT revision, acted, clause, answered_ms, answered_by, answer_clause FROM verify_item
WHERE site_id = :site_id AND comment_id = :comment_id AND state = 1 ORDER BY revision DESC LIMIT 1;

-- query: verify_answer :count
-- in: site_id i64, comment_id i64, revision i64, account_id i64, now_ms i64, answer_clause str, again i64
UPDATE verify_item SET state = 1, answered_ms = :now_ms, answered_by = :account_id, answer_clause = :answer_clause,
  again = :again
WHERE site_id = :site_id AND comment_id = :comment_id AND revision = :revision AND state = 0
  AND taken_by = :account_id;

-- query: verify_waiting :one
-- in:  site_id i64, account_id i64, max_rows i64
-- out: count i64
SELECT COUNT(*) FROM (SELECT comment_id FROM verify_item
  WHERE site_id = :site_id AND state = 0 AND account_id <> :account_id LIMIT :max_rows) AS waiting;

-- query: verify_again :many
-- Those owed a second look, oldest first.
-- in:  site_id i64, max_rows i64
-- out: comment_id i64
SELECT comment_id FROM verify_item WHERE site_id = :site_id AND again = 1 ORDER BY comment_id LIMIT :max_rows;

-- query: verify_answers :many
-- Answers since a time, newest first: what error rates are counted from.
-- in:  site_id i64, since_ms i64, max_rows i64
-- out: standards_id i64, acted i64, clause str, answer_clause str, weight i64
SELECT standards_id, acted, clause, answer_clause, weight FROM verify_item
WHERE site_id = :site_id AND state = 1 AND answered_ms >= :since_ms
ORDER BY answered_ms DESC LIMIT :max_rows;

-- query: verify_sweep :exec
-- What nobody came to judge.
-- in: site_id i64, before_id i64
UPDATE verify_item SET state = 2 WHERE site_id = :site_id AND state = 0 AND comment_id < :before_id;

-- query: verify_skip_sweep :exec
-- in: site_id i64, before_id i64
DELETE FROM verify_skip WHERE site_id = :site_id AND comment_id < :before_id;
