-- The queue of mails.

-- query: mail_add :exec
-- in:  site_id i64, id i64, kind str, account_id i64, address str, link_id i64, subject_id i64, facts str, due_ms i64
INSERT INTO mail (site_id, id, kind, account_id, address, link_id, subject_id, facts, state, due_ms, attempts, taken_by,
  taken_until_ms, done_ms, problem)
VALUES (:site_id, :id, :kind, :account_id, :address, :link_id, :subject_id, :facts, 0, :due_ms, 0, 0, 0, 0, '');
