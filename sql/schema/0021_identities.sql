-- Signing in through others. docs/DATA-MODEL.md tells what each is for.

-- Who an account is elsewhere. provider_key with subject names a person there for good: an OpenID Connect issuer,
-- 'oauth2:WORD' for a network, 'sso:ISSUER' for a publisher. label: what they are called there, for the account's owner.
CREATE TABLE identity (
  site_id BIGINT NOT NULL,
  provider_key TEXT NOT NULL,
  subject TEXT NOT NULL,
  id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  label TEXT NOT NULL,
  used_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, provider_key, subject)
) WITHOUT ROWID;
CREATE UNIQUE INDEX identity_by_account ON identity (site_id, account_id, id);

-- A browser that was sent to a provider and has not come back. intent: 1 signing in, 2 connecting, 3 showing again who one is.
-- state_hash: SHA-256 of what the provider gives back; browser_key: keyed hash of the browser's cookie.
CREATE TABLE identity_visit (
  site_id BIGINT NOT NULL,
  state_hash BLOB NOT NULL,
  provider_key TEXT NOT NULL,
  intent SMALLINT NOT NULL,
  account_id BIGINT NOT NULL,
  browser_key BIGINT NOT NULL,
  back TEXT NOT NULL,
  expires_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, state_hash)
) WITHOUT ROWID;

-- Somebody who has shown who they are elsewhere and has yet to say yes here. token_hash: SHA-256 of the browser's cookie.
CREATE TABLE identity_arrival (
  site_id BIGINT NOT NULL,
  token_hash BLOB NOT NULL,
  provider_key TEXT NOT NULL,
  subject TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  email_confirmed SMALLINT NOT NULL,
  back TEXT NOT NULL,
  expires_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, token_hash)
) WITHOUT ROWID;

-- Publishers' tokens that have let somebody in. token_hash: SHA-256 of issuer and jti.
CREATE TABLE sso_used (
  site_id BIGINT NOT NULL,
  token_hash BLOB NOT NULL,
  expires_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, token_hash)
) WITHOUT ROWID;
