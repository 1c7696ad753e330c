-- The hash-chained ledger of decisions and staff actions: src/community/record/ledger.h.

-- query: ledger_place :one
-- Where the next entry of a chain goes. Nothing of the chain yet: it has no last entry.
-- in:  site_id i64, chain i64
-- out: seq i64?, hash bytes?
SELECT (SELECT seq FROM ledger WHERE site_id = :site_id AND chain = :chain ORDER BY seq DESC LIMIT 1) AS seq,
  (SELECT hash FROM ledger WHERE site_id = :site_id AND chain = :chain ORDER BY seq DESC LIMIT 1) AS hash;

-- query: ledger_place_decision :one
-- The same, and the number of a comment's next decision.
-- in:  site_id i64, chain i64, comment_id i64
-- out: seq i64?, hash bytes?, decision_seq i64
SELECT (SELECT seq FROM ledger WHERE site_id = :site_id AND chain = :chain ORDER BY seq DESC LIMIT 1) AS seq,
  (SELECT hash FROM ledger WHERE site_id = :site_id AND chain = :chain ORDER BY seq DESC LIMIT 1) AS hash,
  (SELECT COALESCE(MAX(seq), 0) + 1 FROM decision WHERE site_id = :site_id AND comment_id = :comment_id)
    AS decision_seq;

-- query: ledger_add :exec
-- in:  site_id i64, chain i64, seq i64, made_ms i64, kind i64, subject_id i64, subject_seq i64,
--      record_digest bytes?, digest bytes, hash bytes
INSERT INTO ledger (site_id, chain, seq, made_ms, kind, subject_id, subject_seq, record_digest, digest, hash)
VALUES (:site_id, :chain, :seq, :made_ms, :kind, :subject_id, :subject_seq, :record_digest, :digest, :hash);

-- query: ledger_add_once :count
-- No row: another process was quicker with this entry.
-- in:  site_id i64, chain i64, seq i64, made_ms i64, kind i64, subject_id i64, subject_seq i64, digest bytes, hash bytes
INSERT INTO ledger (site_id, chain, seq, made_ms, kind, subject_id, subject_seq, record_digest, digest, hash)
VALUES (:site_id, :chain, :seq, :made_ms, :kind, :subject_id, :subject_seq, NULL, :digest, :hash)
ON CONFLICT (site_id, chain, seq) DO NOTHING;

-- query: ledger_exists :one
-- in:  site_id i64
-- out: known bool
SELECT EXISTS (SELECT 1 FROM ledger WHERE site_id = :site_id AND chain >= 0) AS known;

-- query: ledger_trust_begun :one
-- Since when trust events and answers are entered, and whether the ledger is older than that.
-- in:  site_id i64
-- out: entries i64, made_ms i64?, is_older i64?
SELECT count(*) AS entries, MIN(e.made_ms) AS made_ms, MIN(e.subject_seq) AS is_older
FROM ledger l JOIN ledger e ON e.site_id = l.site_id AND e.chain = l.chain AND e.seq = l.seq
WHERE l.site_id = :site_id AND l.subject_id = 0 AND l.subject_seq IN (0, 1) AND l.kind = 7;

-- query: ledger_head_list :many
-- The last entries that no chain has named, but for one chain's. Walks from chain to chain, so that its cost is that of
-- the chains, not of the entries.
-- in:  site_id i64, except_chain i64
-- out: chain i64, seq i64, hash bytes
WITH RECURSIVE c (chain) AS (
  SELECT CAST(0 AS BIGINT)
  UNION ALL
  SELECT (SELECT MIN(n.chain) FROM ledger n WHERE n.site_id = :site_id AND n.chain > c.chain)
  FROM c WHERE c.chain IS NOT NULL
)
SELECT l.chain, l.seq, l.hash FROM c JOIN ledger l ON l.site_id = :site_id AND l.chain = c.chain
  AND l.seq = (SELECT MAX(m.seq) FROM ledger m WHERE m.site_id = :site_id AND m.chain = c.chain)
WHERE l.chain <> :except_chain AND NOT EXISTS (SELECT 1 FROM ledger k WHERE k.site_id = :site_id
  AND k.subject_id = l.chain AND k.subject_seq = l.seq AND k.kind = 2);

