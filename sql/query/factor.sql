-- Passkeys, codes, recovery codes.

-- query: factor_standing :one
-- in:  site_id i64, id i64
-- out: name str, role i64, status i64, suspended_until_ms i64, factors i64
SELECT name, role, status, suspended_until_ms, factors FROM account WHERE site_id = :site_id AND id = :id;

-- query: factor_tally :exec
-- Makes account.factors what the tables say: 1 for codes, 2 for passkeys.
-- in:  site_id i64, id i64
UPDATE account SET factors =
  (SELECT COUNT(*) FROM totp WHERE totp.site_id = :site_id AND totp.account_id = :id)
  + 2 * (SELECT COUNT(*) FROM (SELECT 1 FROM passkey
         WHERE passkey.site_id = :site_id AND passkey.account_id = :id LIMIT 1) AS one)
WHERE site_id = :site_id AND id = :id;

-- query: session_prove :exec
-- in:  site_id i64, token_hash bytes, account_id i64
UPDATE session SET proven = 1
WHERE site_id = :site_id AND token_hash = :token_hash AND account_id = :account_id;

-- query: session_proven_address :one
-- Whether a second step was given from this address prefix, in a session there still is.
-- in:  site_id i64, account_id i64, address_key i64
-- out: count i64
SELECT COUNT(*) FROM (SELECT address_key, proven FROM session
  WHERE site_id = :site_id AND account_id = :account_id ORDER BY created_ms DESC LIMIT 100) AS recent
WHERE address_key = :address_key AND proven = 1;

-- query: totp_get :one
-- in:  site_id i64, account_id i64
-- out: sealed bytes, made_ms i64, last_step i64
SELECT sealed, made_ms, last_step FROM totp WHERE site_id = :site_id AND account_id = :account_id;

-- query: totp_set :exec
-- in:  site_id i64, account_id i64, sealed bytes, made_ms i64, last_step i64
INSERT INTO totp (site_id, account_id, sealed, made_ms, last_step)
VALUES (:site_id, :account_id, :sealed, :made_ms, :last_step)
ON CONFLICT (site_id, account_id)
DO UPDATE SET sealed = excluded.sealed, made_ms = excluded.made_ms, last_step = excluded.last_step;

-- query: totp_step :count
-- No row when that step, or a later one, was taken.
-- in:  site_id i64, account_id i64, step i64
UPDATE totp SET last_step = :step
WHERE site_id = :site_id AND account_id = :account_id AND last_step < :step;

-- query: totp_step_back :count
-- in:  site_id i64, account_id i64, ahead i64, step i64
UPDATE totp SET last_step = :step
WHERE site_id = :site_id AND account_id = :account_id AND last_step = :ahead;

-- query: totp_drop :exec
-- in:  site_id i64, account_id i64
DELETE FROM totp WHERE site_id = :site_id AND account_id = :account_id;

-- query: recovery_add :exec
-- in:  site_id i64, account_id i64, hash bytes, now_ms i64
INSERT INTO recovery_code (site_id, account_id, hash, used_ms, made_ms)
VALUES (:site_id, :account_id, :hash, 0, :now_ms);

-- query: recovery_use :count
-- in:  site_id i64, account_id i64, hash bytes, now_ms i64
UPDATE recovery_code SET used_ms = :now_ms
WHERE site_id = :site_id AND account_id = :account_id AND hash = :hash AND used_ms = 0;

-- query: recovery_left :one
-- in:  site_id i64, account_id i64
-- out: count i64
SELECT COUNT(*) FROM recovery_code WHERE site_id = :site_id AND account_id = :account_id AND used_ms = 0;

-- query: recovery_drop :exec
-- in:  site_id i64, account_id i64
DELETE FROM recovery_code WHERE site_id = :site_id AND account_id = :account_id;

