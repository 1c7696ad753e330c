-- Comments coming in and changing.

-- query: comment_place :one
-- What is known of the place a comment is for.
-- in:  site_id i64, article_id i64
-- out: section str, byline str, published_ms i64, updated_ms i64, content_hash i64, mode i64, comment_count i64
SELECT a.section, a.byline, a.published_ms, a.updated_ms, a.content_hash, t.mode, t.comment_count
FROM thread t JOIN article a ON a.site_id = t.site_id AND a.id = t.article_id
WHERE t.site_id = :site_id AND t.article_id = :article_id;

-- query: comment_may_post :one sqlite
-- The account and the thread as they are at the moment of writing; what else happens to the account at that moment, on
-- another node, is waited for, or waits.
-- in:  site_id i64, account_id i64, article_id i64
-- out: role i64, status i64, suspended_until_ms i64, premoderated_until_ms i64, warning_id i64, mode i64
SELECT a.role, a.status, a.suspended_until_ms, a.premoderated_until_ms, a.warning_id, t.mode
FROM thread t JOIN account a ON a.site_id = t.site_id AND a.id = :account_id
WHERE t.site_id = :site_id AND t.article_id = :article_id;

-- query: comment_may_post :one postgres
-- The account and the thread as they are at the moment of writing; what else happens to the account at that moment, on
-- another node, is waited for, or waits.
-- in:  site_id i64, account_id i64, article_id i64
-- out: role i64, status i64, suspended_until_ms i64, premoderated_until_ms i64, warning_id i64, mode i64
SELECT a.role, a.status, a.suspended_until_ms, a.premoderated_until_ms, a.warning_id, t.mode
FROM thread t JOIN account a ON a.site_id = t.site_id AND a.id = :account_id
WHERE t.site_id = :site_id AND t.article_id = :article_id FOR UPDATE OF a;

-- query: comment_row :one sqlite
-- The comment alone, whatever its status, for a job that is about to change it: another node that has it in hand is
-- waited for, and the row is the one it left. Readers ask comment_known.
-- in:  site_id i64, id i64
-- out: article_id i64, shown i64, path bytes, parent_id i64?, account_id i64, status i64, revision i64,
--      reply_count i64, body str
SELECT article_id, shown, path, parent_id, account_id, status, revision, reply_count, body FROM comment
WHERE site_id = :site_id AND id = :id;

-- query: comment_row :one postgres
-- The comment alone, whatever its status, for a job that is about to change it: another node that has it in hand is
-- waited for, and the row is the one it left. Readers ask comment_known.
-- in:  site_id i64, id i64
-- out: article_id i64, shown i64, path bytes, parent_id i64?, account_id i64, status i64, revision i64,
--      reply_count i64, body str
SELECT article_id, shown, path, parent_id, account_id, status, revision, reply_count, body FROM comment
WHERE site_id = :site_id AND id = :id FOR UPDATE;

-- query: comment_known :one
-- Whose a comment is and where; callers decide who may see it.
-- in:  site_id i64, id i64
-- out: article_id i64, parent_id i64?, account_id i64, status i64, revision i64
SELECT article_id, parent_id, account_id, status, revision FROM comment WHERE site_id = :site_id AND id = :id;

-- query: comment_parent :one
-- The comment a reply is for, as far as a reply must know it.
-- in:  site_id i64, id i64
-- out: article_id i64, shown i64, path bytes, status i64, body str
SELECT c.article_id, c.shown, c.path, CASE WHEN a.hidden = 1 THEN 4 ELSE c.status END AS status,
  CASE WHEN a.hidden = 1 THEN '' ELSE c.body END AS body
FROM (SELECT * FROM comment WHERE site_id = :site_id AND id = :id LIMIT 1) c
JOIN account a ON a.site_id = c.site_id AND a.id = c.account_id;

-- query: comment_voices :many
-- What a thread's later branches say and who says it: for what the thread is about.
-- in:  site_id i64, article_id i64, max_rows i64
-- out: account_id i64, body str
SELECT account_id, body FROM comment WHERE site_id = :site_id AND article_id = :article_id AND shown = 1
  AND status IN (0, 1)
ORDER BY path DESC LIMIT :max_rows;

