-- Whether whoever asked for another look was told that the time to decide is over: 1 when they were.
ALTER TABLE redress ADD COLUMN due_told SMALLINT NOT NULL DEFAULT 0;
CREATE INDEX redress_untold ON redress (site_id, due_ms, id) WHERE state = 0 AND due_told = 0;
