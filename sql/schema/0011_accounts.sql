-- Confirmed addresses, restricted accounts, one-use links and the queue of mails. docs/DATA-MODEL.md tells what each is for.

-- email_confirmed_ms: 0 while nobody has shown that the address is theirs. language: '' takes the site's. hidden: 1 when
-- neither profile nor comments are to be seen. suspended_until_ms: of an account whose status is 3, suspended.
ALTER TABLE account ADD COLUMN email_confirmed_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN hidden SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN suspended_until_ms BIGINT NOT NULL DEFAULT 0;
-- Accounts from before: the oldest with an address has it.
UPDATE account SET email_confirmed_ms = 1 WHERE email_key <> '' AND id =
  (SELECT MIN(other.id) FROM account AS other
   WHERE other.site_id = account.site_id AND other.email_key = account.email_key);
CREATE UNIQUE INDEX account_by_confirmed_email ON account (site_id, email_key)
WHERE email_confirmed_ms > 0 AND email_key <> '';

-- What a link in a mail does, once. browser_key: keyed hash of the asking browser's cookie, 0 for any.
CREATE TABLE link (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  purpose SMALLINT NOT NULL,
  account_id BIGINT NOT NULL,
  browser_key BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  used_ms BIGINT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
CREATE INDEX link_by_account ON link (site_id, account_id, purpose);

-- token_hash: SHA-256 of what stands in the mail. Each mail sent has its own; a link is used with any of them.
CREATE TABLE link_token (
  site_id BIGINT NOT NULL,
  token_hash BLOB NOT NULL,
  link_id BIGINT NOT NULL,
  PRIMARY KEY (site_id, token_hash)
) WITHOUT ROWID;
CREATE INDEX link_token_by_link ON link_token (site_id, link_id);

-- Mails to be sent. kind: a row of src/community/mail.def. address: '' for the account's as it is when the mail goes.
-- facts: a JSON object. state: 0 waiting, 1 sent, 2 given up. taken_by: the process that is sending it.
CREATE TABLE mail (
  site_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  address TEXT NOT NULL,
  link_id BIGINT NOT NULL,
  subject_id BIGINT NOT NULL,
  facts TEXT NOT NULL,
  state SMALLINT NOT NULL,
  due_ms BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  taken_by BIGINT NOT NULL,
  taken_until_ms BIGINT NOT NULL,
  done_ms BIGINT NOT NULL,
  problem TEXT NOT NULL,
  PRIMARY KEY (site_id, id)
) WITHOUT ROWID;
CREATE INDEX mail_due ON mail (site_id, state, due_ms, id) WHERE state = 0;
CREATE INDEX mail_by_account ON mail (site_id, account_id, id);
