-- Letters and appeals.

-- query: redress_add :count
-- No row when there is one about the same thing already.
-- in:  site_id i64, id i64, kind i64, account_id i64, subject_id i64, subject_seq i64, due_ms i64
INSERT INTO redress (site_id, id, kind, account_id, subject_id, subject_seq, state, due_ms, messages, taken_by, taken_ms,
  decided_by, decided_ms, alone, decision_seq, reason)
VALUES (:site_id, :id, :kind, :account_id, :subject_id, :subject_seq, 0, :due_ms, 0, 0, 0, 0, 0, 0, 0, '')
ON CONFLICT (site_id, kind, subject_id, subject_seq) DO NOTHING;

-- query: redress_row :one sqlite
-- For a job that is about to change it: another node that has it in hand is waited for.
-- in:  site_id i64, id i64
-- out: kind i64, account_id i64, subject_id i64, subject_seq i64, state i64, due_ms i64, messages i64, taken_by i64,
--      taken_ms i64, has_left bool
SELECT r.kind, r.account_id, r.subject_id, r.subject_seq, r.state, r.due_ms, r.messages, r.taken_by, r.taken_ms,
  EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = r.site_id AND l.account_id = r.account_id AND l.kind = 1)
FROM redress r WHERE r.site_id = :site_id AND r.id = :id;

-- query: redress_row :one postgres
-- For a job that is about to change it: another node that has it in hand is waited for.
-- in:  site_id i64, id i64
-- out: kind i64, account_id i64, subject_id i64, subject_seq i64, state i64, due_ms i64, messages i64, taken_by i64,
--      taken_ms i64, has_left bool
SELECT r.kind, r.account_id, r.subject_id, r.subject_seq, r.state, r.due_ms, r.messages, r.taken_by, r.taken_ms,
  EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = r.site_id AND l.account_id = r.account_id AND l.kind = 1)
FROM redress r WHERE r.site_id = :site_id AND r.id = :id FOR UPDATE;

-- shape: redress_item
-- A letter or an appeal (r): who wrote it (an account a, or a notice n), and who has it in hand (t).
-- has: id i64, kind i64, account_id i64, account_name str?, state i64, due_ms i64, messages i64, taken_by i64,
--      taken_name str?, decided_ms i64, subject_id i64
r.id, r.kind, r.account_id, COALESCE(a.name, n.name), r.state, r.due_ms, r.messages, r.taken_by,
  t.name, r.decided_ms, r.subject_id

-- query: redress_get :one
-- has_left: its writer has deleted the account; then it is nobody's to see until they are back.
-- in:  site_id i64, id i64
-- out: {redress_item}, subject_seq i64, taken_ms i64, decided_by i64, decided_name str?, alone i64, reason str, has_left bool
SELECT {redress_item}, r.subject_seq, r.taken_ms, r.decided_by, d.name, r.alone, r.reason,
  EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = r.site_id AND l.account_id = r.account_id AND l.kind = 1)
FROM redress r LEFT JOIN account a ON a.site_id = r.site_id AND a.id = r.account_id
LEFT JOIN legal_notice n ON n.site_id = r.site_id AND r.kind = 3 AND n.id = r.subject_id
LEFT JOIN account t ON t.site_id = r.site_id AND t.id = r.taken_by
LEFT JOIN account d ON d.site_id = r.site_id AND d.id = r.decided_by
WHERE r.site_id = :site_id AND r.id = :id;

-- query: redress_about :one
-- The newest about a thing.
-- in:  site_id i64, kind i64, subject_id i64
-- out: id i64, subject_seq i64, state i64, decided_ms i64, decision_seq i64
SELECT id, subject_seq, state, decided_ms, decision_seq FROM redress
WHERE site_id = :site_id AND kind = :kind AND subject_id = :subject_id ORDER BY subject_seq DESC LIMIT 1;

