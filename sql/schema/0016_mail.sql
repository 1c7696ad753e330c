-- What becomes of mails. docs/DATA-MODEL.md tells what the table is for.

-- since_ms: since when it is tried, for giving up; 0: since it was queued. state: 3 dropped, it was not to be sent any more.
ALTER TABLE mail ADD COLUMN since_ms BIGINT NOT NULL DEFAULT 0;
CREATE INDEX mail_by_end ON mail (site_id, state, done_ms, id);
