-- back: the page of this site that a mailed link leads on to; empty: none.
ALTER TABLE link ADD COLUMN back TEXT NOT NULL DEFAULT '';

-- made_ms: 0 for those made before this was kept.
ALTER TABLE recovery_code ADD COLUMN made_ms BIGINT NOT NULL DEFAULT 0;
