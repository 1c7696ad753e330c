-- Readers' reports. docs/DATA-MODEL.md tells how long they live and who sees them.
-- outcome: 0 open, 1 the comment stays, 2 removed, 3 edited, 4 deleted by its author. closed_ms: 0 while open.
CREATE TABLE report (
  site_id BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  reporter_id BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  clause TEXT NOT NULL,
  words TEXT NOT NULL,
  outcome SMALLINT NOT NULL,
  closed_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, comment_id, reporter_id)
) WITHOUT ROWID;
CREATE INDEX report_by_reporter ON report (site_id, reporter_id, created_ms);
