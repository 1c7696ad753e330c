-- Recipients' domains whose mail servers put mails off. docs/DATA-MODEL.md tells what the table is for.

-- domain_key: a keyed hash of the domain. pause_ms: how long the last pause was, for the next one.
CREATE TABLE mail_domain (
  site_id BIGINT NOT NULL,
  domain_key BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  pause_ms BIGINT NOT NULL,
  PRIMARY KEY (site_id, domain_key)
) STRICT, WITHOUT ROWID;
