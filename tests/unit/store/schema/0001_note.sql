-- What the tests of the store keep: one row of every type.
CREATE TABLE note (
  site_id BIGINT NOT NULL,
  note_id BIGINT NOT NULL,
  text TEXT NOT NULL, -- a comment with 'BLOB' in it
  path BLOB,
  score DOUBLE PRECISION,
  held BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (site_id, note_id)
) STRICT, WITHOUT ROWID;
