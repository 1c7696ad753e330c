-- Comments of one reader removed together, under one clause and for one reason. docs/DATA-MODEL.md tells what each is for.

-- state: 1 being removed, 2 removed, 3 being put back, 4 put back, 5 stopped, because who ordered it may not do it any more.
-- since_id: comments from this id on; position: in state 1 those below it are left, in state 3 those above it. found: how many
-- there were. told: 1 when the reader was written to. sanction_id: the block it was ordered with, 0 for none.
CREATE TABLE bulk_removal (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  sanction_id BIGINT NOT NULL,
  by_id BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  since_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  clause TEXT NOT NULL,
  reason TEXT NOT NULL,
  found BIGINT NOT NULL,
  removed BIGINT NOT NULL,
  restored BIGINT NOT NULL,
  told SMALLINT NOT NULL,
  end_by_id BIGINT NOT NULL,
  end_ms BIGINT NOT NULL,
  end_why TEXT NOT NULL,
  PRIMARY KEY (site_id, account_id, id)
) WITHOUT ROWID;
CREATE INDEX bulk_removal_by_state ON bulk_removal (site_id, state, id);

-- The decisions made by it: what is taken back with it, as long as each is still the last one on its comment.
CREATE TABLE bulk_removal_item (
  site_id BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  bulk_id BIGINT NOT NULL,
  PRIMARY KEY (site_id, comment_id, seq)
) WITHOUT ROWID;
CREATE INDEX bulk_removal_item_by_bulk ON bulk_removal_item (site_id, bulk_id, comment_id, seq);
