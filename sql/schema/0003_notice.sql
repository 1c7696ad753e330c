-- What one process tells the others that share the database: readers' pages of this article have changed (0: of any).
-- Rows live for a day. maker: a random number of the process, so that it does not listen to itself.
CREATE TABLE notice (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  maker BIGINT NOT NULL,
  article_id BIGINT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