-- query: redress_list_waiting :many
-- What is due first stands first; who has left for a while waits.
-- in:  site_id i64, after_due_ms i64, after_id i64, max_rows i64
-- out: {redress_item}
SELECT {redress_item}
FROM redress r LEFT JOIN account a ON a.site_id = r.site_id AND a.id = r.account_id
LEFT JOIN legal_notice n ON n.site_id = r.site_id AND r.kind = 3 AND n.id = r.subject_id
LEFT JOIN account t ON t.site_id = r.site_id AND t.id = r.taken_by
WHERE r.site_id = :site_id AND r.state = 0 AND (a.id IS NOT NULL OR r.account_id = 0) AND (r.due_ms, r.id) > (:after_due_ms, :after_id)
  AND NOT EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = r.site_id AND l.account_id = r.account_id AND l.kind = 1)
ORDER BY r.due_ms, r.id LIMIT :max_rows;

-- query: redress_list_decided :many
-- Newest first, without those of who has left.
-- in:  site_id i64, before_ms i64, max_rows i64
-- out: {redress_item}
SELECT {redress_item}
FROM redress r LEFT JOIN account a ON a.site_id = r.site_id AND a.id = r.account_id
LEFT JOIN legal_notice n ON n.site_id = r.site_id AND r.kind = 3 AND n.id = r.subject_id
LEFT JOIN account t ON t.site_id = r.site_id AND t.id = r.taken_by
WHERE r.site_id = :site_id AND r.state > 0 AND r.decided_ms < :before_ms
  AND NOT EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = r.site_id AND l.account_id = r.account_id AND l.kind = 1)
ORDER BY r.decided_ms DESC, r.id DESC LIMIT :max_rows;

-- query: redress_list_own :many
-- in:  site_id i64, account_id i64, before_id i64, max_rows i64
-- out: {redress_item}
SELECT {redress_item}
FROM redress r LEFT JOIN account a ON a.site_id = r.site_id AND a.id = r.account_id
LEFT JOIN legal_notice n ON n.site_id = r.site_id AND r.kind = 3 AND n.id = r.subject_id
LEFT JOIN account t ON t.site_id = r.site_id AND t.id = r.taken_by
WHERE r.site_id = :site_id AND r.account_id = :account_id AND r.id < :before_id ORDER BY r.id DESC LIMIT :max_rows;

-- query: redress_count :one
-- in:  site_id i64, now_ms i64, max_rows i64
-- out: count i64, overdue i64
SELECT COUNT(*), COALESCE(SUM(CASE WHEN due_ms < :now_ms THEN 1 ELSE 0 END), 0) FROM
  (SELECT r.due_ms FROM redress r WHERE r.site_id = :site_id AND r.state = 0
    AND NOT EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = r.site_id AND l.account_id = r.account_id AND l.kind = 1)
    LIMIT :max_rows) AS waiting;

-- query: redress_overdue :many
-- Open ones whose time is over and who was not told so; who has left for a while waits.
-- in:  site_id i64, now_ms i64, max_rows i64
-- out: id i64, kind i64, account_id i64, subject_id i64, due_ms i64
SELECT r.id, r.kind, r.account_id, r.subject_id, r.due_ms FROM redress r
WHERE r.site_id = :site_id AND r.due_ms < :now_ms AND r.state = 0 AND r.due_told = 0
  AND NOT EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = r.site_id AND l.account_id = r.account_id AND l.kind = 1)
ORDER BY r.due_ms, r.id LIMIT :max_rows;

-- query: redress_set_due_told :count
-- in:  site_id i64, id i64
UPDATE redress SET due_told = 1 WHERE site_id = :site_id AND id = :id AND state = 0 AND due_told = 0;

-- query: redress_set_messages :exec
-- in:  site_id i64, id i64, messages i64
UPDATE redress SET messages = :messages WHERE site_id = :site_id AND id = :id;

-- query: redress_set_taken :exec
-- in:  site_id i64, id i64, taken_by i64, taken_ms i64
UPDATE redress SET taken_by = :taken_by, taken_ms = :taken_ms WHERE site_id = :site_id AND id = :id;

