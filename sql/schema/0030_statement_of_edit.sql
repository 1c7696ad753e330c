-- Statements of reasons are owed for a moderator's edits too: they stand among the decisions that hold or remove a comment.
DROP INDEX decision_restricting;
CREATE INDEX decision_restricting ON decision (site_id, decided_ms, comment_id, seq) WHERE to_status IN (2, 3) OR action = 4;
