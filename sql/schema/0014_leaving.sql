-- Accounts that are deleted, and what of theirs waits to come back or to be erased. src/community/leaving.h has the states.

-- kind: 1 deleted by its owner, 2 by a sanction. state: 1 its comments are being put away, 2 they are, 3 they are being
-- brought back, 4 being erased, 5 erased; 1, 3 and 4 are worked through in steps, and position is the last comment done in
-- state 1. was_status: the account's before. purge_ms: when it is erased for good; in state 5 when that was done.
CREATE TABLE leaving (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  position BIGINT NOT NULL,
  left_ms BIGINT NOT NULL,
  purge_ms BIGINT NOT NULL,
  by_id BIGINT NOT NULL,
  was_status SMALLINT NOT NULL,
  PRIMARY KEY (site_id, account_id)
) WITHOUT ROWID;
CREATE INDEX leaving_by_state ON leaving (site_id, state, purge_ms, account_id);

-- What was taken out of the row of a comment, which looks deleted meanwhile.
CREATE TABLE hidden_comment (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  status SMALLINT NOT NULL,
  body TEXT NOT NULL,
  context TEXT NOT NULL,
  PRIMARY KEY (site_id, account_id, comment_id)
) WITHOUT ROWID;
