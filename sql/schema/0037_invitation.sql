-- Invitations of staff by mail. docs/DATA-MODEL.md tells how long they live and who sees them.

-- state: 0 open, 1 accepted, 2 withdrawn. by_id: who invited, 0 for the command line. account_id: who accepted, 0 for nobody
-- yet. link_id: the link of the newest mail; those before it are used up.
CREATE TABLE invitation (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  role SMALLINT NOT NULL,
  by_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  link_id BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
-- Two to one address at once are one.
CREATE UNIQUE INDEX invitation_open ON invitation (site_id, email_key) WHERE state = 0;
CREATE INDEX invitation_by_expiry ON invitation (site_id, expires_ms);
CREATE INDEX invitation_by_account ON invitation (site_id, account_id) WHERE account_id > 0;