-- query: redress_set_decided :exec
-- in:  site_id i64, id i64, state i64, decided_by i64, decided_ms i64, alone i64, decision_seq i64, reason str
UPDATE redress SET state = :state, decided_by = :decided_by, decided_ms = :decided_ms, alone = :alone,
  decision_seq = :decision_seq, reason = :reason
WHERE site_id = :site_id AND id = :id;

-- query: redress_message_add :exec
-- in:  site_id i64, redress_id i64, seq i64, author_id i64, sent_ms i64, channel i64, mail_key i64, subject str, body str
INSERT INTO redress_message (site_id, redress_id, seq, author_id, sent_ms, channel, mail_key, subject, body)
VALUES (:site_id, :redress_id, :seq, :author_id, :sent_ms, :channel, :mail_key, :subject, :body);

-- query: redress_message_list :many
-- in:  site_id i64, redress_id i64
-- out: seq i64, author_id i64, author_name str?, sent_ms i64, channel i64, mail_key i64, subject str, body str
SELECT m.seq, m.author_id, a.name, m.sent_ms, m.channel, m.mail_key, m.subject, m.body
FROM redress_message m LEFT JOIN account a ON a.site_id = m.site_id AND a.id = m.author_id
WHERE m.site_id = :site_id AND m.redress_id = :redress_id ORDER BY m.seq LIMIT 200;

-- query: redress_draft_set :exec
-- in:  site_id i64, account_id i64, sent_ms i64, subject str, body str
INSERT INTO redress_draft (site_id, account_id, sent_ms, subject, body)
VALUES (:site_id, :account_id, :sent_ms, :subject, :body)
ON CONFLICT (site_id, account_id) DO UPDATE SET sent_ms = excluded.sent_ms, subject = excluded.subject, body = excluded.body;

-- query: redress_draft_get :one
-- in:  site_id i64, account_id i64
-- out: sent_ms i64, subject str, body str
SELECT sent_ms, subject, body FROM redress_draft WHERE site_id = :site_id AND account_id = :account_id;

-- query: redress_draft_drop :exec
-- in:  site_id i64, account_id i64
DELETE FROM redress_draft WHERE site_id = :site_id AND account_id = :account_id;

-- query: redress_staff :many
-- Who may decide, active or not.
-- in:  site_id i64, max_rows i64
-- out: id i64, role i64, status i64, suspended_until_ms i64
SELECT id, role, status, suspended_until_ms FROM account
WHERE site_id = :site_id AND role >= 3 ORDER BY id LIMIT :max_rows;

-- query: redress_decisions :many
-- Who decided what on a comment, in order: for who may not decide on its appeal.
-- in:  site_id i64, comment_id i64
-- out: seq i64, decided_ms i64, actor_id i64, action i64, to_status i64, revision i64, clause str?
SELECT seq, decided_ms, actor_id, action, to_status, revision, clause FROM decision
WHERE site_id = :site_id AND comment_id = :comment_id ORDER BY seq LIMIT 200;

-- query: redress_account_by_email :one
-- Whose confirmed address it is.
-- in:  site_id i64, email_key str
-- out: id i64
SELECT id FROM account
WHERE site_id = :site_id AND email_key = :email_key AND email_confirmed_ms > 0 AND email_key <> '';

-- query: redress_sanction :one
-- Whose decision a letter is about.
-- in:  site_id i64, account_id i64, id i64
-- out: by_id i64
SELECT by_id FROM sanction WHERE site_id = :site_id AND account_id = :account_id AND id = :id;

-- query: redress_outcomes :many
-- For the yearly report: those decided in a time, in that order.
-- in:  site_id i64, after_ms i64, after_id i64, until_ms i64, max_rows i64
-- out: id i64, kind i64, state i64, decided_ms i64
SELECT id, kind, state, decided_ms FROM redress
WHERE site_id = :site_id AND state > 0 AND decided_ms < :until_ms AND (decided_ms, id) > (:after_ms, :after_id)
ORDER BY decided_ms, id LIMIT :max_rows;