-- query: ledger_entry_list :many
-- Entries in the order of their chains, each with what it is about as it stands now: of a decision with a record the text
-- it was made about, too, wherever that is kept.
-- in:  site_id i64, chain i64, seq i64, max_rows i64
-- out: chain i64, seq i64, made_ms i64, kind i64, subject_id i64, subject_seq i64, record_digest bytes?,
--      digest bytes, hash bytes, decided_ms i64?, actor_id i64?, action i64?, from_status i64?, to_status i64?,
--      revision i64?, clause str?, reason str?, record str?, standards_id i64?, erasure_seq i64?,
--      staff_id i64?, staff_action str?, target_id i64?, detail str?, linked_hash bytes?, known_standards_id i64?,
--      text str?, trust_at_ms i64?, trust_kind i64?, trust_comment_id i64?, trust_clause str?, trust_by_id i64?,
--      trust_erasures i64?, erased_ms i64?, judged_id i64?, judged_by i64?, acted i64?, judged_clause str?, weight i64?,
--      heads str?, answered_ms i64?, answered_by i64?, answer_clause str?
SELECT l.chain, l.seq, l.made_ms, l.kind, l.subject_id, l.subject_seq, l.record_digest, l.digest, l.hash,
  d.decided_ms, d.actor_id, d.action, d.from_status, d.to_status, d.revision, d.clause, d.reason, d.record,
  d.standards_id,
  x.seq AS erasure_seq,
  u.actor_id, u.action, u.target_id, u.detail, k.hash, v.id,
  CASE WHEN c.revision = d.revision THEN COALESCE(h.body, c.body) ELSE b.body END AS text,
  t.at_ms, t.kind, t.comment_id, t.clause, t.by_id,
  CASE WHEN l.kind = 8 THEN (SELECT count(*) FROM ledger y WHERE y.site_id = l.site_id
    AND y.subject_id = l.subject_seq AND y.subject_seq = 0 AND y.kind = 9) END AS trust_erasures,
  CASE WHEN l.kind = 8 THEN (SELECT g.purge_ms FROM leaving g WHERE g.site_id = l.site_id
    AND g.account_id = l.subject_seq AND g.state = 5) END AS erased_ms,
  i.account_id, i.standards_id, i.acted, i.clause, i.weight, i.heads, i.answered_ms, i.answered_by, i.answer_clause
FROM ledger l
LEFT JOIN decision d ON l.kind = 3 AND d.site_id = l.site_id AND d.comment_id = l.subject_id
  AND d.seq = l.subject_seq
LEFT JOIN ledger x ON l.kind = 3 AND x.site_id = l.site_id AND x.subject_id = l.subject_id
  AND x.subject_seq = l.subject_seq AND x.kind = 5
LEFT JOIN audit u ON l.kind = 4 AND u.site_id = l.site_id AND u.id = l.subject_id
LEFT JOIN ledger k ON l.kind = 2 AND k.site_id = l.site_id AND k.chain = l.subject_id AND k.seq = l.subject_seq
LEFT JOIN standards_version v ON l.kind = 6 AND v.site_id = l.site_id AND v.id = l.subject_id
LEFT JOIN trust_event t ON l.kind = 8 AND t.site_id = l.site_id AND t.account_id = l.subject_seq
  AND t.id = l.subject_id
LEFT JOIN verify_item i ON l.kind = 10 AND i.site_id = l.site_id AND i.comment_id = l.subject_id
  AND i.revision = l.subject_seq AND i.state = 1
LEFT JOIN comment c ON d.record IS NOT NULL AND c.site_id = d.site_id AND c.id = d.comment_id
LEFT JOIN hidden_comment h ON h.site_id = c.site_id AND h.account_id = c.account_id AND h.comment_id = c.id
LEFT JOIN comment_revision b ON d.record IS NOT NULL AND b.site_id = d.site_id AND b.comment_id = d.comment_id
  AND b.revision = d.revision
WHERE l.site_id = :site_id AND (l.chain, l.seq) > (:chain, :seq) ORDER BY l.chain, l.seq LIMIT :max_rows;

-- query: ledger_count :one
-- in:  site_id i64
-- out: entries i64, decisions i64, actions i64, comments i64, events i64
SELECT (SELECT count(*) FROM ledger WHERE site_id = :site_id) AS entries,
  (SELECT count(*) FROM decision WHERE site_id = :site_id) AS decisions,
  (SELECT count(*) FROM audit WHERE site_id = :site_id) AS actions,
  (SELECT count(*) FROM comment WHERE site_id = :site_id) AS comments,
  (SELECT count(*) FROM trust_event WHERE site_id = :site_id) AS events;

-- query: ledger_decision_list :many
-- Decisions in the order of their comments, each with the number of its entries.
-- in:  site_id i64, comment_id i64, seq i64, max_rows i64
-- out: comment_id i64, seq i64, entries i64, standards_known bool, comment_known bool
SELECT d.comment_id, d.seq, (SELECT count(*) FROM ledger l WHERE l.site_id = d.site_id
  AND l.subject_id = d.comment_id AND l.subject_seq = d.seq AND l.kind = 3) AS entries,
  d.standards_id = 0 OR EXISTS (SELECT 1 FROM standards_version v WHERE v.site_id = d.site_id
  AND v.id = d.standards_id) AS standards_known,
  EXISTS (SELECT 1 FROM comment c WHERE c.site_id = d.site_id AND c.id = d.comment_id) AS comment_known
FROM decision d WHERE d.site_id = :site_id AND (d.comment_id, d.seq) > (:comment_id, :seq)
ORDER BY d.comment_id, d.seq LIMIT :max_rows;

