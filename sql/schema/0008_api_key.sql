-- Keys of programs that call the APIs. docs/DATA-MODEL.md tells what each column is for.
-- key_hash: of the key, keyed with a secret of the site. secret: empty, but for what Coral signs with, whose check needs it.
-- scopes: bits, see src/community/api_key.h. quota: requests a minute, 0 for as many as come; burst: so many at once.
-- origins: of browsers that may use it, separated by commas. last_used_ms, revoked_ms: 0 for never.
CREATE TABLE api_key (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  key_hash BLOB NOT NULL,
  secret BLOB NOT NULL,
  scopes BIGINT NOT NULL,
  quota BIGINT NOT NULL,
  burst BIGINT NOT NULL,
  origins TEXT NOT NULL,
  made_ms BIGINT NOT NULL,
  last_used_ms BIGINT NOT NULL,
  revoked_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX api_key_by_hash ON api_key (site_id, key_hash);
-- Of the keys in force one has a name.
CREATE UNIQUE INDEX api_key_by_name ON api_key (site_id, name, revoked_ms);

-- How often a key was used on a day (days since 1970-01-01 UTC), by all processes together.
CREATE TABLE api_key_usage (
  site_id BIGINT NOT NULL,
  key_id BIGINT NOT NULL,
  day BIGINT NOT NULL,
  requests BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  PRIMARY KEY (site_id, key_id, day)
) WITHOUT ROWID;
