-- Accounts and sessions.

-- query: account_add :count
-- Through accounts_add alone, which looks for names that look alike. No row when the name is taken, or the address is confirmed to be another account's and shall be confirmed here.
-- in:  site_id i64, id i64, name str, name_skeleton str, name_capitals str, name_rules i64, email str, email_key str,
--      email_confirmed_ms i64, unconfirmed_until_ms i64, password_hash str, role i64, standards_consent str,
--      privacy_consent str, age_consent i64
INSERT INTO account (site_id, id, name, name_skeleton, name_capitals, name_rules, email, email_key, email_confirmed_ms,
  unconfirmed_until_ms, password_hash, role, status, standards_consent, privacy_consent, age_consent, published_count,
  removed_count)
VALUES (:site_id, :id, :name, :name_skeleton, :name_capitals, :name_rules, :email, :email_key, :email_confirmed_ms,
  :unconfirmed_until_ms, :password_hash, :role, 0, :standards_consent, :privacy_consent, :age_consent, 0, 0)
ON CONFLICT DO NOTHING;

-- query: account_get :one
-- in:  site_id i64, id i64
-- out: id i64, name str, email str, email_confirmed_ms i64, language str, role i64, status i64, suspended_until_ms i64,
--      hidden i64, published_count i64, removed_count i64, password_hash str, entered i64
SELECT id, name, email, email_confirmed_ms, language, role, status, suspended_until_ms, hidden, published_count,
  removed_count, password_hash, entered FROM account
WHERE site_id = :site_id AND id = :id;

-- query: account_alike :many
-- Whose name looks so in small letters: one account, and those that had such a name before the rules told them apart from none.
-- in:  site_id i64, name_skeleton str, max_rows i64
-- out: id i64, name str, email str, password_hash str
SELECT id, name, email, password_hash FROM account WHERE site_id = :site_id AND name_skeleton = :name_skeleton
ORDER BY name_twin LIMIT :max_rows;

-- query: account_alike_others :one
-- How many other accounts look so, on one side of the skeleton or the other.
-- in:  site_id i64, id i64, name_skeleton str, name_capitals str
-- out: count i64
SELECT (SELECT COUNT(*) FROM account WHERE site_id = :site_id AND name_skeleton = :name_skeleton AND id <> :id) +
  (SELECT COUNT(*) FROM account WHERE site_id = :site_id AND name_capitals = :name_capitals AND name_capitals <> ''
   AND id <> :id);

-- query: account_find_owner :one
-- Who has confirmed an address.
-- in:  site_id i64, email_key str
-- out: id i64
SELECT id FROM account
WHERE site_id = :site_id AND email_key = :email_key AND email_confirmed_ms > 0 AND email_key <> '';

-- query: account_find_by_email :one
-- Addresses are not unique before they are confirmed; the oldest account with it answers.
-- in:  site_id i64, email_key str
-- out: id i64
SELECT id FROM account WHERE site_id = :site_id AND id =
  (SELECT id FROM account WHERE site_id = :site_id AND email_key >= :email_key AND email_key <= :email_key
   ORDER BY email_key, id LIMIT 1);

-- query: account_standing :one
-- in:  site_id i64, id i64
-- out: role i64, status i64, suspended_until_ms i64, premoderated_until_ms i64
SELECT role, status, suspended_until_ms, premoderated_until_ms FROM account WHERE site_id = :site_id AND id = :id;

-- query: account_tallies :one
-- in:  site_id i64, id i64
-- out: published_count i64, removed_count i64, is_verified i64
SELECT published_count, removed_count, is_verified FROM account WHERE site_id = :site_id AND id = :id;

-- query: account_add_tallies :exec
-- in:  site_id i64, id i64, published i64, removed i64
UPDATE account SET published_count = published_count + :published, removed_count = removed_count + :removed
WHERE site_id = :site_id AND id = :id;

-- query: account_set_password :count
-- in:  site_id i64, id i64, password_hash str
UPDATE account SET password_hash = :password_hash WHERE site_id = :site_id AND id = :id;

-- query: account_set_role :count
-- in:  site_id i64, id i64, role i64
UPDATE account SET role = :role WHERE site_id = :site_id AND id = :id;