-- query: comment_since :many
-- What came in after a comment, by everybody, oldest first: for the index of copies.
-- in:  site_id i64, after_id i64, max_rows i64
-- out: id i64, account_id i64, body str
SELECT id, account_id, body FROM comment WHERE site_id = :site_id AND id > :after_id
ORDER BY id LIMIT :max_rows;

-- query: comment_add :count
-- No row when there is a comment with this id already.
-- in:  site_id i64, article_id i64, shown i64, path bytes, id i64, parent_id i64?, account_id i64, status i64,
--      standards_id i64, body str, context str
INSERT INTO comment (site_id, article_id, shown, path, id, parent_id, account_id, status, revision,
  reply_count, edited_ms, standards_id, body, context)
VALUES (:site_id, :article_id, :shown, :path, :id, :parent_id, :account_id, :status, 0, 0, NULL,
  :standards_id, :body, :context)
ON CONFLICT (site_id, id) DO NOTHING;

-- query: comment_add_reply :count
-- Counts a reply under a comment that readers see; no row changed: they do not see it any more.
-- in:  site_id i64, article_id i64, path bytes
UPDATE comment SET reply_count = reply_count + 1
WHERE site_id = :site_id AND article_id = :article_id AND shown = 1 AND path = :path AND status IN (0, 1);

-- query: comment_set_place :exec
-- Moves a comment between what readers see and what they do not, with its status and number of replies.
-- in:  site_id i64, article_id i64, path bytes, was_shown i64, shown i64, status i64, reply_count i64
UPDATE comment SET shown = :shown, status = :status, reply_count = :reply_count
WHERE site_id = :site_id AND article_id = :article_id AND shown = :was_shown AND path = :path;

-- query: comment_set_body :exec
-- in:  site_id i64, article_id i64, shown i64, path bytes, body str, revision i64, edited_ms i64, standards_id i64,
--      context str
UPDATE comment SET body = :body, revision = :revision, edited_ms = :edited_ms, standards_id = :standards_id,
  context = :context
WHERE site_id = :site_id AND article_id = :article_id AND shown = :shown AND path = :path;

-- query: comment_revision_add :exec
-- in:  site_id i64, comment_id i64, revision i64, now_ms i64, editor_id i64, reason str, body str
INSERT INTO comment_revision (site_id, comment_id, revision, replaced_ms, editor_id, reason, body)
VALUES (:site_id, :comment_id, :revision, :now_ms, :editor_id, :reason, :body);

-- query: comment_revision_ended :one
-- When a revision was replaced, which is when the next was written.
-- in:  site_id i64, comment_id i64, revision i64
-- out: replaced_ms i64
SELECT replaced_ms FROM comment_revision
WHERE site_id = :site_id AND comment_id = :comment_id AND revision = :revision;

-- query: comment_revision_list :many
-- in:  site_id i64, comment_id i64
-- out: revision i64, replaced_ms i64, editor_id i64, editor_name str?, reason str, body str
SELECT r.revision, r.replaced_ms, r.editor_id, a.name, r.reason, r.body
FROM comment_revision r LEFT JOIN account a ON a.site_id = r.site_id AND a.id = r.editor_id
WHERE r.site_id = :site_id AND r.comment_id = :comment_id AND NOT EXISTS
  (SELECT 1 FROM comment c JOIN account o ON o.site_id = c.site_id AND o.id = c.account_id
   WHERE c.site_id = :site_id AND c.id = :comment_id AND o.hidden = 1) ORDER BY r.revision LIMIT 200;

-- query: comment_revision_erase :exec
-- in:  site_id i64, comment_id i64
DELETE FROM comment_revision WHERE site_id = :site_id AND comment_id = :comment_id;

-- query: draft_add :count
-- No row when this draft was stored before.
-- in:  site_id i64, key i64, comment_id i64
INSERT INTO draft (site_id, key, comment_id) VALUES (:site_id, :key, :comment_id)
ON CONFLICT (site_id, key) DO NOTHING;

-- query: draft_get :one
-- in:  site_id i64, key i64
-- out: comment_id i64
SELECT comment_id FROM draft WHERE site_id = :site_id AND key = :key;

-- query: draft_sweep :exec
-- in:  site_id i64, before_id i64
DELETE FROM draft WHERE site_id = :site_id AND comment_id < :before_id;

-- query: thread_add :exec
-- in:  site_id i64, article_id i64, mode i64
INSERT INTO thread (site_id, article_id, mode, comment_count, last_comment_ms)
VALUES (:site_id, :article_id, :mode, 0, 0) ON CONFLICT (site_id, article_id) DO NOTHING;