-- query: recovery_drop_since :count
-- in:  site_id i64, account_id i64, since_ms i64
DELETE FROM recovery_code WHERE site_id = :site_id AND account_id = :account_id AND made_ms >= :since_ms;

-- query: totp_drop_since :count
-- in:  site_id i64, account_id i64, since_ms i64
DELETE FROM totp WHERE site_id = :site_id AND account_id = :account_id AND made_ms >= :since_ms;

-- query: passkey_add :count
-- No row when somebody has that credential.
-- in:  site_id i64, id i64, account_id i64, credential bytes, algorithm i64, public_key bytes, sign_count i64,
--      user_verified bool, backup_eligible bool, backed_up bool, aaguid bytes, transports str, name str
INSERT INTO passkey (site_id, id, account_id, credential, algorithm, public_key, sign_count, user_verified,
  backup_eligible, backed_up, aaguid, transports, name, used_ms)
VALUES (:site_id, :id, :account_id, :credential, :algorithm, :public_key, :sign_count, :user_verified,
  :backup_eligible, :backed_up, :aaguid, :transports, :name, 0)
ON CONFLICT (site_id, credential) DO NOTHING;

-- query: passkey_list :many
-- in:  site_id i64, account_id i64
-- out: id i64, credential bytes, transports str, name str, user_verified bool, backed_up bool, used_ms i64
SELECT id, credential, transports, name, user_verified, backed_up, used_ms FROM passkey
WHERE site_id = :site_id AND account_id = :account_id AND id > 0 ORDER BY id LIMIT 100;

-- query: passkey_count :one
-- Those that sign in: they asked who was there when they were last used.
-- in:  site_id i64, account_id i64
-- out: count i64
SELECT COUNT(*) FROM (SELECT user_verified FROM passkey
  WHERE site_id = :site_id AND account_id = :account_id AND id > 0 ORDER BY id LIMIT 100) AS own
WHERE user_verified;

-- query: passkey_find :one
-- in:  site_id i64, credential bytes
-- out: id i64, account_id i64, algorithm i64, public_key bytes, sign_count i64, user_verified bool, backup_eligible bool
SELECT id, account_id, algorithm, public_key, sign_count, user_verified, backup_eligible FROM passkey
WHERE site_id = :site_id AND credential = :credential;

-- query: passkey_used :count
-- No row when another use came first: both cannot be the next.
-- in:  site_id i64, id i64, old_count i64, sign_count i64, user_verified bool, backed_up bool, now_ms i64
UPDATE passkey SET sign_count = :sign_count, user_verified = :user_verified, backed_up = :backed_up, used_ms = :now_ms
WHERE site_id = :site_id AND id = :id AND sign_count = :old_count;

-- query: passkey_rename :count
-- in:  site_id i64, id i64, account_id i64, name str
UPDATE passkey SET name = :name WHERE site_id = :site_id AND id = :id AND account_id = :account_id;

-- query: passkey_remove :count
-- in:  site_id i64, id i64, account_id i64
DELETE FROM passkey WHERE site_id = :site_id AND id = :id AND account_id = :account_id;

-- query: passkey_remove_all :exec
-- in:  site_id i64, account_id i64
DELETE FROM passkey WHERE site_id = :site_id AND account_id = :account_id;

-- query: passkey_remove_since :count
-- in:  site_id i64, account_id i64, since_id i64
DELETE FROM passkey WHERE site_id = :site_id AND account_id = :account_id AND id >= :since_id;

-- query: passkey_ask :count
-- No row when that question was answered before.
-- in:  site_id i64, key i64, expires_ms i64
INSERT INTO passkey_asked (site_id, key, expires_ms) VALUES (:site_id, :key, :expires_ms)
ON CONFLICT (site_id, key) DO NOTHING;

-- query: passkey_asked_sweep :exec
-- in:  site_id i64, now_ms i64
DELETE FROM passkey_asked WHERE site_id = :site_id AND expires_ms <= :now_ms;
