-- Names that look alike whatever their script: the other side of the skeleton, the rules both were made by, and accounts that
-- were there before the rules told them apart from none (src/community/name_renew.h). docs/ACCOUNTS.md tells how they live on.

-- name_capitals: the skeleton of the name in capitals; '' until it is made anew. name_rules: by which rules; 0: made before there
-- was a number, by a program that knows none, or of another name. name_twin: 0, or the account's own id where another one held the
-- skeleton already when it was made anew.
ALTER TABLE account ADD COLUMN name_capitals TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN name_rules BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN name_twin BIGINT NOT NULL DEFAULT 0;
DROP INDEX account_by_skeleton;
CREATE UNIQUE INDEX account_by_skeleton ON account (site_id, name_skeleton, name_twin);
CREATE UNIQUE INDEX account_by_capitals ON account (site_id, name_capitals, name_twin) WHERE name_capitals <> '';
CREATE INDEX account_by_name_rules ON account (site_id, name_rules, id);
CREATE INDEX account_by_twin ON account (site_id, name_twin) WHERE name_twin > 0;

ALTER TABLE former_name ADD COLUMN name_capitals TEXT NOT NULL DEFAULT '';
ALTER TABLE former_name ADD COLUMN name_rules BIGINT NOT NULL DEFAULT 0;
CREATE INDEX former_name_by_capitals ON former_name (site_id, name_capitals, reserved_until_ms);
CREATE INDEX former_name_by_rules ON former_name (site_id, name_rules, account_id);

-- Whoever writes a name says afterwards by which rules its skeleton was made. A program of an earlier version does not, and its
-- rows are made anew.
-- engine: sqlite
CREATE TRIGGER account_name_changed AFTER UPDATE OF name ON account
BEGIN UPDATE account SET name_rules = 0 WHERE site_id = NEW.site_id AND id = NEW.id; END;

-- engine: postgres
CREATE FUNCTION account_name_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name_rules := 0;
  RETURN NEW;
END $$;
CREATE TRIGGER account_name_changed BEFORE UPDATE OF name ON account
FOR EACH ROW EXECUTE FUNCTION account_name_changed();