-- query: thread_get :one
-- in:  site_id i64, article_id i64
-- out: mode i64, comment_count i64, last_comment_ms i64
SELECT mode, comment_count, last_comment_ms FROM thread
WHERE site_id = :site_id AND article_id = :article_id;

-- query: thread_add_comment :exec
-- in:  site_id i64, article_id i64, at_ms i64
UPDATE thread SET comment_count = comment_count + 1,
  last_comment_ms = CASE WHEN last_comment_ms < :at_ms THEN :at_ms ELSE last_comment_ms END
WHERE site_id = :site_id AND article_id = :article_id;

-- query: thread_add_count :exec
-- in:  site_id i64, article_id i64, change i64
UPDATE thread SET comment_count = comment_count + :change
WHERE site_id = :site_id AND article_id = :article_id;

-- query: thread_set_mode :count
-- in:  site_id i64, article_id i64, mode i64
UPDATE thread SET mode = :mode WHERE site_id = :site_id AND article_id = :article_id;

-- query: decision_add :exec
-- Through transition_record alone, which enters it in the ledger.
-- in:  site_id i64, comment_id i64, seq i64, now_ms i64, actor_id i64, action i64, from_status i64?, to_status i64,
--      revision i64, clause str?, reason str?, record str?, standards_id i64
INSERT INTO decision (site_id, comment_id, seq, decided_ms, actor_id, action, from_status, to_status,
  revision, clause, reason, record, standards_id)
VALUES (:site_id, :comment_id, :seq, :now_ms, :actor_id, :action, :from_status, :to_status, :revision, :clause, :reason, :record, :standards_id);

-- query: decision_erase_records :exec
-- A record quotes the words of the text; who decided what and when stays. Through ledger_erase_records alone.
-- in:  site_id i64, comment_id i64
UPDATE decision SET record = NULL
WHERE site_id = :site_id AND comment_id = :comment_id AND record IS NOT NULL;

-- shape: comment_decision
-- A decision (d) with who made it (a), by which standards (v), on a comment whose author (o) may be hidden.
-- has: seq i64, decided_ms i64, actor_id i64, actor_name str?, action i64, to_status i64, revision i64,
--      clause str?, reason str?, record str?, standards_version str?
d.seq, d.decided_ms, d.actor_id, a.name, d.action, d.to_status, d.revision, d.clause, d.reason,
  CASE WHEN o.hidden = 1 THEN NULL ELSE d.record END AS record, v.version

-- query: decision_list :many
-- in:  site_id i64, comment_id i64
-- out: {comment_decision}
SELECT {comment_decision}
FROM decision d LEFT JOIN account a ON a.site_id = d.site_id AND a.id = d.actor_id
LEFT JOIN standards_version v ON v.site_id = d.site_id AND v.id = d.standards_id
LEFT JOIN comment c ON c.site_id = d.site_id AND c.id = d.comment_id
LEFT JOIN account o ON o.site_id = c.site_id AND o.id = c.account_id
WHERE d.site_id = :site_id AND d.comment_id = :comment_id ORDER BY d.seq LIMIT 200;

-- query: decision_latest :one
-- in:  site_id i64, comment_id i64
-- out: {comment_decision}
SELECT {comment_decision}
FROM decision d LEFT JOIN account a ON a.site_id = d.site_id AND a.id = d.actor_id
LEFT JOIN standards_version v ON v.site_id = d.site_id AND v.id = d.standards_id
LEFT JOIN comment c ON c.site_id = d.site_id AND c.id = d.comment_id
LEFT JOIN account o ON o.site_id = c.site_id AND o.id = c.account_id
WHERE d.site_id = :site_id AND d.comment_id = :comment_id ORDER BY d.seq DESC LIMIT 1;

-- query: decision_latest_record :one
-- The newest one with a verdict's record: the evidence.
-- in:  site_id i64, comment_id i64
-- out: {comment_decision}
SELECT {comment_decision}
FROM decision d LEFT JOIN account a ON a.site_id = d.site_id AND a.id = d.actor_id
LEFT JOIN standards_version v ON v.site_id = d.site_id AND v.id = d.standards_id
LEFT JOIN comment c ON c.site_id = d.site_id AND c.id = d.comment_id
LEFT JOIN account o ON o.site_id = c.site_id AND o.id = c.account_id
WHERE d.site_id = :site_id AND d.comment_id = :comment_id AND d.record IS NOT NULL
  AND o.hidden IS DISTINCT FROM 1
