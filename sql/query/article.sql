-- Articles, sections, tags.

-- shape: article_item
-- An article (a) in a list, with its section (s) and its thread (t).
-- has: id i64, slug str, section str, section_title str, headline str, standfirst str, byline str,
--      published_ms i64, updated_ms i64, picture_url str, picture_alt str, picture_caption str,
--      picture_credit str, picture_width i64, picture_height i64, comment_count i64
a.id, a.slug, a.section, s.title, a.headline, a.standfirst, a.byline, a.published_ms, a.updated_ms,
  a.picture_url, a.picture_alt, a.picture_caption, a.picture_credit, a.picture_width, a.picture_height,
  t.comment_count

-- shape: article_page
-- Lists go backwards from here.
-- has: before_ms i64, before_id i64, max_rows i64

-- query: article_list_all :many
-- Newest first, before (published_ms, id).
-- in:  site_id i64, {article_page}
-- out: {article_item}
SELECT {article_item} FROM article a JOIN thread t ON t.site_id = a.site_id AND t.article_id = a.id
JOIN section s ON s.site_id = a.site_id AND s.slug = a.section
WHERE a.site_id = :site_id AND (a.published_ms, a.id) < (:before_ms, :before_id)
ORDER BY a.published_ms DESC, a.id DESC LIMIT :max_rows;

-- query: article_list_section :many
-- in:  site_id i64, section str, {article_page}
-- out: {article_item}
SELECT {article_item} FROM article a JOIN thread t ON t.site_id = a.site_id AND t.article_id = a.id
JOIN section s ON s.site_id = a.site_id AND s.slug = a.section
WHERE a.site_id = :site_id AND a.section = :section AND (a.published_ms, a.id) < (:before_ms, :before_id)
ORDER BY a.published_ms DESC, a.id DESC LIMIT :max_rows;

-- query: article_list_tag :many
-- in:  site_id i64, tag str, {article_page}
-- out: {article_item}
SELECT {article_item} FROM article_tag g JOIN article a ON a.site_id = g.site_id AND a.id = g.article_id
JOIN thread t ON t.site_id = a.site_id AND t.article_id = a.id
JOIN section s ON s.site_id = a.site_id AND s.slug = a.section
WHERE g.site_id = :site_id AND g.tag = :tag AND (g.published_ms, g.article_id) < (:before_ms, :before_id)
ORDER BY g.published_ms DESC, g.article_id DESC LIMIT :max_rows;

-- query: article_list_related :many
-- What the article names itself, in its order.
-- in:  site_id i64, article_id i64
-- out: {article_item}
SELECT {article_item} FROM article_related r JOIN article a ON a.site_id = r.site_id AND a.slug = r.related_slug
JOIN thread t ON t.site_id = a.site_id AND t.article_id = a.id
JOIN section s ON s.site_id = a.site_id AND s.slug = a.section
WHERE r.site_id = :site_id AND r.article_id = :article_id ORDER BY r.position LIMIT 20;

-- query: article_get :one
-- in:  site_id i64, id i64
-- out: {article_item}, language str, body_markdown str, body_html str, source_url str, mode i64, last_comment_ms i64
SELECT {article_item}, a.language, a.body_markdown, a.body_html, a.source_url, t.mode, t.last_comment_ms
FROM article a JOIN thread t ON t.site_id = a.site_id AND t.article_id = a.id
JOIN section s ON s.site_id = a.site_id AND s.slug = a.section
WHERE a.site_id = :site_id AND a.id = :id;

-- query: article_subject :one
-- What an article is about, in its own words.
-- in:  site_id i64, id i64
-- out: headline str, standfirst str, body_markdown str, body_html str
SELECT headline, standfirst, body_markdown, body_html FROM article WHERE site_id = :site_id AND id = :id;

-- query: article_find_id :one
-- in:  site_id i64, slug str
-- out: id i64
SELECT id FROM article WHERE site_id = :site_id AND slug = :slug;

-- query: article_find_guid :one
-- in:  site_id i64, source_guid str
-- out: id i64, slug str, content_hash i64
SELECT id, slug, content_hash FROM article WHERE site_id = :site_id AND source_guid = :source_guid;

