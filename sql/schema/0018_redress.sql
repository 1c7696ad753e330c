-- Letters and appeals: what readers ask people to look at again. docs/DATA-MODEL.md tells how long they live and who sees
-- them.

-- kind: 1 a letter about a sanction, 2 an appeal against the removal of a comment. subject_id: the sanction, the comment.
-- subject_seq: of a letter, the how many-eth about this sanction; of an appeal, the decision it is against.
-- state: 0 open, 1 granted, 2 refused. messages: how many there are. taken_by: the moderator who has it in hand, 0 for nobody.
-- alone: 1 when nobody else but who had decided before could decide. decision_seq: of an appeal, the decision it became.
CREATE TABLE redress (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  account_id BIGINT NOT NULL,
  subject_id BIGINT NOT NULL,
  subject_seq BIGINT NOT NULL,
  state SMALLINT NOT NULL,
  due_ms BIGINT NOT NULL,
  messages BIGINT NOT NULL,
  taken_by BIGINT NOT NULL,
  taken_ms BIGINT NOT NULL,
  decided_by BIGINT NOT NULL,
  decided_ms BIGINT NOT NULL,
  alone SMALLINT NOT NULL,
  decision_seq BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
-- Two about the same thing at once are one.
CREATE UNIQUE INDEX redress_by_subject ON redress (site_id, kind, subject_id, subject_seq);
CREATE INDEX redress_waiting ON redress (site_id, due_ms, id) WHERE state = 0;
CREATE INDEX redress_decided ON redress (site_id, decided_ms, id) WHERE state > 0;
CREATE INDEX redress_by_account ON redress (site_id, account_id, id);

-- What reader and moderators wrote to each other. channel: 1 a page, 2 mail. mail_key: keyed hash of the mail, 0 for a page.
CREATE TABLE redress_message (
  site_id BIGINT NOT NULL,
  redress_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  author_id BIGINT NOT NULL,
  sent_ms BIGINT NOT NULL,
  channel SMALLINT NOT NULL,
  mail_key BIGINT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (site_id, redress_id, seq)
) WITHOUT ROWID;

-- The last letter by mail that lacked something, so that nobody has to write it twice.
CREATE TABLE redress_draft (
  site_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  sent_ms BIGINT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (site_id, account_id)
) WITHOUT ROWID;

-- Those who may decide: few, and asked for by role alone.
CREATE INDEX account_staff ON account (site_id, id) WHERE role >= 3;
