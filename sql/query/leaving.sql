-- Accounts that are deleted, shown again, erased.

-- query: leaving_row :one sqlite
-- For a job that is about to change it: another node that has it in hand is waited for.
-- in:  site_id i64, account_id i64
-- out: kind i64, state i64, position i64, left_ms i64, purge_ms i64, by_id i64, was_status i64
SELECT kind, state, position, left_ms, purge_ms, by_id, was_status FROM leaving
WHERE site_id = :site_id AND account_id = :account_id;

-- query: leaving_row :one postgres
-- For a job that is about to change it: another node that has it in hand is waited for.
-- in:  site_id i64, account_id i64
-- out: kind i64, state i64, position i64, left_ms i64, purge_ms i64, by_id i64, was_status i64
SELECT kind, state, position, left_ms, purge_ms, by_id, was_status FROM leaving
WHERE site_id = :site_id AND account_id = :account_id FOR UPDATE;

-- query: leaving_get :one
-- in:  site_id i64, account_id i64
-- out: kind i64, state i64, left_ms i64, purge_ms i64, by_id i64, was_status i64
SELECT kind, state, left_ms, purge_ms, by_id, was_status FROM leaving
WHERE site_id = :site_id AND account_id = :account_id;

-- query: leaving_add :count
-- in:  site_id i64, account_id i64, kind i64, position i64, now_ms i64, purge_ms i64, by_id i64, was_status i64
INSERT INTO leaving (site_id, account_id, kind, state, position, left_ms, purge_ms, by_id, was_status)
VALUES (:site_id, :account_id, :kind, 1, :position, :now_ms, :purge_ms, :by_id, :was_status)
ON CONFLICT (site_id, account_id) DO NOTHING;

-- query: leaving_set :exec
-- in:  site_id i64, account_id i64, kind i64, state i64, position i64, purge_ms i64, by_id i64
UPDATE leaving SET kind = :kind, state = :state, position = :position, purge_ms = :purge_ms, by_id = :by_id
WHERE site_id = :site_id AND account_id = :account_id;

-- query: leaving_set_status :count
-- in:  site_id i64, account_id i64, was_status i64
UPDATE leaving SET was_status = :was_status WHERE site_id = :site_id AND account_id = :account_id AND state IN (1, 2, 3);

-- query: leaving_end :exec
-- in:  site_id i64, account_id i64
DELETE FROM leaving WHERE site_id = :site_id AND account_id = :account_id;

-- query: leaving_next :one
-- An account with steps to do.
-- in:  site_id i64
-- out: account_id i64
SELECT account_id FROM leaving WHERE site_id = :site_id AND state IN (1, 3, 4) LIMIT 1;

-- query: leaving_due :count
-- Those whose time is over are erased from now on.
-- in:  site_id i64, now_ms i64
UPDATE leaving SET state = 4 WHERE site_id = :site_id AND state = 2 AND purge_ms <= :now_ms;

-- query: leaving_erased_list :many
-- in:  site_id i64, since_ms i64, after_ms i64, after_id i64, max_rows i64
-- out: account_id i64, left_ms i64, erased_ms i64
SELECT account_id, left_ms, purge_ms FROM leaving
WHERE site_id = :site_id AND state = 5 AND purge_ms >= :since_ms AND (purge_ms, account_id) > (:after_ms, :after_id)
ORDER BY purge_ms, account_id LIMIT :max_rows;

-- query: leaving_comment_list :many
-- An account's comments, newest first, deleted ones too.
-- in:  site_id i64, account_id i64, before_id i64, max_rows i64
-- out: id i64, status i64
SELECT id, status FROM comment WHERE site_id = :site_id AND account_id = :account_id AND id < :before_id
ORDER BY id DESC LIMIT :max_rows;

-- query: leaving_comment_left :one
-- Whether the account has a comment that is not put away.
-- in:  site_id i64, account_id i64
-- out: id i64
SELECT id FROM comment WHERE site_id = :site_id AND account_id = :account_id AND id > 0 AND status <> 4
ORDER BY id LIMIT 1;

