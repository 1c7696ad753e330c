-- What programs say a comment's score should be (comments:suggestscore): rulings of people elsewhere, learned from here.
-- text_hash: of the text, with its key and attribute the identity: a later opinion on the same text replaces the earlier.
-- value: 0 to 1. key_id: of api_key. parent: the comment answered, empty for none. community, token: as the program sent them.
CREATE TABLE score_suggestion (
  site_id BIGINT NOT NULL,
  key_id BIGINT NOT NULL,
  text_hash BIGINT NOT NULL,
  attribute TEXT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  suggested_ms BIGINT NOT NULL,
  language TEXT NOT NULL,
  text TEXT NOT NULL,
  parent TEXT NOT NULL,
  community TEXT NOT NULL,
  token TEXT NOT NULL,
  PRIMARY KEY (site_id, key_id, text_hash, attribute)
) WITHOUT ROWID;
CREATE INDEX score_suggestion_by_time ON score_suggestion (site_id, suggested_ms);
