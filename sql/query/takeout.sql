-- Everything that is stored of a reader, for the reader.

-- query: takeout_account :one
-- in:  site_id i64, id i64
-- out: name str, email str, email_confirmed_ms i64, language str, role i64, status i64, suspended_until_ms i64,
--      premoderated_until_ms i64, published_count i64, removed_count i64, is_verified i64, standards_consent str,
--      privacy_consent str, age_consent i64, consented_ms i64, is_flagger i64, factors i64
SELECT name, email, email_confirmed_ms, language, role, status, suspended_until_ms, premoderated_until_ms,
  published_count, removed_count, is_verified, standards_consent, privacy_consent, age_consent, consented_ms,
  is_flagger, factors FROM account
WHERE site_id = :site_id AND id = :id;

-- query: takeout_comment_list :many
-- in:  site_id i64, account_id i64, after_id i64, max_rows i64
-- out: id i64, parent_id i64?, status i64, revision i64, edited_ms i64?, body str, article_slug str, article_headline str
SELECT c.id, c.parent_id, c.status, c.revision, c.edited_ms, c.body, r.slug, r.headline
FROM comment c JOIN article r ON r.site_id = c.site_id AND r.id = c.article_id
WHERE c.site_id = :site_id AND c.account_id = :account_id AND c.id > :after_id ORDER BY c.id LIMIT :max_rows;

-- query: takeout_revision_list :many
-- in:  site_id i64, comment_id i64, max_rows i64
-- out: revision i64, replaced_ms i64, by_moderator bool, reason str, body str
SELECT revision, replaced_ms, editor_id <> (SELECT c.account_id FROM comment c WHERE c.site_id = :site_id AND c.id = :comment_id)
  AS by_moderator, reason, body FROM comment_revision
WHERE site_id = :site_id AND comment_id = :comment_id ORDER BY revision LIMIT :max_rows;

-- query: takeout_decision_list :many
-- Who decided is not told.
-- in:  site_id i64, comment_id i64, max_rows i64
-- out: decided_ms i64, actor_id i64, action i64, to_status i64, clause str?, reason str?
SELECT decided_ms, actor_id, action, to_status, clause, reason FROM decision
WHERE site_id = :site_id AND comment_id = :comment_id ORDER BY seq LIMIT :max_rows;

-- query: takeout_report_list :many
-- in:  site_id i64, account_id i64, max_rows i64
-- out: comment_id i64, created_ms i64, clause str, words str, outcome i64, closed_ms i64
SELECT comment_id, created_ms, clause, words, outcome, closed_ms FROM report
WHERE site_id = :site_id AND reporter_id = :account_id AND created_ms >= 0 ORDER BY created_ms LIMIT :max_rows;

-- query: takeout_mute_list :many
-- in:  site_id i64, account_id i64, max_rows i64
-- out: name str, since_ms i64
SELECT CASE WHEN a.hidden = 1 THEN '' ELSE a.name END AS name, m.since_ms FROM mute m
JOIN account a ON a.site_id = m.site_id AND a.id = m.muted_id
WHERE m.site_id = :site_id AND m.account_id = :account_id ORDER BY m.muted_id LIMIT :max_rows;

-- query: takeout_former_name_list :many
-- in:  site_id i64, account_id i64, max_rows i64
-- out: name str, changed_ms i64
SELECT name, changed_ms FROM former_name WHERE site_id = :site_id AND account_id = :account_id
ORDER BY changed_ms LIMIT :max_rows;

-- query: takeout_redress_list :many
-- in:  site_id i64, account_id i64, max_rows i64
-- out: id i64, kind i64, subject_id i64, state i64, due_ms i64, decided_ms i64, reason str
SELECT id, kind, subject_id, state, due_ms, decided_ms, reason FROM redress
WHERE site_id = :site_id AND account_id = :account_id AND id > 0 ORDER BY id LIMIT :max_rows;

-- query: takeout_letter_list :many
-- What reader and moderators wrote to each other; the moderators without their names.
-- in:  site_id i64, account_id i64, max_rows i64
-- out: redress_id i64, sent_ms i64, author_id i64, subject str, body str
SELECT redress_id, sent_ms, author_id, subject, body FROM redress_message
WHERE site_id = :site_id AND redress_id IN
  (SELECT r.id FROM redress r WHERE r.site_id = :site_id AND r.account_id = :account_id AND r.id > 0 ORDER BY r.account_id, r.id)
ORDER BY redress_id, seq LIMIT :max_rows;

-- query: takeout_passkey_list :many
-- in:  site_id i64, account_id i64, max_rows i64
-- out: id i64, name str, used_ms i64
SELECT id, name, used_ms FROM passkey WHERE site_id = :site_id AND account_id = :account_id AND id > 0
ORDER BY account_id, id LIMIT :max_rows;

-- query: takeout_browser_list :many
-- in:  site_id i64, account_id i64, max_rows i64
-- out: known_ms i64, seen_ms i64
SELECT known_ms, seen_ms FROM known_browser WHERE site_id = :site_id AND account_id = :account_id ORDER BY browser_key
LIMIT :max_rows;

-- query: takeout_mail_list :many
-- in:  site_id i64, account_id i64, max_rows i64
-- out: id i64, kind str, state i64, done_ms i64
SELECT id, kind, state, done_ms FROM mail WHERE site_id = :site_id AND account_id = :account_id AND id > 0
ORDER BY account_id, id LIMIT :max_rows;

-- query: takeout_notice_list :many
-- in:  site_id i64, account_id i64, max_rows i64
-- out: id i64, comment_id i64, category str, words str, closed_ms i64, reason str
SELECT id, comment_id, category, words, closed_ms, reason FROM legal_notice WHERE site_id = :site_id AND id IN
  (SELECT n.id FROM legal_notice n WHERE n.site_id = :site_id AND n.account_id = :account_id AND n.account_id > 0)
ORDER BY id LIMIT :max_rows;

-- query: takeout_identity_list :many
-- in:  site_id i64, account_id i64, max_rows i64
-- out: id i64, provider_key str, subject str, label str, used_ms i64
SELECT id, provider_key, subject, label, used_ms FROM identity
WHERE site_id = :site_id AND account_id = :account_id AND id > 0 ORDER BY account_id, id LIMIT :max_rows;

-- query: takeout_invitation_list :many
-- in:  site_id i64, account_id i64, max_rows i64
-- out: id i64, email str, role i64
SELECT id, email, role FROM invitation
WHERE site_id = :site_id AND account_id > 0 AND account_id = :account_id LIMIT :max_rows;
