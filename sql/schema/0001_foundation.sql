-- The first schema: site, accounts, articles, threads, comments, decisions. docs/DATA-MODEL.md tells what each
-- table is for, how long its rows live and who sees them.
--
-- Times are milliseconds since 1970 (UTC). Ids are made in C (src/base/id.h) and hold the time of their making,
-- which is why no comment has a column for it. Every table that grows has site_id first in its key.

CREATE TABLE site (
  site_id BIGINT NOT NULL PRIMARY KEY,
  title TEXT NOT NULL,
  tagline TEXT NOT NULL,
  language TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  base_url TEXT NOT NULL
);

-- Keys that tokens are signed with; made at the first start.
CREATE TABLE site_secret (
  site_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (site_id, name)
) WITHOUT ROWID;

-- role: 1 reader, 2 author, 3 moderator, 4 administrator. status: 0 active, 1 blocked, 2 deleted.
CREATE TABLE account (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  name_skeleton TEXT NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  role SMALLINT NOT NULL,
  status SMALLINT NOT NULL,
  standards_consent TEXT NOT NULL,
  privacy_consent TEXT NOT NULL,
  published_count BIGINT NOT NULL,
  removed_count BIGINT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX account_by_skeleton ON account (site_id, name_skeleton);
CREATE INDEX account_by_email ON account (site_id, email_key);

-- token_hash: SHA-256 of the cookie's token. address_key: keyed hash of the address prefix it was made from.
CREATE TABLE session (
  site_id BIGINT NOT NULL,
  token_hash BLOB NOT NULL,
  account_id BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  address_key BIGINT NOT NULL,
  agent TEXT NOT NULL,
  PRIMARY KEY (site_id, token_hash)
) WITHOUT ROWID;
CREATE INDEX session_by_account ON session (site_id, account_id, created_ms);

-- Attempts in fixed windows. key is a keyed hash, so that no address or name stands here.
CREATE TABLE throttle (
  site_id BIGINT NOT NULL,
  key BIGINT NOT NULL,
  window_start_ms BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  PRIMARY KEY (site_id, key)
) WITHOUT ROWID;

CREATE TABLE captcha_used (
  site_id BIGINT NOT NULL,
  key BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, key)
) WITHOUT ROWID;

CREATE TABLE section (
  site_id BIGINT NOT NULL,
  slug TEXT NOT NULL,
  title TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (site_id, slug)
) WITHOUT ROWID;

CREATE TABLE article (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  slug TEXT NOT NULL,
  section TEXT NOT NULL,
  language TEXT NOT NULL,
  headline TEXT NOT NULL,
  standfirst TEXT NOT NULL,
  byline TEXT NOT NULL,
  published_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  picture_url TEXT NOT NULL,
  picture_alt TEXT NOT NULL,
  picture_caption TEXT NOT NULL,
  picture_credit TEXT NOT NULL,
  picture_width BIGINT NOT NULL,
  picture_height BIGINT NOT NULL,
  source_url TEXT NOT NULL,
  source_guid TEXT NOT NULL,
  content_hash BIGINT NOT NULL,
  body_markdown TEXT NOT NULL,
  body_html TEXT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX article_by_slug ON article (site_id, slug);
CREATE UNIQUE INDEX article_by_guid ON article (site_id, source_guid);
CREATE INDEX article_front ON article (site_id, published_ms, id);
CREATE INDEX article_section ON article (site_id, section, published_ms, id);

CREATE TABLE tag (
  site_id BIGINT NOT NULL,
  slug TEXT NOT NULL,
  title TEXT NOT NULL,
  PRIMARY KEY (site_id, slug)
) WITHOUT ROWID;

CREATE TABLE article_tag (
  site_id BIGINT NOT NULL,
  tag TEXT NOT NULL,
  published_ms BIGINT NOT NULL,
  article_id BIGINT NOT NULL,
  PRIMARY KEY (site_id, tag, published_ms, article_id)
) WITHOUT ROWID;
CREATE INDEX article_tag_by_article ON article_tag (site_id, article_id, tag);

CREATE TABLE article_related (
  site_id BIGINT NOT NULL,
  article_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  related_slug TEXT NOT NULL,
  PRIMARY KEY (site_id, article_id, position)
) WITHOUT ROWID;

-- One per article: what changes with every comment, apart from the wide article row.
-- mode: 0 open, 1 closed (readable), 2 off (not shown), 3 open and every comment is held first.
CREATE TABLE thread (
  site_id BIGINT NOT NULL,
  article_id BIGINT NOT NULL,
  mode SMALLINT NOT NULL,
  comment_count BIGINT NOT NULL,
  last_comment_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, article_id)
) WITHOUT ROWID;

-- status: 0 published, 1 flagged, 2 held, 3 removed, 4 deleted. shown: 1 when readers see it or its tombstone.
-- path: see src/community/path.h; descending order is the thread's page order.
CREATE TABLE comment (
  site_id BIGINT NOT NULL,
  article_id BIGINT NOT NULL,
  shown SMALLINT NOT NULL,
  path BLOB NOT NULL,
  id BIGINT NOT NULL,
  parent_id BIGINT,
  account_id BIGINT NOT NULL,
  status SMALLINT NOT NULL,
  revision BIGINT NOT NULL,
  reply_count BIGINT NOT NULL,
  edited_ms BIGINT,
  standards_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (site_id, article_id, shown, path)
) WITHOUT ROWID;
CREATE UNIQUE INDEX comment_by_id ON comment (site_id, id);
CREATE INDEX comment_by_account ON comment (site_id, account_id, id);
CREATE INDEX comment_waiting ON comment (site_id, status, id) WHERE status IN (1, 2);

-- Form submissions of the last day: the same draft sent twice is one comment.
CREATE TABLE draft (
  site_id BIGINT NOT NULL,
  key BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  PRIMARY KEY (site_id, key)
) WITHOUT ROWID;

-- Append-only: every verdict and every moderator's decision, but not the standards' plain "publish", for which
-- the comment's own row (status and standards_id) is the record. actor_id 0: the standards.
CREATE TABLE decision (
  site_id BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  decided_ms BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,
  action SMALLINT NOT NULL,
  from_status SMALLINT,
  to_status SMALLINT NOT NULL,
  revision BIGINT NOT NULL,
  clause TEXT,
  reason TEXT,
  record TEXT,
  standards_id BIGINT NOT NULL,
  PRIMARY KEY (site_id, comment_id, seq)
) WITHOUT ROWID;

-- The text a comment had before an edit.
CREATE TABLE comment_revision (
  site_id BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  replaced_ms BIGINT NOT NULL,
  editor_id BIGINT NOT NULL,
  reason TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (site_id, comment_id, revision)
) WITHOUT ROWID;

CREATE TABLE standards_version (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  version TEXT NOT NULL,
  document TEXT NOT NULL,
  first_used_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX standards_version_by_hash ON standards_version (site_id, version);

-- Staff actions on anything but a comment. Append-only.
CREATE TABLE audit (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,
  action TEXT NOT NULL,
  target_id BIGINT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