-- query: hidden_comment_add :count
-- No row when the comment is deleted already.
-- in:  site_id i64, comment_id i64
INSERT INTO hidden_comment (site_id, account_id, comment_id, status, body, context)
SELECT site_id, account_id, id, status, body, context FROM comment
WHERE site_id = :site_id AND id = :comment_id AND status <> 4
ON CONFLICT (site_id, account_id, comment_id) DO NOTHING;

-- query: hidden_comment_list :many
-- in:  site_id i64, account_id i64, max_rows i64
-- out: comment_id i64, status i64
SELECT comment_id, status FROM hidden_comment WHERE site_id = :site_id AND account_id = :account_id
ORDER BY comment_id LIMIT :max_rows;

-- query: hidden_comment_empty :exec
-- Takes text and context out of the comment's row.
-- in:  site_id i64, article_id i64, shown i64, path bytes
UPDATE comment SET body = '', context = ''
WHERE site_id = :site_id AND article_id = :article_id AND shown = :shown AND path = :path;

-- query: hidden_comment_refill :exec
-- Puts text and context back.
-- in:  site_id i64, article_id i64, shown i64, path bytes, account_id i64, comment_id i64
UPDATE comment SET
  body = (SELECT h.body FROM hidden_comment h
    WHERE h.site_id = :site_id AND h.account_id = :account_id AND h.comment_id = :comment_id),
  context = (SELECT h.context FROM hidden_comment h
    WHERE h.site_id = :site_id AND h.account_id = :account_id AND h.comment_id = :comment_id)
WHERE site_id = :site_id AND article_id = :article_id AND shown = :shown AND path = :path;

-- query: hidden_comment_end :exec
-- in:  site_id i64, account_id i64, comment_id i64
DELETE FROM hidden_comment WHERE site_id = :site_id AND account_id = :account_id AND comment_id = :comment_id;

-- query: hidden_verify_away :exec
-- A waiting blind check, or a second look that is owed, waits with its comment.
-- in:  site_id i64, comment_id i64
UPDATE verify_item SET state = CASE WHEN state = 0 THEN 3 ELSE state END, again = CASE WHEN again = 1 THEN 2 ELSE again END
WHERE site_id = :site_id AND comment_id = :comment_id AND (state = 0 OR again = 1);

-- query: hidden_verify_back :exec
-- in:  site_id i64, comment_id i64
UPDATE verify_item SET state = CASE WHEN state = 3 THEN 0 ELSE state END, again = CASE WHEN again = 2 THEN 1 ELSE again END
WHERE site_id = :site_id AND comment_id = :comment_id AND (state = 3 OR again = 2);

-- query: hidden_verify_end :exec
-- in:  site_id i64, comment_id i64
UPDATE verify_item SET state = CASE WHEN state = 3 THEN 2 ELSE state END, again = CASE WHEN again = 2 THEN 0 ELSE again END
WHERE site_id = :site_id AND comment_id = :comment_id AND (state = 3 OR again = 2);

-- query: leaving_account :one sqlite
-- For a job that deletes an account or brings it back: what others do to the account at the same moment is waited for.
-- in:  site_id i64, id i64
-- out: role i64, status i64, hidden i64
SELECT role, status, hidden FROM account WHERE site_id = :site_id AND id = :id;

-- query: leaving_account :one postgres
-- For a job that deletes an account or brings it back: what others do to the account at the same moment is waited for.
-- in:  site_id i64, id i64
-- out: role i64, status i64, hidden i64
SELECT role, status, hidden FROM account WHERE site_id = :site_id AND id = :id FOR UPDATE;

-- query: leaving_set_account :exec
-- in:  site_id i64, id i64, status i64, hidden i64
UPDATE account SET status = :status, hidden = :hidden WHERE site_id = :site_id AND id = :id;
