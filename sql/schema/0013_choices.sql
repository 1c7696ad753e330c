-- What readers choose for themselves. docs/DATA-MODEL.md tells what each is for.

-- choices: a bit for every choice of src/community/choice.def that differs from its preset.
ALTER TABLE account ADD COLUMN choices BIGINT NOT NULL DEFAULT 0;

-- Whose comments a reader does not want to see.
CREATE TABLE mute (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  muted_id BIGINT NOT NULL,
  since_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, account_id, muted_id)
) WITHOUT ROWID;
CREATE INDEX mute_by_muted ON mute (site_id, muted_id, account_id);