-- query: account_count_administrators :one sqlite
-- Besides one account, for a job that is about to take that one away; the others stay until it ends. Reads the whole
-- table: only when a role is taken away.
-- in:  site_id i64, except_id i64, now_ms i64
-- out: count i64
SELECT COUNT(*) FROM account WHERE site_id = :site_id AND role = 4
  AND (status = 0 OR (status = 3 AND suspended_until_ms <= :now_ms)) AND id <> :except_id;

-- query: account_count_administrators :one postgres
-- Besides one account, for a job that is about to take that one away; the others stay until it ends. Reads the whole
-- table: only when a role is taken away.
-- in:  site_id i64, except_id i64, now_ms i64
-- out: count i64
SELECT COUNT(*) FROM (SELECT id FROM account
  WHERE site_id = :site_id AND role = 4 AND (status = 0 OR (status = 3 AND suspended_until_ms <= :now_ms))
    AND id <> :except_id FOR NO KEY UPDATE) AS others;

-- query: account_list :many
-- Without those who have deleted their account, and those that are erased.
-- role 0: any. standing 0: any, else as enum admin_standing has them.
-- in:  site_id i64, after_id i64, role i64, standing i64, now_ms i64, max_rows i64
-- out: id i64, name str, email str, role i64, status i64, suspended_until_ms i64, premoderated_until_ms i64,
--      published_count i64, removed_count i64, is_verified i64, is_flagger i64
SELECT a.id, a.name, a.email, a.role, a.status, a.suspended_until_ms, a.premoderated_until_ms, a.published_count,
  a.removed_count, a.is_verified, a.is_flagger FROM account a
WHERE a.site_id = :site_id AND a.id > :after_id AND :role IN (0, a.role)
  AND :standing IN (0, CASE WHEN a.status = 2 THEN 5 WHEN a.status = 1 THEN 4
    WHEN a.status = 3 AND a.suspended_until_ms > :now_ms THEN 3 WHEN a.premoderated_until_ms > :now_ms THEN 2 ELSE 1 END)
  AND NOT EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = a.site_id AND l.account_id = a.id AND (l.kind = 1 OR l.state = 5))
ORDER BY a.id LIMIT :max_rows;

-- query: account_search_name :many
-- Names whose skeleton lies in [low, high).
-- in:  site_id i64, low str, high str, max_rows i64
-- out: id i64, name str, email str, role i64, status i64, suspended_until_ms i64, premoderated_until_ms i64,
--      published_count i64, removed_count i64, is_verified i64, is_flagger i64
SELECT a.id, a.name, a.email, a.role, a.status, a.suspended_until_ms, a.premoderated_until_ms, a.published_count,
  a.removed_count, a.is_verified, a.is_flagger FROM account a
WHERE a.site_id = :site_id AND a.name_skeleton >= :low AND a.name_skeleton < :high
  AND NOT EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = a.site_id AND l.account_id = a.id AND (l.kind = 1 OR l.state = 5))
ORDER BY a.name_skeleton LIMIT :max_rows;

-- query: account_search_email :many
-- in:  site_id i64, low str, high str, max_rows i64
-- out: id i64, name str, email str, role i64, status i64, suspended_until_ms i64, premoderated_until_ms i64,
--      published_count i64, removed_count i64, is_verified i64, is_flagger i64
SELECT a.id, a.name, a.email, a.role, a.status, a.suspended_until_ms, a.premoderated_until_ms, a.published_count,
  a.removed_count, a.is_verified, a.is_flagger FROM account a
WHERE a.site_id = :site_id AND a.email_key >= :low AND a.email_key < :high
  AND NOT EXISTS (SELECT 1 FROM leaving l WHERE l.site_id = a.site_id AND l.account_id = a.id AND (l.kind = 1 OR l.state = 5))
ORDER BY a.email_key LIMIT :max_rows;

-- query: account_confirm_email :count
-- The address as it was when the link was asked for. RC_CONFLICT when it was confirmed to be another account's meanwhile.
-- in:  site_id i64, id i64, email_key str, now_ms i64
UPDATE account SET email_confirmed_ms = :now_ms, unconfirmed_until_ms = 0
WHERE site_id = :site_id AND id = :id AND email_key = :email_key AND email_confirmed_ms = 0;

