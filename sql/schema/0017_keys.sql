-- Passkeys, codes of authenticator apps, recovery codes. docs/DATA-MODEL.md tells what each is for.

-- factors: which second steps there are, bits of src/community/factor.h; kept equal to what the tables below hold.
-- proven: 1 when a second step was given in the session.
ALTER TABLE account ADD COLUMN factors SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN proven SMALLINT NOT NULL DEFAULT 0;

-- credential: the authenticator's name for it. algorithm: COSE's number. public_key: as libfido2 has it. user_verified,
-- backup_eligible, backed_up: what the authenticator last said. transports: how browsers reach it, separated by commas.
CREATE TABLE passkey (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  credential BLOB NOT NULL,
  algorithm BIGINT NOT NULL,
  public_key BLOB NOT NULL,
  sign_count BIGINT NOT NULL,
  user_verified BOOLEAN NOT NULL,
  backup_eligible BOOLEAN NOT NULL,
  backed_up BOOLEAN NOT NULL,
  aaguid BLOB NOT NULL,
  transports TEXT NOT NULL,
  name TEXT NOT NULL,
  used_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX passkey_by_credential ON passkey (site_id, credential);
CREATE INDEX passkey_by_account ON passkey (site_id, account_id, id);

-- Questions to passkeys that were answered, until they would have run out: each is answered once.
CREATE TABLE passkey_asked (
  site_id BIGINT NOT NULL,
  key BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, key)
) WITHOUT ROWID;

-- sealed: the secret under the key of accounts.key_file. last_step: of the last code taken; that one and those before it
-- are taken no more.
CREATE TABLE totp (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  sealed BLOB NOT NULL,
  made_ms BIGINT NOT NULL,
  last_step BIGINT NOT NULL,
  PRIMARY KEY (site_id, account_id)
) WITHOUT ROWID;

-- hash: keyed with a secret of the site. used_ms: 0 while it is good.
CREATE TABLE recovery_code (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  hash BLOB NOT NULL,
  used_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, account_id, hash)
) WITHOUT ROWID;
