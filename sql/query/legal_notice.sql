-- Notices that a comment is against the law: src/community/discipline/legal_notice.h.

-- query: legal_notice_add :exec
-- in:  site_id i64, id i64, comment_id i64, account_id i64, name str, email str, category str, words str, lane i64,
--      link_id i64
INSERT INTO legal_notice (site_id, id, comment_id, account_id, name, email, category, words, flagged, link_id, outcome,
  closed_ms, reason)
VALUES (:site_id, :id, :comment_id, :account_id, :name, :email, :category, :words, :lane, :link_id, 0, 0, '');

-- shape: legal_notice_item
-- A notice or an order (n) as moderators see it: who has deleted the account (a) is not named.
-- has: id i64, comment_id i64, account_id i64, name str, email str, category str, words str, lane i64, state str,
--      reference str, issued_ms i64, received_ms i64, acknowledged_ms i64
n.id, n.comment_id, n.account_id, CASE WHEN a.hidden = 1 THEN '' ELSE n.name END,
  CASE WHEN a.hidden = 1 THEN '' ELSE n.email END, n.category, n.words, n.flagged, n.state, n.reference, n.issued_ms,
  n.received_ms, n.acknowledged_ms

-- query: legal_notice_get :one
-- As it was sent, whoever has left since.
-- in:  site_id i64, id i64
-- out: {legal_notice_item}, outcome i64, closed_ms i64, reason str
SELECT id, comment_id, account_id, name, email, category, words, flagged, state, reference, issued_ms, received_ms,
  acknowledged_ms, outcome, closed_ms, reason
FROM legal_notice WHERE site_id = :site_id AND id = :id;

-- query: legal_notice_of_comment :many
-- The open ones, trusted flaggers' and orders among them, in the order they came.
-- in:  site_id i64, comment_id i64, max_rows i64
-- out: {legal_notice_item}
SELECT {legal_notice_item}
FROM legal_notice n LEFT JOIN account a ON a.site_id = n.site_id AND a.id = n.account_id
WHERE n.site_id = :site_id AND n.outcome = 0 AND n.id IN
  (SELECT id FROM legal_notice WHERE site_id = :site_id AND comment_id = :comment_id) ORDER BY n.id LIMIT :max_rows;

-- query: legal_notice_list :many
-- Open ones of a lane, oldest first, behind one.
-- in:  site_id i64, lane i64, after_id i64, max_rows i64
-- out: {legal_notice_item}
SELECT {legal_notice_item}
FROM legal_notice n LEFT JOIN account a ON a.site_id = n.site_id AND a.id = n.account_id
WHERE n.site_id = :site_id AND n.outcome = 0 AND n.flagged = :lane AND n.id > :after_id ORDER BY n.id LIMIT :max_rows;

-- query: legal_notice_close :exec
-- A decision on the comment answers all but orders for information about its author.
-- in:  site_id i64, comment_id i64, outcome i64, now_ms i64, reason str
UPDATE legal_notice SET outcome = :outcome, closed_ms = :now_ms, reason = :reason
WHERE site_id = :site_id AND outcome = 0 AND flagged < 3 AND id IN
  (SELECT id FROM legal_notice WHERE site_id = :site_id AND comment_id = :comment_id);

-- query: legal_notice_reopen :exec
-- A decision was taken back: what it had closed is open again.
-- in:  site_id i64, comment_id i64, outcome i64
UPDATE legal_notice SET outcome = 0, closed_ms = 0, reason = ''
WHERE site_id = :site_id AND outcome = :outcome AND flagged < 3 AND id IN
  (SELECT id FROM legal_notice WHERE site_id = :site_id AND comment_id = :comment_id);

-- query: legal_notice_closed :many
-- For the yearly report: those decided in a time, in that order.
-- in:  site_id i64, after_ms i64, after_id i64, until_ms i64, max_rows i64
-- out: id i64, category str, lane i64, outcome i64, closed_ms i64
SELECT id, category, flagged, outcome, closed_ms FROM legal_notice
WHERE site_id = :site_id AND outcome <> 0 AND closed_ms < :until_ms AND (closed_ms, id) > (:after_ms, :after_id)
ORDER BY closed_ms, id LIMIT :max_rows;

-- query: authority_order_set :count
-- Makes an open notice an order. Without an address the one it came with stays, and with it whose account it came from.
-- in:  site_id i64, id i64, lane i64, name str, email str, category str, words str, state str, reference str,
--      issued_ms i64, received_ms i64, acknowledged_ms i64
UPDATE legal_notice SET flagged = :lane, name = :name, category = :category, words = :words, state = :state,
  reference = :reference, issued_ms = :issued_ms, received_ms = :received_ms, acknowledged_ms = :acknowledged_ms,
  account_id = CASE WHEN :email = '' THEN account_id ELSE 0 END, email = CASE WHEN :email = '' THEN email ELSE :email END
WHERE site_id = :site_id AND id = :id AND outcome = 0 AND flagged < 2;

-- query: authority_order_acknowledge :count
-- in:  site_id i64, id i64, now_ms i64
UPDATE legal_notice SET acknowledged_ms = :now_ms
WHERE site_id = :site_id AND id = :id AND flagged >= 2 AND acknowledged_ms = 0;

-- query: authority_order_answer :count
-- The information was given. The comment is as it was: outcome 1.
-- in:  site_id i64, id i64, now_ms i64
UPDATE legal_notice SET outcome = 1, closed_ms = :now_ms WHERE site_id = :site_id AND id = :id AND flagged = 3 AND outcome = 0;

-- query: authority_order_received :many
-- For the yearly report: orders that came in a time, in that order.
-- in:  site_id i64, after_ms i64, after_id i64, until_ms i64, max_rows i64
-- out: id i64, category str, state str, lane i64, outcome i64, received_ms i64, acknowledged_ms i64, closed_ms i64
SELECT id, category, state, flagged, outcome, received_ms, acknowledged_ms, closed_ms FROM legal_notice
WHERE site_id = :site_id AND received_ms > 0 AND received_ms < :until_ms AND (received_ms, id) > (:after_ms, :after_id)
ORDER BY received_ms, id LIMIT :max_rows;

-- query: account_is_flagger :one
-- in:  site_id i64, id i64
-- out: is_flagger i64, name str, status i64, suspended_until_ms i64
SELECT is_flagger, name, status, suspended_until_ms FROM account WHERE site_id = :site_id AND id = :id;

-- query: account_set_flagger :count
-- in:  site_id i64, id i64, is_flagger i64
UPDATE account SET is_flagger = :is_flagger WHERE site_id = :site_id AND id = :id;