ORDER BY d.seq DESC LIMIT 1;

-- query: decision_last :one
-- What was decided last: for undoing it, and for the note in a removed comment's place.
-- in:  site_id i64, comment_id i64
-- out: seq i64, actor_id i64, action i64, from_status i64?, to_status i64, revision i64, clause str?
SELECT seq, actor_id, action, from_status, to_status, revision, clause FROM decision
WHERE site_id = :site_id AND comment_id = :comment_id ORDER BY seq DESC LIMIT 1;

-- query: decision_before :one
-- The decision that had brought the comment to a status before a later one changed it.
-- in:  site_id i64, comment_id i64, before_seq i64, to_status i64
-- out: revision i64, clause str?, reason str?, record str?
SELECT revision, clause, reason, record FROM decision
WHERE site_id = :site_id AND comment_id = :comment_id AND seq < :before_seq AND to_status = :to_status
ORDER BY seq DESC LIMIT 1;

-- query: decision_count_since :one
-- Other than the author's own, since a time; reads the decisions of that time's comments and later ones.
-- in:  site_id i64, since_id i64, since_ms i64
-- out: by_standards i64, by_people i64
SELECT COALESCE(SUM(CASE WHEN action = 0 THEN 1 ELSE 0 END), 0),
  COALESCE(SUM(CASE WHEN action BETWEEN 1 AND 4 THEN 1 ELSE 0 END), 0)
FROM decision WHERE site_id = :site_id AND comment_id >= :since_id AND decided_ms >= :since_ms;

-- shape: staff_decision
-- has: decided_ms i64, comment_id i64, seq i64, actor_id i64, actor_name str?, action i64, clause str?, reason str?,
--      author_name str?
d.decided_ms, d.comment_id, d.seq, d.actor_id, NULLIF(a.name, 'deleted account'), d.action, d.clause, d.reason,
  CASE WHEN EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = c.site_id AND l.account_id = c.account_id AND l.kind = 1)
    THEN NULL ELSE NULLIF(t.name, 'deleted account') END

-- query: decision_staff_list :many
-- What staff decided, newest first, before a place in that order.
-- in:  site_id i64, before_ms i64, before_comment_id i64, before_seq i64, max_rows i64
-- out: {staff_decision}
SELECT {staff_decision}
FROM decision d LEFT JOIN account a ON a.site_id = d.site_id AND a.id = d.actor_id
LEFT JOIN comment c ON c.site_id = d.site_id AND c.id = d.comment_id
LEFT JOIN account t ON t.site_id = c.site_id AND t.id = c.account_id
WHERE d.site_id = :site_id AND d.actor_id <> 0 AND d.action <> 5
  AND (d.decided_ms, d.comment_id, d.seq) < (:before_ms, :before_comment_id, :before_seq)
ORDER BY d.decided_ms DESC, d.comment_id DESC, d.seq DESC LIMIT :max_rows;

-- query: decision_staff_list_by :many
-- One person's.
-- in:  site_id i64, actor_id i64, before_ms i64, before_comment_id i64, before_seq i64, max_rows i64
-- out: {staff_decision}
SELECT {staff_decision}
FROM decision d LEFT JOIN account a ON a.site_id = d.site_id AND a.id = d.actor_id
LEFT JOIN comment c ON c.site_id = d.site_id AND c.id = d.comment_id
LEFT JOIN account t ON t.site_id = c.site_id AND t.id = c.account_id
WHERE d.site_id = :site_id AND d.actor_id = :actor_id AND d.actor_id <> 0 AND d.action <> 5
  AND (d.decided_ms, d.comment_id, d.seq) < (:before_ms, :before_comment_id, :before_seq)
ORDER BY d.decided_ms DESC, d.comment_id DESC, d.seq DESC LIMIT :max_rows;

-- query: comment_recent_by_account :many
-- For the pace of an account: newest first.
-- in:  site_id i64, account_id i64, max_rows i64
-- out: id i64, article_id i64, body str
SELECT id, article_id, body FROM comment WHERE site_id = :site_id AND account_id = :account_id
ORDER BY id DESC LIMIT :max_rows;