-- query: ledger_audit_list :many
-- in:  site_id i64, id i64, max_rows i64
-- out: id i64, entries i64
SELECT u.id, (SELECT count(*) FROM ledger l WHERE l.site_id = u.site_id AND l.subject_id = u.id
  AND l.subject_seq = 0 AND l.kind = 4) AS entries
FROM audit u WHERE u.site_id = :site_id AND u.id > :id ORDER BY u.id LIMIT :max_rows;

-- query: ledger_standards_next :one
-- The next document that judged something, with what was entered of it.
-- in:  site_id i64, id i64
-- out: id i64, version str, document str, first_used_ms i64, entries i64, digest bytes?
SELECT v.id, v.version, v.document, v.first_used_ms, (SELECT count(*) FROM ledger l WHERE l.site_id = v.site_id
  AND l.subject_id = v.id AND l.subject_seq = 0 AND l.kind = 6) AS entries, e.digest
FROM standards_version v LEFT JOIN ledger x ON x.site_id = v.site_id AND x.subject_id = v.id AND x.subject_seq = 0
  AND x.kind = 6 LEFT JOIN ledger e ON e.site_id = x.site_id AND e.chain = x.chain AND e.seq = x.seq
WHERE v.site_id = :site_id AND v.id > :id ORDER BY v.id LIMIT 1;

-- query: ledger_comment_list :many
-- Comments by id, each with its status (of one put away, the one it had) and the status the last decision gave it.
-- in:  site_id i64, id i64, max_rows i64
-- out: id i64, status i64, decided_status i64?
SELECT c.id, COALESCE(h.status, c.status) AS status, (SELECT d.to_status FROM decision d WHERE d.site_id = c.site_id AND d.comment_id = c.id
  ORDER BY d.seq DESC LIMIT 1) AS decided_status
FROM comment c LEFT JOIN hidden_comment h ON h.site_id = c.site_id AND h.account_id = c.account_id
  AND h.comment_id = c.id
WHERE c.site_id = :site_id AND c.id > :id ORDER BY c.id LIMIT :max_rows;

-- query: ledger_adopt_decision_list :many
-- Whole rows, to enter those from before there was a ledger.
-- in:  site_id i64, comment_id i64, seq i64, max_rows i64
-- out: comment_id i64, seq i64, decided_ms i64, actor_id i64, action i64, from_status i64?, to_status i64,
--      revision i64, clause str?, reason str?, record str?, standards_id i64
SELECT comment_id, seq, decided_ms, actor_id, action, from_status, to_status, revision, clause, reason, record,
  standards_id
FROM decision WHERE site_id = :site_id AND (comment_id, seq) > (:comment_id, :seq)
ORDER BY comment_id, seq LIMIT :max_rows;

-- query: ledger_adopt_audit_list :many
-- in:  site_id i64, id i64, max_rows i64
-- out: id i64, actor_id i64, action str, target_id i64, detail str
SELECT id, actor_id, action, target_id, detail FROM audit WHERE site_id = :site_id AND id > :id
ORDER BY id LIMIT :max_rows;

-- query: ledger_trust_list :many
-- Trust events in the order of their accounts, each with the number of its entries.
-- in:  site_id i64, account_id i64, id i64, max_rows i64
-- out: account_id i64, id i64, at_ms i64, kind i64, comment_id i64, clause str, by_id i64, entries i64
SELECT t.account_id, t.id, t.at_ms, t.kind, t.comment_id, t.clause, t.by_id, (SELECT count(*) FROM ledger l
  WHERE l.site_id = t.site_id AND l.subject_id = t.id AND l.subject_seq = t.account_id AND l.kind = 8) AS entries
FROM trust_event t WHERE t.site_id = :site_id AND (t.account_id, t.id) > (:account_id, :id)
ORDER BY t.account_id, t.id LIMIT :max_rows;

-- query: ledger_answer_list :many
-- Answers of the blind check in the order of their comments, each with the number of its entries.
-- in:  site_id i64, comment_id i64, revision i64, max_rows i64
-- out: comment_id i64, revision i64, account_id i64, standards_id i64, acted i64, clause str, weight i64, heads str,
--      answered_ms i64, answered_by i64, answer_clause str, entries i64
SELECT i.comment_id, i.revision, i.account_id, i.standards_id, i.acted, i.clause, i.weight, i.heads, i.answered_ms,
  i.answered_by, i.answer_clause, (SELECT count(*) FROM ledger l WHERE l.site_id = i.site_id
  AND l.subject_id = i.comment_id AND l.subject_seq = i.revision AND l.kind = 10) AS entries
FROM verify_item i WHERE i.site_id = :site_id AND i.state = 1 AND (i.comment_id, i.revision) > (:comment_id, :revision)
ORDER BY i.comment_id, i.revision LIMIT :max_rows;

-- query: ledger_record_list :many
-- The records of a comment that still have their text.
-- in:  site_id i64, comment_id i64
-- out: seq i64, record str
SELECT seq, record FROM decision WHERE site_id = :site_id AND comment_id = :comment_id AND record IS NOT NULL
ORDER BY seq;
