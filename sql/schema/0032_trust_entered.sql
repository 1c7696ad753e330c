-- Trust events and answers of the blind check are entered in the ledger (docs/AUDIT.md): the database refuses to change
-- either. Events leave with their account; of an answer only whether a second look is owed changes.
-- engine: sqlite
CREATE TRIGGER trust_event_no_update BEFORE UPDATE ON trust_event
BEGIN SELECT RAISE(ABORT, 'trust events are append-only'); END;
CREATE TRIGGER verify_item_no_update BEFORE UPDATE ON verify_item
WHEN OLD.state = 1 AND (NEW.state <> 1 OR NEW.site_id <> OLD.site_id OR NEW.comment_id <> OLD.comment_id
  OR NEW.revision <> OLD.revision OR NEW.account_id <> OLD.account_id OR NEW.standards_id <> OLD.standards_id
  OR NEW.acted <> OLD.acted OR NEW.clause <> OLD.clause OR NEW.weight <> OLD.weight OR NEW.heads <> OLD.heads
  OR NEW.answered_ms <> OLD.answered_ms OR NEW.answered_by <> OLD.answered_by
  OR NEW.answer_clause <> OLD.answer_clause)
BEGIN SELECT RAISE(ABORT, 'answers of the blind check are append-only'); END;
CREATE TRIGGER verify_item_no_delete BEFORE DELETE ON verify_item WHEN OLD.state = 1
BEGIN SELECT RAISE(ABORT, 'answers of the blind check are append-only'); END;

-- engine: postgres
CREATE FUNCTION ledger_refuse_answer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  looked_at verify_item%ROWTYPE;
BEGIN
  looked_at := OLD;
  looked_at.again := NEW.again;
  IF NEW IS DISTINCT FROM looked_at THEN
    RAISE EXCEPTION 'answers of the blind check are append-only' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER trust_event_append_only BEFORE UPDATE ON trust_event
FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER verify_item_append_only BEFORE UPDATE ON verify_item
FOR EACH ROW WHEN (OLD.state = 1) EXECUTE FUNCTION ledger_refuse_answer();
CREATE TRIGGER verify_item_kept BEFORE DELETE ON verify_item
FOR EACH ROW WHEN (OLD.state = 1) EXECUTE FUNCTION ledger_refuse();
