-- Learning from rulings.

-- query: learning_touch :exec
-- Something that is learned from has changed.
-- in: site_id i64
INSERT INTO learning_state (site_id, touched, learned, version, is_off) VALUES (:site_id, 1, 0, 0, 0)
ON CONFLICT (site_id) DO UPDATE SET touched = learning_state.touched + 1;

-- query: learning_state_get :one
-- in:  site_id i64
-- out: touched i64, learned i64, version i64, is_off i64
SELECT touched, learned, version, is_off FROM learning_state WHERE site_id = :site_id;

-- query: learning_state_learned :count
-- No row when another process was quicker.
-- in: site_id i64, learned i64, version i64, old_version i64
UPDATE learning_state SET learned = :learned, version = :version
WHERE site_id = :site_id AND version = :old_version AND learned <= :learned;

-- query: learning_switch :exec
-- in: site_id i64, is_off i64
INSERT INTO learning_state (site_id, touched, learned, version, is_off) VALUES (:site_id, 1, 0, 0, :is_off)
ON CONFLICT (site_id) DO UPDATE SET touched = learning_state.touched + 1, is_off = excluded.is_off;

-- query: learning_words_put :exec
-- in: site_id i64, words bytes, origins bytes
INSERT INTO learning_words (site_id, words, origins) VALUES (:site_id, :words, :origins)
ON CONFLICT (site_id) DO UPDATE SET words = excluded.words, origins = excluded.origins;

-- query: learning_words_get :one
-- in:  site_id i64
-- out: words bytes, origins bytes
SELECT words, origins FROM learning_words WHERE site_id = :site_id;

-- query: learning_version_add :exec
-- in: site_id i64, version i64, made_ms i64, digest i64, rulings i64, people i64, words i64
INSERT INTO learning_version (site_id, version, made_ms, digest, rulings, people, words)
VALUES (:site_id, :version, :made_ms, :digest, :rulings, :people, :words)
ON CONFLICT (site_id, version) DO NOTHING;

-- query: learning_version_list :many
-- Newest first.
-- in:  site_id i64, max_rows i64
-- out: version i64, made_ms i64, digest i64, rulings i64, people i64, words i64
SELECT version, made_ms, digest, rulings, people, words FROM learning_version
WHERE site_id = :site_id AND version > 0 ORDER BY version DESC LIMIT :max_rows;

-- query: learning_version_sweep :exec
-- All but the newest, and never the one in force.
-- in: site_id i64, keep i64
DELETE FROM learning_version WHERE site_id = :site_id
  AND version <= (SELECT version FROM learning_version WHERE site_id = :site_id ORDER BY version DESC LIMIT 1 OFFSET :keep)
  AND version <> (SELECT version FROM learning_state WHERE site_id = :site_id);

-- query: learning_tally_clear :exec
-- in: site_id i64
DELETE FROM learning_tally WHERE site_id = :site_id AND kind > 0;

-- query: learning_tally_add :exec
-- in: site_id i64, kind i64, subject str, breaks i64, fine i64
INSERT INTO learning_tally (site_id, kind, subject, breaks, fine) VALUES (:site_id, :kind, :subject, :breaks, :fine)
ON CONFLICT (site_id, kind, subject) DO NOTHING;

-- query: learning_tally_list :many
-- in:  site_id i64, max_rows i64
-- out: kind i64, subject str, breaks i64, fine i64
SELECT kind, subject, breaks, fine FROM learning_tally WHERE site_id = :site_id AND kind > 0
ORDER BY kind, subject LIMIT :max_rows;

-- query: learning_effect_clear :exec
-- in: site_id i64
DELETE FROM learning_effect WHERE site_id = :site_id AND comment_id > 0;

-- query: learning_effect_add :exec
-- in: site_id i64, comment_id i64, head i64, probability i64, learned i64, consequence i64, consequence_learned i64
INSERT INTO learning_effect (site_id, comment_id, head, probability, learned, consequence, consequence_learned)
VALUES (:site_id, :comment_id, :head, :probability, :learned, :consequence, :consequence_learned)
ON CONFLICT (site_id, comment_id) DO NOTHING;

-- query: learning_effect_list :many
-- Newest comments first; those erased since are not there.
-- in:  site_id i64, max_rows i64
-- out: comment_id i64, head i64, probability i64, learned i64, consequence i64, consequence_learned i64, body str
SELECT e.comment_id, e.head, e.probability, e.learned, e.consequence, e.consequence_learned, c.body
FROM learning_effect e JOIN comment c ON c.site_id = e.site_id AND c.id = e.comment_id AND c.status <> 4
WHERE e.site_id = :site_id AND e.comment_id > 0 ORDER BY e.comment_id DESC LIMIT :max_rows;

