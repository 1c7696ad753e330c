-- Trust, the blind check, and the emergency brake. docs/DATA-MODEL.md tells what each table is for.

-- 1: an administrator has confirmed who the person is.
ALTER TABLE account ADD COLUMN is_verified SMALLINT NOT NULL DEFAULT 0;

-- What trust is counted from. Append-only; of several rows of one comment the last one stands.
-- kind: 0 taken back, 1 found good by a person, 2 removed by a person or confirmed as removed.
CREATE TABLE trust_event (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  comment_id BIGINT NOT NULL,
  clause TEXT NOT NULL,
  by_id BIGINT NOT NULL,
  PRIMARY KEY (site_id, account_id, id)
) WITHOUT ROWID;
CREATE INDEX trust_event_by_comment ON trust_event (site_id, comment_id, id);

-- A text drawn for the blind check. acted: 1 when the standards held or removed it, under `clause`. weight: how
-- many such texts it stands for, in thousandths. state: 0 waits, 1 answered, 2 withdrawn (edited, deleted, or old).
-- answer_clause: the one the moderator says it breaks, empty for none. again: 1 when a second look is owed.
CREATE TABLE verify_item (
  site_id BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  standards_id BIGINT NOT NULL,
  acted SMALLINT NOT NULL,
  clause TEXT NOT NULL,
  weight BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  taken_by BIGINT NOT NULL,
  taken_until_ms BIGINT NOT NULL,
  answered_ms BIGINT NOT NULL,
  answered_by BIGINT NOT NULL,
  answer_clause TEXT NOT NULL,
  again SMALLINT NOT NULL,
  PRIMARY KEY (site_id, comment_id, revision)
) WITHOUT ROWID;
CREATE INDEX verify_item_open ON verify_item (site_id, state, comment_id, account_id, taken_by, taken_until_ms)
  WHERE state = 0;
CREATE INDEX verify_item_answered ON verify_item
  (site_id, state, answered_ms, standards_id, acted, clause, answer_clause, weight) WHERE state = 1;
CREATE INDEX verify_item_again ON verify_item (site_id, again, comment_id) WHERE again = 1;

-- A moderator passed an item over: it is another's to judge.
CREATE TABLE verify_skip (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  PRIMARY KEY (site_id, account_id, comment_id)
) WITHOUT ROWID;

-- What the emergency brake counts, per process (maker) and stretch of time. clause '': comments judged; else those
-- of them the clause held or removed.
CREATE TABLE brake_count (
  site_id BIGINT NOT NULL,
  start_ms BIGINT NOT NULL,
  maker BIGINT NOT NULL,
  clause TEXT NOT NULL,
  number BIGINT NOT NULL,
  PRIMARY KEY (site_id, start_ms, maker, clause)
) WITHOUT ROWID;

-- Since when a clause is counted: its condition's first use, or the last release of its brake.
CREATE TABLE brake_watch (
  site_id BIGINT NOT NULL,
  clause TEXT NOT NULL,
  signature BIGINT NOT NULL,
  since_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, clause)
) WITHOUT ROWID;

-- A clause that was demoted to flag, with the numbers it was demoted for. Rows stay when the brake is released.
CREATE TABLE clause_brake (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  clause TEXT NOT NULL,
  standards_id BIGINT NOT NULL,
  active SMALLINT NOT NULL,
  judged BIGINT NOT NULL,
  acted BIGINT NOT NULL,
  share_milli BIGINT NOT NULL,
  window_ms BIGINT NOT NULL,
  released_ms BIGINT NOT NULL,
  released_by BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX clause_brake_active ON clause_brake (site_id, active, clause) WHERE active = 1;
