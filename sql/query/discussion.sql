-- Reading threads. Every page query is one range of comment's primary key, in its order.
--
-- One comment with its author is read through a subquery with LIMIT 1: without statistics SQLite takes the first
-- column of any index to be selective, and would search all of a site for the join.
--
-- The comments of a hidden account (leaving.h) are taken for deleted, whatever their rows say, and have no author.

-- shape: comment_view
-- A comment (c) with its author (a).
-- has: article_id i64, path bytes, id i64, parent_id i64?, account_id i64, status i64, revision i64,
--      reply_count i64, edited_ms i64?, body str, author_name str, author_role i64
c.article_id, c.path, c.id, c.parent_id, c.account_id, CASE WHEN a.hidden = 1 THEN 4 ELSE c.status END AS status,
  c.revision, c.reply_count, c.edited_ms, CASE WHEN a.hidden = 1 THEN '' ELSE c.body END AS body,
  CASE WHEN a.hidden = 1 THEN '' ELSE a.name END AS author_name, a.role

-- query: comment_get :one
-- One comment with its author, whatever its status; callers decide who may see it.
-- in:  site_id i64, id i64
-- out: shown i64, {comment_view}, thread_mode i64
SELECT c.shown, {comment_view}, t.mode
FROM (SELECT * FROM comment WHERE site_id = :site_id AND id = :id LIMIT 1) c
JOIN account a ON a.site_id = c.site_id AND a.id = c.account_id
JOIN thread t ON t.site_id = c.site_id AND t.article_id = c.article_id;

-- shape: discussion_range
-- has: site_id i64, article_id i64, low bytes, high bytes, max_rows i64

-- query: discussion_descending :many
-- Shown comments with paths in (low, high), descending.
-- in:  {discussion_range}
-- out: {comment_view}
SELECT {comment_view}
FROM comment c JOIN account a ON a.site_id = c.site_id AND a.id = c.account_id
WHERE c.site_id = :site_id AND c.article_id = :article_id AND c.shown = 1 AND c.path > :low AND c.path < :high
ORDER BY c.path DESC LIMIT :max_rows;

-- query: discussion_ascending :many
-- The same, ascending: each branch from its end.
-- in:  {discussion_range}
-- out: {comment_view}
SELECT {comment_view}
FROM comment c JOIN account a ON a.site_id = c.site_id AND a.id = c.account_id
WHERE c.site_id = :site_id AND c.article_id = :article_id AND c.shown = 1 AND c.path > :low AND c.path < :high
ORDER BY c.path LIMIT :max_rows;

-- query: discussion_author :one
-- Whose comment it is, for "in reply to" when the comment stands on another page.
-- in:  site_id i64, id i64
-- out: status i64, author_name str
SELECT CASE WHEN a.hidden = 1 THEN 4 ELSE c.status END AS status,
  CASE WHEN a.hidden = 1 THEN '' ELSE a.name END AS author_name
FROM (SELECT * FROM comment WHERE site_id = :site_id AND id = :id LIMIT 1) c
JOIN account a ON a.site_id = c.site_id AND a.id = c.account_id;

-- query: discussion_latest :many
-- The newest comments of the site by id, hidden ones too: the caller passes over those. Discussions that are switched
-- off (mode 2) are left out.
-- in:  site_id i64, before_id i64, max_rows i64
-- out: {comment_view}, article_slug str, article_headline str
SELECT {comment_view}, r.slug, r.headline
FROM comment c JOIN account a ON a.site_id = c.site_id AND a.id = c.account_id
JOIN article r ON r.site_id = c.site_id AND r.id = c.article_id
JOIN thread t ON t.site_id = c.site_id AND t.article_id = c.article_id
WHERE c.site_id = :site_id AND c.id < :before_id AND t.mode <> 2 ORDER BY c.id DESC LIMIT :max_rows;

-- query: comment_list_by_account :many
-- Without `hidden` only what everybody may see, so that neither a page's length nor its last id tells of the rest.
-- in:  site_id i64, account_id i64, hidden bool, before_id i64, max_rows i64
-- out: {comment_view}, article_slug str, article_headline str
SELECT {comment_view}, r.slug, r.headline
FROM comment c JOIN account a ON a.site_id = c.site_id AND a.id = c.account_id
JOIN article r ON r.site_id = c.site_id AND r.id = c.article_id
JOIN thread t ON t.site_id = c.site_id AND t.article_id = c.article_id
WHERE c.site_id = :site_id AND c.account_id = :account_id AND c.id < :before_id
  AND (:hidden OR (c.status IN (0, 1) AND a.hidden = 0 AND t.mode <> 2))
ORDER BY c.id DESC LIMIT :max_rows;

-- shape: moderation_item
-- What a moderator sees of a comment in the queue, with its article (r).
-- has: {comment_view}, article_slug str, article_headline str, author_published i64, author_removed i64
{comment_view}, r.slug, r.headline, a.published_count, a.removed_count

-- query: moderation_waiting :many
-- The queue of one status, oldest first. The repeated condition is the partial index's own.
-- in:  site_id i64, status i64, after_id i64, max_rows i64
-- out: {moderation_item}
SELECT {moderation_item}
FROM comment c JOIN account a ON a.site_id = c.site_id AND a.id = c.account_id
JOIN article r ON r.site_id = c.site_id AND r.id = c.article_id
WHERE c.site_id = :site_id AND c.status = :status AND c.status IN (1, 2) AND c.id > :after_id AND a.hidden = 0
ORDER BY c.id LIMIT :max_rows;

-- query: moderation_one :one
-- in:  site_id i64, id i64
-- out: {moderation_item}
SELECT {moderation_item}
FROM (SELECT * FROM comment WHERE site_id = :site_id AND id = :id LIMIT 1) c
JOIN account a ON a.site_id = c.site_id AND a.id = c.account_id
JOIN article r ON r.site_id = c.site_id AND r.id = c.article_id;

-- query: moderation_count :one
-- in:  site_id i64, status i64, max_rows i64
-- out: count i64
SELECT COUNT(*) FROM (SELECT id FROM comment
  WHERE site_id = :site_id AND status = :status AND status IN (1, 2) LIMIT :max_rows) AS waiting;
