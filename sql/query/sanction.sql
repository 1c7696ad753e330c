-- Sanctions: src/community/discipline/sanction.h.

-- query: account_hold :one sqlite
-- An account that a job is about to act for or upon: another node that has it in hand is waited for, and the row is the
-- one it left.
-- in:  site_id i64, id i64
-- out: role i64, status i64, suspended_until_ms i64, premoderated_until_ms i64, warning_id i64, name str
SELECT role, status, suspended_until_ms, premoderated_until_ms, warning_id, name FROM account
WHERE site_id = :site_id AND id = :id;

-- query: account_hold :one postgres
-- An account that a job is about to act for or upon: another node that has it in hand is waited for, and the row is the
-- one it left.
-- in:  site_id i64, id i64
-- out: role i64, status i64, suspended_until_ms i64, premoderated_until_ms i64, warning_id i64, name str
SELECT role, status, suspended_until_ms, premoderated_until_ms, warning_id, name FROM account
WHERE site_id = :site_id AND id = :id FOR NO KEY UPDATE;

-- query: account_set_sanctioned :exec
-- in:  site_id i64, id i64, status i64, suspended_until_ms i64, premoderated_until_ms i64, warning_id i64
UPDATE account SET status = :status, suspended_until_ms = :suspended_until_ms,
  premoderated_until_ms = :premoderated_until_ms, warning_id = :warning_id
WHERE site_id = :site_id AND id = :id;

-- query: sanction_add :exec
-- in:  site_id i64, account_id i64, id i64, kind i64, mode i64, final i64, by_id i64, at_ms i64, until_ms i64,
--      comment_id i64, clause str, reason str, grave str
INSERT INTO sanction (site_id, account_id, id, kind, mode, final, by_id, at_ms, until_ms, comment_id, clause, reason, grave)
VALUES (:site_id, :account_id, :id, :kind, :mode, :final, :by_id, :at_ms, :until_ms, :comment_id, :clause, :reason, :grave);

-- shape: sanction_view
-- A sanction (s) with who made it (b), how it ended (e, f) and when its reader confirmed it (k).
-- has: id i64, kind i64, mode i64, final i64, by_id i64, at_ms i64, until_ms i64, comment_id i64, clause str, reason str,
--      grave str, by_name str?, end_kind i64?, end_by_id i64?, end_ms i64?, end_why str?, end_by_name str?,
--      acknowledged_ms i64?
s.id, s.kind, s.mode, s.final, s.by_id, s.at_ms, s.until_ms, s.comment_id, s.clause, s.reason, s.grave, b.name,
  e.kind, e.by_id, e.at_ms, e.why, f.name, k.at_ms

-- query: sanction_list :many
-- An account's, newest first, with what came of each.
-- in:  site_id i64, account_id i64, max_rows i64
-- out: {sanction_view}
SELECT {sanction_view}
FROM sanction s
LEFT JOIN account b ON b.site_id = s.site_id AND b.id = s.by_id
LEFT JOIN sanction_event e ON e.site_id = s.site_id AND e.account_id = s.account_id AND e.sanction_id = s.id
  AND e.is_end = 1
LEFT JOIN account f ON f.site_id = e.site_id AND f.id = e.by_id
LEFT JOIN sanction_event k ON k.site_id = s.site_id AND k.account_id = s.account_id AND k.sanction_id = s.id
  AND k.is_end = 0
WHERE s.site_id = :site_id AND s.account_id = :account_id ORDER BY s.id DESC LIMIT :max_rows;

-- query: sanction_list_all :many
-- Everybody's, by account and age. Whoever left, or is erased, is a number without a name. appeal_state: of the newest letter.
-- in:  site_id i64, after_account_id i64, after_id i64, max_rows i64
-- out: account_id i64, account_name str?, appeal_state i64?, {sanction_view}
SELECT s.account_id, CASE WHEN l.account_id IS NULL THEN a.name END,
  (SELECT r.state FROM redress r WHERE r.site_id = s.site_id AND r.kind = 1 AND r.subject_id = s.id
   ORDER BY r.subject_seq DESC LIMIT 1), {sanction_view}
FROM sanction s
LEFT JOIN account a ON a.site_id = s.site_id AND a.id = s.account_id
LEFT JOIN leaving l ON l.site_id = s.site_id AND l.account_id = s.account_id AND (l.kind = 1 OR l.state = 5)
LEFT JOIN account b ON b.site_id = s.site_id AND b.id = s.by_id
LEFT JOIN sanction_event e ON e.site_id = s.site_id AND e.account_id = s.account_id AND e.sanction_id = s.id
  AND e.is_end = 1
LEFT JOIN account f ON f.site_id = e.site_id AND f.id = e.by_id
LEFT JOIN sanction_event k ON k.site_id = s.site_id AND k.account_id = s.account_id AND k.sanction_id = s.id
  AND k.is_end = 0
WHERE s.site_id = :site_id AND (s.account_id, s.id) > (:after_account_id, :after_id)
ORDER BY s.account_id, s.id LIMIT :max_rows;

-- query: sanction_event_add :count
-- No row when it has been acknowledged, or ended, before.
-- in:  site_id i64, account_id i64, sanction_id i64, is_end i64, kind i64, by_id i64, at_ms i64, why str
INSERT INTO sanction_event (site_id, account_id, sanction_id, is_end, kind, by_id, at_ms, why)
VALUES (:site_id, :account_id, :sanction_id, :is_end, :kind, :by_id, :at_ms, :why)
ON CONFLICT (site_id, account_id, sanction_id, is_end) DO NOTHING;
