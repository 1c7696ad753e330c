-- The ledger of migrations, and what only one engine has. Used by src/store alone.

-- query: migration_table :exec
CREATE TABLE IF NOT EXISTS schema_migration (
  version BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_ms BIGINT NOT NULL
);

-- query: migration_table_count :one sqlite
-- out: tables i64
SELECT count(*) AS tables FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration';

-- query: migration_table_count :one postgres
-- out: tables i64
SELECT count(*) AS tables FROM pg_catalog.pg_class
WHERE oid = to_regclass('schema_migration') AND relkind = 'r';

-- query: migration_list :many
-- out: version i64, name str, checksum str
SELECT version, name, checksum FROM schema_migration ORDER BY version;

-- query: migration_record :exec sqlite
-- in: version i64, name str, checksum str
INSERT INTO schema_migration (version, name, checksum, applied_ms)
VALUES (:version, :name, :checksum, unixepoch() * 1000);

-- query: migration_record :exec postgres
-- in: version i64, name str, checksum str
INSERT INTO schema_migration (version, name, checksum, applied_ms)
VALUES (:version, :name, :checksum, CAST(extract(epoch FROM now()) * 1000 AS BIGINT));

-- query: migration_lock :one postgres
-- Held to the end of the transaction, so that two nodes that start at once migrate one after the other.
-- in: key i64
-- out: locked bool
SELECT pg_advisory_xact_lock(:key) IS NOT NULL AS locked;

-- query: session_settings :one postgres
-- What a session must be able to rely on, settled and looked up once when it begins. A commit that is reported
-- must be on disk, whatever the server's default says.
-- out: durable str, encoding str, collation str, server_version i64
SELECT set_config('synchronous_commit',
    CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
    ELSE current_setting('synchronous_commit') END, false) AS durable,
  CAST(pg_encoding_to_char(encoding) AS TEXT) AS encoding, CAST(datcollate AS TEXT) AS collation,
  current_setting('server_version_num')::BIGINT AS server_version
FROM pg_catalog.pg_database WHERE datname = current_database();
