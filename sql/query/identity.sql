-- Signing in through others.

-- query: identity_find :one
-- in:  site_id i64, provider_key str, subject str
-- out: id i64, account_id i64
SELECT id, account_id FROM identity
WHERE site_id = :site_id AND provider_key = :provider_key AND subject = :subject;

-- query: identity_add :count
-- No row when somebody has it.
-- in:  site_id i64, provider_key str, subject str, id i64, account_id i64, label str, used_ms i64
INSERT INTO identity (site_id, provider_key, subject, id, account_id, label, used_ms)
VALUES (:site_id, :provider_key, :subject, :id, :account_id, :label, :used_ms)
ON CONFLICT DO NOTHING;

-- query: identity_use :exec
-- in:  site_id i64, provider_key str, subject str, label str, used_ms i64
UPDATE identity SET used_ms = :used_ms, label = :label
WHERE site_id = :site_id AND provider_key = :provider_key AND subject = :subject;

-- query: identity_list :many
-- in:  site_id i64, account_id i64
-- out: id i64, provider_key str, label str, used_ms i64
SELECT id, provider_key, label, used_ms FROM identity
WHERE site_id = :site_id AND account_id = :account_id ORDER BY id LIMIT 100;

-- query: identity_count :one
-- in:  site_id i64, account_id i64
-- out: count i64
SELECT COUNT(*) FROM identity WHERE site_id = :site_id AND account_id = :account_id;

-- query: identity_get :one
-- in:  site_id i64, account_id i64, id i64
-- out: provider_key str
SELECT provider_key FROM identity WHERE site_id = :site_id AND account_id = :account_id AND id = :id;

-- query: identity_remove :exec
-- in:  site_id i64, account_id i64, id i64
DELETE FROM identity WHERE site_id = :site_id AND account_id = :account_id AND id = :id;

-- query: identity_remove_since :count
-- in:  site_id i64, account_id i64, since_id i64
DELETE FROM identity WHERE site_id = :site_id AND account_id = :account_id AND id >= :since_id;

-- query: identity_visit_add :exec
-- in:  site_id i64, state_hash bytes, provider_key str, intent i64, account_id i64, browser_key i64, back str, expires_ms i64
INSERT INTO identity_visit (site_id, state_hash, provider_key, intent, account_id, browser_key, back, expires_ms)
VALUES (:site_id, :state_hash, :provider_key, :intent, :account_id, :browser_key, :back, :expires_ms);

-- query: identity_visit_find :one
-- in:  site_id i64, state_hash bytes
-- out: provider_key str, intent i64, account_id i64, browser_key i64, back str, expires_ms i64
SELECT provider_key, intent, account_id, browser_key, back, expires_ms FROM identity_visit
WHERE site_id = :site_id AND state_hash = :state_hash;

-- query: identity_visit_take :count
-- One of two that come back at once.
-- in:  site_id i64, state_hash bytes
DELETE FROM identity_visit WHERE site_id = :site_id AND state_hash = :state_hash;

-- query: identity_visit_sweep :exec
-- in:  site_id i64, now_ms i64
DELETE FROM identity_visit WHERE site_id = :site_id AND expires_ms <= :now_ms;

-- query: identity_arrival_add :exec
-- in:  site_id i64, token_hash bytes, provider_key str, subject str, name str, email str, email_confirmed i64, back str,
--      expires_ms i64
INSERT INTO identity_arrival (site_id, token_hash, provider_key, subject, name, email, email_confirmed, back, expires_ms)
VALUES (:site_id, :token_hash, :provider_key, :subject, :name, :email, :email_confirmed, :back, :expires_ms);

-- query: identity_arrival_find :one
-- in:  site_id i64, token_hash bytes
-- out: provider_key str, subject str, name str, email str, email_confirmed i64, back str, expires_ms i64
SELECT provider_key, subject, name, email, email_confirmed, back, expires_ms FROM identity_arrival
WHERE site_id = :site_id AND token_hash = :token_hash;

-- query: identity_arrival_take :count
-- One of two that say yes at once.
-- in:  site_id i64, token_hash bytes
DELETE FROM identity_arrival WHERE site_id = :site_id AND token_hash = :token_hash;

-- query: identity_arrival_sweep :exec
-- in:  site_id i64, now_ms i64
DELETE FROM identity_arrival WHERE site_id = :site_id AND expires_ms <= :now_ms;

-- query: sso_use :count
-- No row when the token was used before.
-- in:  site_id i64, token_hash bytes, expires_ms i64
INSERT INTO sso_used (site_id, token_hash, expires_ms) VALUES (:site_id, :token_hash, :expires_ms)
ON CONFLICT DO NOTHING;

-- query: sso_sweep :exec
-- in:  site_id i64, now_ms i64
DELETE FROM sso_used WHERE site_id = :site_id AND expires_ms <= :now_ms;
