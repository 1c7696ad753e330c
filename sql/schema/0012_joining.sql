-- Fresh sign-ins, accounts that were never confirmed, consents, former names. docs/DATA-MODEL.md tells what each is for.

-- When somebody last showed in a session that they are its owner: at signing in, and whenever a factor was asked for again.
ALTER TABLE session ADD COLUMN fresh_ms BIGINT NOT NULL DEFAULT 0;

-- unconfirmed_until_ms: when an account is swept that was asked to confirm its address and has not; 0: never.
-- consented_ms: when its owner last agreed to the documents whose versions stand beside; 0: at joining.
ALTER TABLE account ADD COLUMN unconfirmed_until_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN consented_ms BIGINT NOT NULL DEFAULT 0;
CREATE INDEX account_by_unconfirmed ON account (site_id, unconfirmed_until_ms) WHERE unconfirmed_until_ms > 0;

-- A name somebody gave up: nobody else takes it until reserved_until_ms.
CREATE TABLE former_name (
  site_id BIGINT NOT NULL,
  name_skeleton TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  changed_ms BIGINT NOT NULL,
  reserved_until_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, name_skeleton, account_id)
) WITHOUT ROWID;
CREATE INDEX former_name_by_account ON former_name (site_id, account_id, changed_ms);
