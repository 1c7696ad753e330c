-- The queue of mails.

-- query: mail_add :exec
-- in:  site_id i64, id i64, kind str, account_id i64, address str, link_id i64, subject_id i64, facts str, due_ms i64
INSERT INTO mail (site_id, id, kind, account_id, address, link_id, subject_id, facts, state, due_ms, attempts, taken_by,
  taken_until_ms, done_ms, problem)
VALUES (:site_id, :id, :kind, :account_id, :address, :link_id, :subject_id, :facts, 0, :due_ms, 0, 0, 0, 0, '');

-- query: mail_due :many
-- Those that wait and that nobody is sending.
-- in:  site_id i64, now_ms i64, count i64
-- out: id i64, kind str, account_id i64, address str, link_id i64, subject_id i64, facts str, attempts i64, since_ms i64
SELECT id, kind, account_id, address, link_id, subject_id, facts, attempts, since_ms FROM mail
WHERE site_id = :site_id AND state = 0 AND due_ms <= :now_ms
ORDER BY due_ms, id LIMIT :count;

-- query: mail_next :one
-- When there is something to do.
-- in:  site_id i64
-- out: due_ms i64
SELECT due_ms FROM mail WHERE site_id = :site_id AND state = 0 ORDER BY due_ms, id LIMIT 1;

-- query: mail_count_waiting :one
-- in:  site_id i64
-- out: mails i64
SELECT COUNT(*) AS mails FROM mail WHERE site_id = :site_id AND state = 0;

-- query: mail_take :count
-- One of two processes that try at once. While it is taken it is not due.
-- in:  site_id i64, id i64, now_ms i64, until_ms i64, taken_by i64
UPDATE mail SET taken_by = :taken_by, taken_until_ms = :until_ms, due_ms = :until_ms, attempts = attempts + 1
WHERE site_id = :site_id AND id = :id AND state = 0 AND due_ms <= :now_ms;

-- query: mail_postpone :exec
-- Neither sent nor counted as an attempt.
-- in:  site_id i64, id i64, attempts i64, due_ms i64, problem str
UPDATE mail SET due_ms = :due_ms, taken_until_ms = 0, attempts = :attempts, problem = :problem
WHERE site_id = :site_id AND id = :id AND state = 0;

-- query: mail_try_again :count
-- By the process that took it, while nobody took it over.
-- in:  site_id i64, id i64, taken_by i64, attempts i64, left_attempts i64, due_ms i64, problem str
UPDATE mail SET due_ms = :due_ms, taken_until_ms = 0, attempts = :left_attempts, problem = :problem
WHERE site_id = :site_id AND id = :id AND state = 0 AND taken_by = :taken_by AND attempts = :attempts;

-- query: mail_end :count
-- Sent, given up or dropped. What it said and to whom is kept only of those that may be tried again.
-- in:  site_id i64, id i64, state i64, done_ms i64, problem str, keeps bool
UPDATE mail SET state = :state, done_ms = :done_ms, taken_until_ms = 0, problem = :problem,
  address = CASE WHEN :keeps THEN address ELSE '' END, facts = CASE WHEN :keeps THEN facts ELSE '{}' END
WHERE site_id = :site_id AND id = :id AND state = 0;

-- query: mail_sent_kinds :many
-- What an account got lately.
-- in:  site_id i64, account_id i64, since_id i64
-- out: kind str, done_ms i64
SELECT kind, done_ms FROM mail
WHERE site_id = :site_id AND account_id = :account_id AND id >= :since_id AND state = 1
ORDER BY id LIMIT 500;

-- query: mail_list :many
-- in:  site_id i64, state i64, after_ms i64, after_id i64
-- out: id i64, kind str, account_id i64, address str, link_id i64, due_ms i64, attempts i64, taken_until_ms i64, done_ms i64,
--      problem str
SELECT id, kind, account_id, address, link_id, due_ms, attempts, taken_until_ms, done_ms, problem FROM mail
WHERE site_id = :site_id AND state = :state AND (done_ms > :after_ms OR (done_ms = :after_ms AND id > :after_id))
ORDER BY done_ms, id LIMIT 200;

-- query: mail_retry :count
-- in:  site_id i64, id i64, now_ms i64
UPDATE mail SET state = 0, due_ms = :now_ms, since_ms = :now_ms, attempts = 0, done_ms = 0, taken_until_ms = 0
WHERE site_id = :site_id AND id = :id AND state = 2;

-- query: mail_hurry :count
-- One that waits for its next attempt and that nobody is sending.
-- in:  site_id i64, id i64, now_ms i64
UPDATE mail SET due_ms = :now_ms
WHERE site_id = :site_id AND id = :id AND state = 0 AND taken_until_ms <= :now_ms AND due_ms > :now_ms;

-- query: mail_retry_all :count
-- in:  site_id i64, now_ms i64
UPDATE mail SET state = 0, due_ms = :now_ms, since_ms = :now_ms, attempts = 0, done_ms = 0, taken_until_ms = 0
WHERE site_id = :site_id AND state = 2;

-- query: mail_hurry_all :count
-- in:  site_id i64, now_ms i64
UPDATE mail SET due_ms = :now_ms
WHERE site_id = :site_id AND state = 0 AND taken_until_ms <= :now_ms AND due_ms > :now_ms;

