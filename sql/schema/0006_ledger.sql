-- The ledger: one entry for every decision and every staff action, hash-chained; docs/AUDIT.md says how.
-- kind: 1 opening of a chain, 2 link to another chain, 3 decision, 4 staff action, 5 erasure of a record's text.
-- subject_id, subject_seq: 3 and 5: comment and its decision; 4: id of the action and 0; 2: the other chain and its
-- entry; 1: 0 and the number of links that follow. chain 0: rows from before there was a ledger.
CREATE TABLE ledger (
  site_id BIGINT NOT NULL,
  chain BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  made_ms BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  subject_id BIGINT NOT NULL,
  subject_seq BIGINT NOT NULL,
  record_digest BLOB,
  digest BLOB NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (site_id, chain, seq)
) WITHOUT ROWID;
CREATE INDEX ledger_by_subject ON ledger (site_id, subject_id, subject_seq, kind);
-- For the log of what staff did, newest first.
CREATE INDEX decision_by_staff ON decision (site_id, decided_ms, comment_id, seq)
WHERE actor_id <> 0 AND action <> 5;

-- Append-only by the database itself: only the text of a decision's record may be erased.
-- engine: sqlite
CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'staff actions are append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'staff actions are append-only'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision
WHEN NEW.record IS NOT NULL OR NEW.site_id <> OLD.site_id OR NEW.comment_id <> OLD.comment_id
  OR NEW.seq <> OLD.seq OR NEW.decided_ms <> OLD.decided_ms OR NEW.actor_id <> OLD.actor_id
  OR NEW.action <> OLD.action OR NEW.from_status IS NOT OLD.from_status OR NEW.to_status <> OLD.to_status
  OR NEW.revision <> OLD.revision OR NEW.clause IS NOT OLD.clause OR NEW.reason IS NOT OLD.reason
  OR NEW.standards_id <> OLD.standards_id
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;

-- engine: postgres
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE FUNCTION ledger_refuse_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  erased decision%ROWTYPE;
BEGIN
  erased := OLD;
  erased.record := NULL;
  IF NEW IS DISTINCT FROM erased THEN
    RAISE EXCEPTION 'decision is append-only' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger
FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_kept BEFORE TRUNCATE ON ledger
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER audit_kept BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision
FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER decision_kept BEFORE TRUNCATE ON decision
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER decision_append_only BEFORE UPDATE ON decision
FOR EACH ROW EXECUTE FUNCTION ledger_refuse_decision();
