-- Pictures the site serves itself, named by the hash of their bytes so that a name never changes its meaning.
CREATE TABLE media (
  site_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (site_id, name)
);
