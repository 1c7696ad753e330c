-- Comments of one reader removed together: src/community/moderation/bulk_removal.h.

-- query: bulk_removal_count :one
-- How many of the reader's comments from an id on are there to be removed.
-- in:  site_id i64, account_id i64, since_id i64
-- out: found i64
SELECT COUNT(*) FROM comment
WHERE site_id = :site_id AND account_id = :account_id AND id >= :since_id AND status IN (0, 1, 2);

-- query: bulk_removal_add :exec
-- in:  site_id i64, account_id i64, id i64, sanction_id i64, by_id i64, since_id i64, position i64, clause str, reason str,
--      found i64
INSERT INTO bulk_removal (site_id, account_id, id, sanction_id, by_id, state, since_id, position, clause, reason, found,
  removed, restored, told, end_by_id, end_ms, end_why)
VALUES (:site_id, :account_id, :id, :sanction_id, :by_id, 1, :since_id, :position, :clause, :reason, :found,
  0, 0, 0, 0, 0, '');

-- query: bulk_removal_row :one sqlite
-- For a job that is about to change it: another node that has it in hand is waited for.
-- in:  site_id i64, account_id i64, id i64
-- out: by_id i64, state i64, since_id i64, position i64, clause str, reason str, found i64, removed i64, restored i64,
--      told i64, silent i64, end_by_id i64, end_why str
SELECT by_id, state, since_id, position, clause, reason, found, removed, restored, told, silent, end_by_id, end_why
FROM bulk_removal WHERE site_id = :site_id AND account_id = :account_id AND id = :id;

-- query: bulk_removal_row :one postgres
-- For a job that is about to change it: another node that has it in hand is waited for.
-- in:  site_id i64, account_id i64, id i64
-- out: by_id i64, state i64, since_id i64, position i64, clause str, reason str, found i64, removed i64, restored i64,
--      told i64, silent i64, end_by_id i64, end_why str
SELECT by_id, state, since_id, position, clause, reason, found, removed, restored, told, silent, end_by_id, end_why
FROM bulk_removal WHERE site_id = :site_id AND account_id = :account_id AND id = :id FOR UPDATE;

-- query: bulk_removal_running :one
-- One of the account's that is not through yet.
-- in:  site_id i64, account_id i64
-- out: id i64
SELECT id FROM bulk_removal WHERE site_id = :site_id AND account_id = :account_id AND state IN (1, 3)
ORDER BY id LIMIT 1;

-- query: bulk_removal_next :one
-- One with steps to do.
-- in:  site_id i64
-- out: account_id i64, id i64
SELECT account_id, id FROM bulk_removal WHERE site_id = :site_id AND state IN (1, 3) LIMIT 1;

-- query: bulk_removal_set :exec
-- in:  site_id i64, account_id i64, id i64, state i64, position i64, removed i64, restored i64, told i64,
--      silent i64
UPDATE bulk_removal SET state = :state, position = :position, removed = :removed, restored = :restored, told = :told,
  silent = :silent
WHERE site_id = :site_id AND account_id = :account_id AND id = :id;

-- query: bulk_removal_end :exec
-- From now on it is put back.
-- in:  site_id i64, account_id i64, id i64, by_id i64, now_ms i64, why str
UPDATE bulk_removal SET state = 3, position = 0, end_by_id = :by_id, end_ms = :now_ms, end_why = :why
WHERE site_id = :site_id AND account_id = :account_id AND id = :id;

-- query: bulk_removal_list :many
-- The account's, newest first.
-- in:  site_id i64, account_id i64, max_rows i64
-- out: id i64, by_id i64, by_name str?, state i64, clause str, reason str, found i64, removed i64, restored i64,
--      end_ms i64, end_why str, end_by_name str?
SELECT r.id, r.by_id, b.name, r.state, r.clause, r.reason, r.found, r.removed, r.restored, r.end_ms, r.end_why, e.name
FROM bulk_removal r
LEFT JOIN account b ON b.site_id = r.site_id AND b.id = r.by_id
LEFT JOIN account e ON e.site_id = r.site_id AND e.id = r.end_by_id
WHERE r.site_id = :site_id AND r.account_id = :account_id ORDER BY r.id DESC LIMIT :max_rows;

-- query: bulk_removal_comments :many
-- The next comments to look at, newest first, whatever their status.
-- in:  site_id i64, account_id i64, since_id i64, before_id i64, max_rows i64
-- out: id i64, status i64
SELECT id, status FROM comment
WHERE site_id = :site_id AND account_id = :account_id AND id >= :since_id AND id < :before_id
ORDER BY id DESC LIMIT :max_rows;

-- query: bulk_removal_item_add :exec
-- in:  site_id i64, comment_id i64, seq i64, bulk_id i64
INSERT INTO bulk_removal_item (site_id, comment_id, seq, bulk_id) VALUES (:site_id, :comment_id, :seq, :bulk_id);

-- query: bulk_removal_item_list :many
-- The next decisions to take back, oldest comment first.
-- in:  site_id i64, bulk_id i64, after_id i64, max_rows i64
-- out: comment_id i64, seq i64
SELECT comment_id, seq FROM bulk_removal_item
WHERE site_id = :site_id AND bulk_id = :bulk_id AND comment_id > :after_id ORDER BY comment_id LIMIT :max_rows;
