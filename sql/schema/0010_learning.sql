-- Learning from rulings. docs/DATA-MODEL.md tells what each table is for.

-- touched counts rulings and whatever else changes what is learned from; learned is that count as the correction in force
-- has it.
CREATE TABLE learning_state (
  site_id BIGINT NOT NULL PRIMARY KEY,
  touched BIGINT NOT NULL,
  learned BIGINT NOT NULL,
  version BIGINT NOT NULL,
  is_off SMALLINT NOT NULL
) WITHOUT ROWID;

-- The correction in force: its words with their changes, and where the strongest come from, in the form of
-- src/community/learning_state.h. Hashes stand there, no words.
CREATE TABLE learning_words (
  site_id BIGINT NOT NULL PRIMARY KEY,
  words BLOB NOT NULL,
  origins BLOB NOT NULL
);

-- Every correction there was. digest: of its words.
CREATE TABLE learning_version (
  site_id BIGINT NOT NULL,
  version BIGINT NOT NULL,
  made_ms BIGINT NOT NULL,
  digest BIGINT NOT NULL,
  rulings BIGINT NOT NULL,
  people BIGINT NOT NULL,
  words BIGINT NOT NULL,
  PRIMARY KEY (site_id, version)
) WITHOUT ROWID;

-- Of the correction in force: what it was made of. kind: 1 clause, 2 person, 3 key of a program, 4 head.
-- subject: the clause's name, the account's or key's id, the head's name. breaks, fine: rulings that said so.
CREATE TABLE learning_tally (
  site_id BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  subject TEXT NOT NULL,
  breaks BIGINT NOT NULL,
  fine BIGINT NOT NULL,
  PRIMARY KEY (site_id, kind, subject)
) WITHOUT ROWID;

-- Of the correction in force: which of the newest comments it would treat otherwise. Probabilities in thousandths.
CREATE TABLE learning_effect (
  site_id BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  head SMALLINT NOT NULL,
  probability BIGINT NOT NULL,
  learned BIGINT NOT NULL,
  consequence SMALLINT NOT NULL,
  consequence_learned SMALLINT NOT NULL,
  PRIMARY KEY (site_id, comment_id)
) WITHOUT ROWID;

-- Rulings from after from_ms up to until_ms are forgotten: a reset to an earlier day.
CREATE TABLE learning_reset (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  from_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;

-- What models and correction said when a text was drawn for the blind check: "0.1234,0.2345;…" for each head, the model's
-- probability and the corrected one; empty when the site had no correction.
ALTER TABLE verify_item ADD COLUMN heads TEXT NOT NULL DEFAULT '';