-- query: mail_sweep :exec
-- in:  site_id i64, state i64, before_ms i64
DELETE FROM mail WHERE site_id = :site_id AND state = :state AND done_ms < :before_ms;

-- query: mail_account :one
-- Whom a mail goes to, as things are now.
-- in:  site_id i64, account_id i64
-- out: name str, email str, email_key str, email_confirmed_ms i64, language str, hidden i64
SELECT name, email, email_key, email_confirmed_ms, language, hidden FROM account WHERE site_id = :site_id AND id = :account_id;

-- query: mail_link :one
-- in:  site_id i64, link_id i64
-- out: expires_ms i64, used_ms i64
SELECT expires_ms, used_ms FROM link WHERE site_id = :site_id AND id = :link_id;

-- query: mail_note_address :exec
-- in:  site_id i64, id i64, address_key i64
UPDATE mail SET address_key = :address_key WHERE site_id = :site_id AND id = :id;

-- query: mail_of_report :one
-- What a report is about.
-- in:  site_id i64, id i64
-- out: kind str, account_id i64, address_key i64
SELECT kind, account_id, address_key FROM mail WHERE site_id = :site_id AND id = :id;

-- query: mail_bounce_get :one
-- in:  site_id i64, account_id i64
-- out: address_key i64, failed_ms i64, soft_count i64, last_ms i64, told_by i64, status str, diagnostic str, complained_ms i64
SELECT address_key, failed_ms, soft_count, last_ms, told_by, status, diagnostic, complained_ms FROM mail_bounce
WHERE site_id = :site_id AND account_id = :account_id;

-- query: mail_bounce_put :exec
-- in:  site_id i64, account_id i64, address_key i64, failed_ms i64, soft_count i64, last_ms i64, told_by i64, status str,
--      diagnostic str, complained_ms i64
INSERT INTO mail_bounce (site_id, account_id, address_key, failed_ms, soft_count, last_ms, told_by, status, diagnostic,
  complained_ms)
VALUES (:site_id, :account_id, :address_key, :failed_ms, :soft_count, :last_ms, :told_by, :status, :diagnostic, :complained_ms)
ON CONFLICT (site_id, account_id) DO UPDATE SET address_key = excluded.address_key, failed_ms = excluded.failed_ms,
  soft_count = excluded.soft_count, last_ms = excluded.last_ms, told_by = excluded.told_by, status = excluded.status,
  diagnostic = excluded.diagnostic, complained_ms = excluded.complained_ms;

-- query: mail_bounce_clear :exec
-- Its reader has shown that mail arrives.
-- in:  site_id i64, account_id i64
UPDATE mail_bounce SET failed_ms = 0, soft_count = 0, status = '', diagnostic = ''
WHERE site_id = :site_id AND account_id = :account_id;

-- query: mail_bounce_accepted :exec
-- The mail server that refused the address in conversation has taken a mail to it. Reports come after that, and say more.
-- in:  site_id i64, mail_id i64
UPDATE mail_bounce SET failed_ms = 0, soft_count = 0, status = '', diagnostic = ''
WHERE site_id = :site_id AND told_by = 1
  AND account_id = (SELECT account_id FROM mail WHERE site_id = :site_id AND id = :mail_id)
  AND address_key = (SELECT address_key FROM mail WHERE site_id = :site_id AND id = :mail_id);

-- query: mail_bounce_list :many
-- in:  site_id i64, after_id i64
-- out: account_id i64, failed_ms i64, soft_count i64, last_ms i64, status str, diagnostic str, complained_ms i64
SELECT account_id, failed_ms, soft_count, last_ms, status, diagnostic, complained_ms FROM mail_bounce
WHERE site_id = :site_id AND account_id > :after_id ORDER BY account_id LIMIT 200;

-- query: mail_bounce_count :one
-- in:  site_id i64
-- out: addresses i64
SELECT COUNT(*) AS addresses FROM mail_bounce WHERE site_id = :site_id AND failed_ms > 0;

-- query: mail_domain_get :one
-- in:  site_id i64, domain_key i64
-- out: until_ms i64, pause_ms i64
SELECT until_ms, pause_ms FROM mail_domain WHERE site_id = :site_id AND domain_key = :domain_key;

-- query: mail_domain_count :one
-- in:  site_id i64
-- out: domains i64
SELECT COUNT(*) AS domains FROM mail_domain WHERE site_id = :site_id;

-- query: mail_domain_put :exec
-- in:  site_id i64, domain_key i64, until_ms i64, pause_ms i64
INSERT INTO mail_domain (site_id, domain_key, until_ms, pause_ms) VALUES (:site_id, :domain_key, :until_ms, :pause_ms)
ON CONFLICT (site_id, domain_key) DO UPDATE SET until_ms = excluded.until_ms, pause_ms = excluded.pause_ms;

-- query: mail_domain_end :exec
-- in:  site_id i64, domain_key i64
DELETE FROM mail_domain WHERE site_id = :site_id AND domain_key = :domain_key;

-- query: mail_domain_sweep :exec
-- in:  site_id i64, before_ms i64
DELETE FROM mail_domain WHERE site_id = :site_id AND until_ms < :before_ms;
