-- Addresses that do not accept mail. docs/DATA-MODEL.md tells what the table is for.

-- A keyed hash of where it went: a report that comes later is about this address and no other.
ALTER TABLE mail ADD COLUMN address_key BIGINT NOT NULL DEFAULT 0;

-- failed_ms: since when nothing is sent there; 0: it is. told_by: 1 the mail server while we spoke to it, 2 a report.
CREATE TABLE mail_bounce (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  address_key BIGINT NOT NULL,
  failed_ms BIGINT NOT NULL,
  soft_count BIGINT NOT NULL,
  last_ms BIGINT NOT NULL,
  told_by BIGINT NOT NULL,
  status TEXT NOT NULL,
  diagnostic TEXT NOT NULL,
  complained_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_bounce_by_failure ON mail_bounce (site_id, failed_ms);
