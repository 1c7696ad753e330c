-- For what one member of staff did, newest first.
CREATE INDEX audit_by_actor ON audit (site_id, actor_id, id);
CREATE INDEX decision_by_actor ON decision (site_id, actor_id, decided_ms, comment_id, seq) WHERE actor_id <> 0 AND action <> 5;
