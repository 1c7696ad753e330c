-- Browsers that accounts have been signed in to from. docs/DATA-MODEL.md tells what the table is for.

-- entered: 1 once its owner has signed in, or joined, since this migration. session.browser_key: of known_browser, 0 for none.
ALTER TABLE account ADD COLUMN entered SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN browser_key BIGINT NOT NULL DEFAULT 0;

-- browser_key: of the browser's cookie and the account, keyed.
CREATE TABLE known_browser (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  browser_key BIGINT NOT NULL,
  known_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, account_id, browser_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_browser_by_age ON known_browser (site_id, seen_ms);