-- query: learning_reset_add :exec
-- in: site_id i64, id i64, from_ms i64, until_ms i64
INSERT INTO learning_reset (site_id, id, from_ms, until_ms) VALUES (:site_id, :id, :from_ms, :until_ms);

-- query: learning_reset_list :many
-- Newest first.
-- in:  site_id i64, max_rows i64
-- out: id i64, from_ms i64, until_ms i64
SELECT id, from_ms, until_ms FROM learning_reset WHERE site_id = :site_id AND id > 0
ORDER BY id DESC LIMIT :max_rows;

-- query: learning_decisions :many
-- What people decided, newest first, and what has become of the comment since. in_bulk: it went with others, unread.
-- in:  site_id i64, max_rows i64
-- out: comment_id i64, seq i64, decided_ms i64, actor_id i64, action i64, revision i64, clause str?, author_id i64,
--      status i64, present i64, in_bulk i64
SELECT d.comment_id, d.seq, d.decided_ms, d.actor_id, d.action, d.revision, d.clause, c.account_id, c.status,
  c.revision AS present,
  CASE WHEN d.action = 2 AND EXISTS (SELECT 1 FROM bulk_removal_item b
    WHERE b.site_id = d.site_id AND b.comment_id = d.comment_id AND b.seq = d.seq) THEN 1 ELSE 0 END AS in_bulk
FROM decision d JOIN comment c ON c.site_id = d.site_id AND c.id = d.comment_id
WHERE d.site_id = :site_id AND d.actor_id <> 0 AND d.action <> 5 AND d.decided_ms >= 0
ORDER BY d.decided_ms DESC, d.comment_id DESC, d.seq DESC LIMIT :max_rows;

-- query: learning_answers :many
-- Answers of the blind check, newest first.
-- in:  site_id i64, max_rows i64
-- out: comment_id i64, revision i64, answered_ms i64, answered_by i64, answer_clause str, status i64, present i64
SELECT v.comment_id, v.revision, v.answered_ms, v.answered_by, v.answer_clause, c.status, c.revision AS present
FROM verify_item v JOIN comment c ON c.site_id = v.site_id AND c.id = v.comment_id
WHERE v.site_id = :site_id AND v.state = 1 AND v.answered_ms >= 0
ORDER BY v.answered_ms DESC LIMIT :max_rows;

-- query: learning_sample :many
-- Answers of the blind check with what models and correction had said, newest first.
-- in:  site_id i64, since_ms i64, max_rows i64
-- out: answer_clause str, weight i64, heads str
SELECT answer_clause, weight, heads FROM verify_item
WHERE site_id = :site_id AND state = 1 AND answered_ms >= :since_ms
ORDER BY answered_ms DESC LIMIT :max_rows;

-- query: learning_text :one
-- in:  site_id i64, comment_id i64
-- out: body str, status i64, revision i64
SELECT body, status, revision FROM comment WHERE site_id = :site_id AND id = :comment_id;

-- query: learning_newest :many
-- The newest comments, with what they were judged by.
-- in:  site_id i64, max_rows i64
-- out: id i64, status i64, body str, context str
SELECT id, status, body, context FROM comment WHERE site_id = :site_id AND id > 0 ORDER BY id DESC LIMIT :max_rows;

-- query: learning_person :one
-- in:  site_id i64, account_id i64
-- out: name str
SELECT name FROM account WHERE site_id = :site_id AND id = :account_id;

-- query: learning_suggestions :many
-- Scores suggested by keys that are in force, newest first.
-- in:  site_id i64, max_rows i64
-- out: key_id i64, text_hash i64, attribute str, value f64, suggested_ms i64
SELECT s.key_id, s.text_hash, s.attribute, s.value, s.suggested_ms
FROM score_suggestion s JOIN api_key k ON k.site_id = s.site_id AND k.id = s.key_id AND k.revoked_ms = 0
WHERE s.site_id = :site_id AND s.suggested_ms >= 0
ORDER BY s.suggested_ms DESC LIMIT :max_rows;

-- query: learning_key :one
-- in:  site_id i64, key_id i64
-- out: name str
SELECT name FROM api_key WHERE site_id = :site_id AND id = :key_id;

-- query: learning_suggestion_text :one
-- in:  site_id i64, key_id i64, text_hash i64
-- out: text str
SELECT text FROM score_suggestion WHERE site_id = :site_id AND key_id = :key_id AND text_hash = :text_hash LIMIT 1;