-- query: account_set_email :count
-- in:  site_id i64, id i64, email str, email_key str, confirmed_ms i64
UPDATE account SET email = :email, email_key = :email_key, email_confirmed_ms = :confirmed_ms, unconfirmed_until_ms = 0
WHERE site_id = :site_id AND id = :id;

-- query: account_set_consent :count
-- in:  site_id i64, id i64, standards_consent str, privacy_consent str, now_ms i64
UPDATE account SET standards_consent = :standards_consent, privacy_consent = :privacy_consent, consented_ms = :now_ms
WHERE site_id = :site_id AND id = :id;

-- query: account_set_name :count
-- Forgets by which rules the skeleton is made: account_stamp_name says it.
-- in:  site_id i64, id i64, name str, name_skeleton str, name_capitals str
UPDATE account SET name = :name, name_skeleton = :name_skeleton, name_capitals = :name_capitals, name_twin = 0
WHERE site_id = :site_id AND id = :id;

-- query: account_stamp_name :exec
-- in:  site_id i64, id i64, name_rules i64
UPDATE account SET name_rules = :name_rules WHERE site_id = :site_id AND id = :id;

-- query: account_stale_name_list :many sqlite
-- Those whose skeleton was made by older rules, from a place on: what a batch made anew is not walked over by the next.
-- in:  site_id i64, after_rules i64, after_id i64, name_rules i64, max_rows i64
-- out: id i64, name str, name_skeleton str, name_capitals str, name_rules i64, name_twin i64
SELECT id, name, name_skeleton, name_capitals, name_rules, name_twin FROM account
WHERE site_id = :site_id AND (name_rules, id) > (:after_rules, :after_id) AND name_rules < :name_rules
ORDER BY name_rules, id LIMIT :max_rows;

-- query: account_stale_name_list :many postgres
-- Those whose skeleton was made by older rules, from a place on, kept from other nodes until the job ends.
-- in:  site_id i64, after_rules i64, after_id i64, name_rules i64, max_rows i64
-- out: id i64, name str, name_skeleton str, name_capitals str, name_rules i64, name_twin i64
SELECT id, name, name_skeleton, name_capitals, name_rules, name_twin FROM account
WHERE site_id = :site_id AND (name_rules, id) > (:after_rules, :after_id) AND name_rules < :name_rules
ORDER BY name_rules, id LIMIT :max_rows FOR NO KEY UPDATE;

-- query: account_renew_name :exec
-- The skeleton anew; beside the one that holds it already where there is one.
-- in:  site_id i64, id i64, name_skeleton str, name_capitals str, name_rules i64
UPDATE account SET name_skeleton = :name_skeleton, name_capitals = :name_capitals, name_rules = :name_rules,
  name_twin = CASE WHEN
    EXISTS (SELECT 1 FROM account o WHERE o.site_id = :site_id AND o.name_skeleton = :name_skeleton AND o.name_twin = 0
      AND o.id <> :id)
    OR EXISTS (SELECT 1 FROM account o WHERE o.site_id = :site_id AND o.name_capitals = :name_capitals
      AND o.name_capitals <> '' AND o.name_twin = 0 AND o.id <> :id)
  THEN :id ELSE 0 END
WHERE site_id = :site_id AND id = :id;

-- query: account_twin_list :many
-- Accounts that look like another one and were there before the rules, with those they look like. The cursor stands before
-- the index's own condition: SQLite begins at the first bound that it meets, and each page would walk all before it.
-- in:  site_id i64, after_id i64, max_rows i64
-- out: id i64, name str, role i64, status i64, other_id i64, other_name str, other_role i64, other_status i64
SELECT a.id, a.name, a.role, a.status, o.id, o.name, o.role, o.status
FROM account a JOIN account o ON o.site_id = a.site_id AND o.id =
  (SELECT MIN(x.id) FROM (
     SELECT s.id FROM account s WHERE s.site_id = a.site_id AND s.name_skeleton = a.name_skeleton AND s.id <> a.id
     UNION ALL
     SELECT k.id FROM account k WHERE k.site_id = a.site_id AND k.name_capitals = a.name_capitals
       AND k.name_capitals <> '' AND k.id <> a.id) AS x)
WHERE a.site_id = :site_id AND a.name_twin > :after_id AND a.name_twin > 0
ORDER BY a.name_twin LIMIT :max_rows;