-- shape: article_content
-- What an importer brings, and brings again when it has changed.
-- has: section str, language str, headline str, standfirst str, byline str, published_ms i64,
--      updated_ms i64, picture_url str, picture_alt str, picture_caption str, picture_credit str,
--      picture_width i64, picture_height i64, source_url str, content_hash i64, body_markdown str,
--      body_html str

-- query: article_add :exec
-- in:  site_id i64, id i64, slug str, source_guid str, {article_content}
INSERT INTO article (site_id, id, slug, section, language, headline, standfirst, byline, published_ms,
  updated_ms, picture_url, picture_alt, picture_caption, picture_credit, picture_width, picture_height,
  source_url, source_guid, content_hash, body_markdown, body_html)
VALUES (:site_id, :id, :slug, :section, :language, :headline, :standfirst, :byline, :published_ms,
  :updated_ms, :picture_url, :picture_alt, :picture_caption, :picture_credit, :picture_width,
  :picture_height, :source_url, :source_guid, :content_hash, :body_markdown, :body_html);

-- query: article_update :exec
-- in:  site_id i64, id i64, {article_content}
UPDATE article SET section = :section, language = :language, headline = :headline, standfirst = :standfirst,
  byline = :byline, published_ms = :published_ms, updated_ms = :updated_ms, picture_url = :picture_url,
  picture_alt = :picture_alt, picture_caption = :picture_caption, picture_credit = :picture_credit,
  picture_width = :picture_width, picture_height = :picture_height, source_url = :source_url,
  content_hash = :content_hash, body_markdown = :body_markdown, body_html = :body_html
WHERE site_id = :site_id AND id = :id;

-- query: article_count :one
-- in:  site_id i64
-- out: count i64
SELECT COUNT(*) FROM article WHERE site_id = :site_id;

-- query: account_count :one
-- in:  site_id i64
-- out: count i64
SELECT COUNT(*) FROM account WHERE site_id = :site_id;

-- query: section_add :exec
-- in:  site_id i64, slug str, title str
INSERT INTO section (site_id, slug, title, position)
VALUES (:site_id, :slug, :title, (SELECT COALESCE(MAX(position), 0) + 1 FROM section WHERE site_id = :site_id))
ON CONFLICT (site_id, slug) DO NOTHING;

-- query: section_list :many
-- in:  site_id i64
-- out: slug str, title str
SELECT slug, title FROM section WHERE site_id = :site_id ORDER BY position LIMIT 100;

-- query: section_get :one
-- in:  site_id i64, slug str
-- out: slug str, title str
SELECT slug, title FROM section WHERE site_id = :site_id AND slug = :slug;

-- query: tag_add :exec
-- in:  site_id i64, slug str, title str
INSERT INTO tag (site_id, slug, title) VALUES (:site_id, :slug, :title)
ON CONFLICT (site_id, slug) DO NOTHING;

-- query: tag_get :one
-- in:  site_id i64, slug str
-- out: slug str, title str
SELECT slug, title FROM tag WHERE site_id = :site_id AND slug = :slug;

-- query: article_tag_list :many
-- in:  site_id i64, article_id i64
-- out: slug str, title str
SELECT g.tag, t.title FROM article_tag g JOIN tag t ON t.site_id = g.site_id AND t.slug = g.tag
WHERE g.site_id = :site_id AND g.article_id = :article_id ORDER BY t.title LIMIT 50;

-- query: article_tag_clear :exec
-- in:  site_id i64, article_id i64
DELETE FROM article_tag WHERE site_id = :site_id AND article_id = :article_id;

-- query: article_tag_add :exec
-- in:  site_id i64, tag str, published_ms i64, article_id i64
INSERT INTO article_tag (site_id, tag, published_ms, article_id)
VALUES (:site_id, :tag, :published_ms, :article_id) ON CONFLICT DO NOTHING;

-- query: article_related_clear :exec
-- in:  site_id i64, article_id i64
DELETE FROM article_related WHERE site_id = :site_id AND article_id = :article_id;

-- query: article_related_add :exec
-- in:  site_id i64, article_id i64, position i64, related_slug str
INSERT INTO article_related (site_id, article_id, position, related_slug)
VALUES (:site_id, :article_id, :position, :related_slug);
