-- The emergency brake.

-- query: brake_count_put :exec
-- in: site_id i64, start_ms i64, maker i64, clause str, number i64
INSERT INTO brake_count (site_id, start_ms, maker, clause, number)
VALUES (:site_id, :start_ms, :maker, :clause, :number)
ON CONFLICT (site_id, start_ms, maker, clause) DO UPDATE SET number = excluded.number;

-- query: brake_count_others :many
-- What other processes counted, now and before.
-- in:  site_id i64, since_ms i64, maker i64, max_rows i64
-- out: start_ms i64, clause str, number i64
SELECT start_ms, clause, number FROM brake_count
WHERE site_id = :site_id AND start_ms >= :since_ms AND maker <> :maker
ORDER BY start_ms DESC LIMIT :max_rows;

-- query: brake_count_sweep :exec
-- in: site_id i64, before_ms i64
DELETE FROM brake_count WHERE site_id = :site_id AND start_ms < :before_ms;

-- query: brake_watch_put :count
-- No row when the clause is watched with this condition already.
-- in: site_id i64, clause str, signature i64, now_ms i64
INSERT INTO brake_watch (site_id, clause, signature, since_ms) VALUES (:site_id, :clause, :signature, :now_ms)
ON CONFLICT (site_id, clause) DO UPDATE SET signature = excluded.signature, since_ms = excluded.since_ms
WHERE brake_watch.signature <> excluded.signature;

-- query: brake_watch_restart :exec
-- in: site_id i64, clause str, now_ms i64
UPDATE brake_watch SET since_ms = :now_ms WHERE site_id = :site_id AND clause = :clause;

-- query: brake_watch_get :one
-- in:  site_id i64, clause str
-- out: signature i64, since_ms i64
SELECT signature, since_ms FROM brake_watch WHERE site_id = :site_id AND clause = :clause;

-- query: clause_brake_add :count
-- No row when the clause is under a brake already.
-- in: site_id i64, id i64, clause str, standards_id i64, judged i64, acted i64, share_milli i64, window_ms i64
INSERT INTO clause_brake (site_id, id, clause, standards_id, active, judged, acted, share_milli, window_ms,
  released_ms, released_by, reason)
VALUES (:site_id, :id, :clause, :standards_id, 1, :judged, :acted, :share_milli, :window_ms, 0, 0, '')
ON CONFLICT DO NOTHING;

-- query: clause_brake_active :many
-- in:  site_id i64, max_rows i64
-- out: id i64, clause str, standards_id i64, judged i64, acted i64, share_milli i64, window_ms i64
SELECT id, clause, standards_id, judged, acted, share_milli, window_ms FROM clause_brake
WHERE site_id = :site_id AND active = 1 ORDER BY clause LIMIT :max_rows;

-- query: clause_brake_release :count
-- in: site_id i64, clause str, now_ms i64, released_by i64, reason str
UPDATE clause_brake SET active = 0, released_ms = :now_ms, released_by = :released_by, reason = :reason
WHERE site_id = :site_id AND active = 1 AND clause = :clause;

-- query: clause_brake_list :many
-- All there were, newest first.
-- in:  site_id i64, before_id i64, max_rows i64
-- out: id i64, clause str, active i64, judged i64, acted i64, share_milli i64, window_ms i64, released_ms i64,
--      released_by i64, released_by_name str?, reason str, standards_version str?
SELECT b.id, b.clause, b.active, b.judged, b.acted, b.share_milli, b.window_ms, b.released_ms, b.released_by, a.name,
  b.reason, v.version
FROM clause_brake b LEFT JOIN account a ON a.site_id = b.site_id AND a.id = b.released_by
LEFT JOIN standards_version v ON v.site_id = b.site_id AND v.id = b.standards_id
WHERE b.site_id = :site_id AND b.id < :before_id ORDER BY b.id DESC LIMIT :max_rows;
