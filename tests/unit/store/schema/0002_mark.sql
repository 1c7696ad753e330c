CREATE TABLE mark (
  note_id BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  weight BIGINT NOT NULL CHECK (weight > 0)
) STRICT;
CREATE INDEX mark_by_weight ON mark (weight, note_id) WHERE weight > 10;
