-- For statements of reasons over a time: the decisions that hold or remove a comment, in their order.
CREATE INDEX decision_restricting ON decision (site_id, decided_ms, comment_id, seq) WHERE to_status IN (2, 3);
-- ... and the sanctions that restrict an account.
CREATE INDEX sanction_restricting ON sanction (site_id, at_ms, id) WHERE kind >= 2;
