-- Notices that a comment is against the law. docs/DATA-MODEL.md tells what the table is for.

-- 1: a trusted flagger, whose notices come first.
ALTER TABLE account ADD COLUMN is_flagger SMALLINT NOT NULL DEFAULT 0;

-- account_id: 0 for who has none. name, email: empty where they need not be given. flagged: by a trusted flagger. link_id: of
-- the receipt. outcome: 0 open, 1 the comment stays, 2 removed, 3 changed, 4 deleted by its author.
CREATE TABLE legal_notice (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  category TEXT NOT NULL,
  words TEXT NOT NULL,
  flagged SMALLINT NOT NULL,
  link_id BIGINT NOT NULL,
  outcome SMALLINT NOT NULL,
  closed_ms BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
CREATE INDEX legal_notice_by_comment ON legal_notice (site_id, comment_id, outcome, id);
CREATE INDEX legal_notice_open ON legal_notice (site_id, outcome, flagged, id) WHERE outcome = 0;
CREATE INDEX legal_notice_closed ON legal_notice (site_id, closed_ms, id) WHERE outcome <> 0;