-- query: account_unconfirmed :many
-- Those never confirmed, to be swept, that have left nothing behind. One that its reader deleted can be restored for its
-- thirty days, and one under a sanction keeps it.
-- in:  site_id i64, now_ms i64, max_rows i64
-- out: id i64
SELECT a.id FROM account a WHERE a.site_id = :site_id AND a.unconfirmed_until_ms > 0
  AND a.unconfirmed_until_ms <= :now_ms AND a.email_confirmed_ms = 0 AND a.role = 1 AND a.status = 0 AND a.hidden = 0
  AND NOT EXISTS (SELECT 1 FROM comment c WHERE c.site_id = a.site_id AND c.account_id = a.id)
ORDER BY a.unconfirmed_until_ms LIMIT :max_rows;

-- query: account_hold_unconfirmed :one sqlite
-- One of them that is about to be swept, unless it was confirmed meanwhile.
-- in:  site_id i64, id i64
-- out: id i64
SELECT id FROM account WHERE site_id = :site_id AND id = :id AND email_confirmed_ms = 0 AND unconfirmed_until_ms > 0;

-- query: account_hold_unconfirmed :one postgres
-- One of them that is about to be swept, unless it was confirmed meanwhile.
-- in:  site_id i64, id i64
-- out: id i64
SELECT id FROM account WHERE site_id = :site_id AND id = :id AND email_confirmed_ms = 0 AND unconfirmed_until_ms > 0
FOR UPDATE;

-- query: account_erase_unconfirmed :exec
-- in:  site_id i64, id i64
DELETE FROM account WHERE site_id = :site_id AND id = :id AND email_confirmed_ms = 0;

-- query: former_name_add :exec
-- Of two names of one account that look the same the later is kept.
-- in:  site_id i64, name_skeleton str, name_capitals str, name_rules i64, account_id i64, name str, changed_ms i64,
--      reserved_until_ms i64
INSERT INTO former_name (site_id, name_skeleton, name_capitals, name_rules, account_id, name, changed_ms,
  reserved_until_ms)
VALUES (:site_id, :name_skeleton, :name_capitals, :name_rules, :account_id, :name, :changed_ms, :reserved_until_ms)
ON CONFLICT (site_id, name_skeleton, account_id) DO UPDATE SET name = excluded.name,
  name_capitals = excluded.name_capitals, name_rules = excluded.name_rules, changed_ms = excluded.changed_ms,
  reserved_until_ms = excluded.reserved_until_ms WHERE excluded.changed_ms >= former_name.changed_ms;

-- query: former_name_stale_list :many sqlite
-- in:  site_id i64, name_rules i64, max_rows i64
-- out: account_id i64, name str, name_skeleton str, name_capitals str, changed_ms i64, reserved_until_ms i64
SELECT account_id, name, name_skeleton, name_capitals, changed_ms, reserved_until_ms FROM former_name
WHERE site_id = :site_id AND name_rules < :name_rules ORDER BY name_rules, account_id LIMIT :max_rows;

-- query: former_name_stale_list :many postgres
-- in:  site_id i64, name_rules i64, max_rows i64
-- out: account_id i64, name str, name_skeleton str, name_capitals str, changed_ms i64, reserved_until_ms i64
SELECT account_id, name, name_skeleton, name_capitals, changed_ms, reserved_until_ms FROM former_name
WHERE site_id = :site_id AND name_rules < :name_rules ORDER BY name_rules, account_id LIMIT :max_rows FOR UPDATE;

-- query: former_name_stamp :exec
-- in:  site_id i64, name_skeleton str, account_id i64, name_rules i64
UPDATE former_name SET name_rules = :name_rules
WHERE site_id = :site_id AND name_skeleton = :name_skeleton AND account_id = :account_id;

-- query: former_name_remove :exec
-- in:  site_id i64, name_skeleton str, account_id i64
DELETE FROM former_name WHERE site_id = :site_id AND name_skeleton = :name_skeleton AND account_id = :account_id;

