-- Erasing a person for good: one query a table, called through src/community/leaving/erase.def. Numbers may stay, words may not.

-- query: erase_session :exec
-- in:  site_id i64, account_id i64
DELETE FROM session WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_known_browser :exec
-- in:  site_id i64, account_id i64
DELETE FROM known_browser WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_trust_event :exec
-- in:  site_id i64, account_id i64
DELETE FROM trust_event WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_report :exec
-- That the comment was reported under a clause stays, with what came of it.
-- in:  site_id i64, account_id i64
UPDATE report SET words = '' WHERE site_id = :site_id AND reporter_id = :account_id AND created_ms >= 0;

-- query: erase_verify_skip :exec
-- in:  site_id i64, account_id i64
DELETE FROM verify_skip WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_account :exec
-- The number stays, under a name that nobody can have: comments' places and decisions point to it.
-- in:  site_id i64, account_id i64, name_skeleton str
UPDATE account SET name = 'deleted account', name_skeleton = :name_skeleton, name_capitals = '', name_twin = 0, email = '', email_key = '',
  password_hash = '', role = 1, status = 2, hidden = 1, standards_consent = '', privacy_consent = '', age_consent = 0,
  published_count = 0, removed_count = 0, is_verified = 0, email_confirmed_ms = 0, language = '', suspended_until_ms = 0,
  unconfirmed_until_ms = 0, consented_ms = 0, choices = 0, premoderated_until_ms = 0, warning_id = 0, factors = 0, is_flagger = 0,
  entered = 0
WHERE site_id = :site_id AND id = :account_id;

-- query: erase_link_token :exec
-- in:  site_id i64, account_id i64
DELETE FROM link_token WHERE site_id = :site_id AND link_id IN
  (SELECT id FROM link WHERE site_id = :site_id AND account_id = :account_id);

-- query: erase_link :exec
-- in:  site_id i64, account_id i64
DELETE FROM link WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_mail_bounce :exec
-- in:  site_id i64, account_id i64
DELETE FROM mail_bounce WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_mail :exec
-- in:  site_id i64, account_id i64
DELETE FROM mail WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_former_name :exec
-- in:  site_id i64, account_id i64
DELETE FROM former_name WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_mute :exec
-- Whom it muted.
-- in:  site_id i64, account_id i64
DELETE FROM mute WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_muted :exec
-- That others muted it.
-- in:  site_id i64, account_id i64
DELETE FROM mute WHERE site_id = :site_id AND muted_id = :account_id;

-- query: erase_redress_message :exec
-- What was written in letters and appeals, by either side; that there were some stays.
-- in:  site_id i64, account_id i64
UPDATE redress_message SET subject = '', body = '' WHERE site_id = :site_id AND redress_id IN
  (SELECT id FROM redress WHERE site_id = :site_id AND account_id = :account_id AND id > 0);

-- query: erase_redress :exec
-- The reasons of the decision speak of what was written.
-- in:  site_id i64, account_id i64
UPDATE redress SET reason = '' WHERE site_id = :site_id AND account_id = :account_id AND id > 0;

-- query: erase_redress_draft :exec
-- in:  site_id i64, account_id i64
DELETE FROM redress_draft WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_passkey :exec
-- in:  site_id i64, account_id i64
DELETE FROM passkey WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_totp :exec
-- in:  site_id i64, account_id i64
DELETE FROM totp WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_recovery_code :exec
-- in:  site_id i64, account_id i64
DELETE FROM recovery_code WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_identity :exec
-- in:  site_id i64, account_id i64
DELETE FROM identity WHERE site_id = :site_id AND account_id = :account_id;

-- query: erase_sanction :exec
-- What moderators said of the person; that there was a sanction, by whom and under which clause stays, and the digest of
-- the words in the log.
-- in:  site_id i64, account_id i64
UPDATE sanction SET reason = '', grave = '' WHERE site_id = :site_id AND account_id = :account_id AND id > 0;

-- query: erase_sanction_event :exec
-- in:  site_id i64, account_id i64
UPDATE sanction_event SET why = '' WHERE site_id = :site_id AND account_id = :account_id AND sanction_id > 0;

-- query: erase_bulk_removal :exec
-- in:  site_id i64, account_id i64
UPDATE bulk_removal SET reason = '', end_why = '' WHERE site_id = :site_id AND account_id = :account_id AND id > 0;

-- query: erase_legal_notice :exec
-- That the comment was said to be against a kind of law stays, with what came of it.
-- in:  site_id i64, account_id i64
UPDATE legal_notice SET name = '', email = '', words = '' WHERE site_id = :site_id AND id IN
  (SELECT n.id FROM legal_notice n WHERE n.site_id = :site_id AND n.account_id = :account_id AND n.account_id > 0);

-- query: erase_invitation :exec
-- The one by which this person came.
-- in:  site_id i64, account_id i64
DELETE FROM invitation WHERE site_id = :site_id AND account_id > 0 AND account_id = :account_id;