-- query: former_name_reserved :one
-- Whether another account gave up a name that looks so and may still take it back.
-- in:  site_id i64, name_skeleton str, name_capitals str, account_id i64, now_ms i64
-- out: count i64
SELECT (SELECT COUNT(*) FROM former_name WHERE site_id = :site_id AND name_skeleton = :name_skeleton
    AND account_id <> :account_id AND reserved_until_ms > :now_ms) +
  (SELECT COUNT(*) FROM former_name WHERE site_id = :site_id AND name_capitals = :name_capitals
    AND account_id <> :account_id AND reserved_until_ms > :now_ms);

-- query: former_name_last :one
-- When the account last changed its name; 0 for never.
-- in:  site_id i64, account_id i64
-- out: changed_ms i64
SELECT COALESCE(MAX(changed_ms), 0) FROM former_name WHERE site_id = :site_id AND account_id = :account_id;

-- query: session_add :exec
-- in:  site_id i64, token_hash bytes, account_id i64, now_ms i64, expires_ms i64, address_key i64, browser_key i64, agent str
INSERT INTO session (site_id, token_hash, account_id, created_ms, seen_ms, fresh_ms, expires_ms, address_key, browser_key,
  agent)
VALUES (:site_id, :token_hash, :account_id, :now_ms, :now_ms, :now_ms, :expires_ms, :address_key, :browser_key, :agent);

-- query: session_renew :count
-- The same session under a new token: its owner was asked for a factor again, and gave it.
-- in:  site_id i64, token_hash bytes, account_id i64, new_hash bytes, now_ms i64
UPDATE session SET token_hash = :new_hash, fresh_ms = :now_ms, seen_ms = :now_ms
WHERE site_id = :site_id AND token_hash = :token_hash AND account_id = :account_id;

-- query: session_freshness :one
-- in:  site_id i64, token_hash bytes, account_id i64
-- out: fresh_ms i64
SELECT fresh_ms FROM session
WHERE site_id = :site_id AND token_hash = :token_hash AND account_id = :account_id;

-- query: session_find :one
-- in:  site_id i64, token_hash bytes
-- out: account_id i64, seen_ms i64, fresh_ms i64, expires_ms i64, name str, role i64, status i64, suspended_until_ms i64,
--      premoderated_until_ms i64, warning_id i64, language str, proven i64, factors i64, email_confirmed_ms i64,
--      standards_consent str, privacy_consent str
SELECT s.account_id, s.seen_ms, s.fresh_ms, s.expires_ms, a.name, a.role, a.status, a.suspended_until_ms,
  a.premoderated_until_ms, a.warning_id, a.language, s.proven, a.factors, a.email_confirmed_ms, a.standards_consent,
  a.privacy_consent
FROM session s JOIN account a ON a.site_id = s.site_id AND a.id = s.account_id
WHERE s.site_id = :site_id AND s.token_hash = :token_hash;

-- query: session_touch :exec
-- in:  site_id i64, token_hash bytes, now_ms i64
UPDATE session SET seen_ms = :now_ms WHERE site_id = :site_id AND token_hash = :token_hash;

-- query: session_list :many
-- in:  site_id i64, account_id i64
-- out: token_hash bytes, created_ms i64, seen_ms i64, expires_ms i64, agent str
SELECT token_hash, created_ms, seen_ms, expires_ms, agent FROM session
WHERE site_id = :site_id AND account_id = :account_id ORDER BY created_ms DESC LIMIT 100;

-- query: session_known_address :one
-- Whether the account has a session made from this address prefix.
-- in:  site_id i64, account_id i64, address_key i64
-- out: count i64
SELECT COUNT(*) FROM (SELECT address_key FROM session
  WHERE site_id = :site_id AND account_id = :account_id ORDER BY created_ms DESC LIMIT 100) AS recent
WHERE address_key = :address_key;

-- query: session_end :exec
-- in:  site_id i64, account_id i64, token_hash bytes
DELETE FROM session WHERE site_id = :site_id AND token_hash = :token_hash AND account_id = :account_id;

-- query: session_end_others :exec
-- All of the account's but one; an empty token_hash spares none.
-- in:  site_id i64, account_id i64, token_hash bytes
DELETE FROM session WHERE site_id = :site_id AND account_id = :account_id AND token_hash <> :token_hash;

-- query: session_sweep :exec
-- in:  site_id i64, now_ms i64, idle_since_ms i64
DELETE FROM session WHERE site_id = :site_id AND (expires_ms <= :now_ms OR seen_ms <= :idle_since_ms);
