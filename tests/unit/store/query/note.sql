-- query: note_add :exec
-- in: site_id i64, note_id i64, text str, path bytes?, score f64?, held bool
INSERT INTO note (site_id, note_id, text, path, score, held)
VALUES (:site_id, :note_id, :text, :path, :score, :held);

-- query: note_add_once :count
-- in: site_id i64, note_id i64, text str
INSERT INTO note (site_id, note_id, text) VALUES (:site_id, :note_id, :text)
ON CONFLICT (site_id, note_id) DO NOTHING;

-- query: note_get :one
-- in: site_id i64, note_id i64
-- out: text str, path bytes?, score f64?, held bool
SELECT text, path, score, held FROM note WHERE site_id = :site_id AND note_id = :note_id;

-- query: note_list :many
-- in: site_id i64, after i64, max i64
-- out: note_id i64, text str
SELECT note_id, text FROM note WHERE site_id = :site_id AND note_id > :after ORDER BY note_id LIMIT :max;

-- query: note_count :one
-- in: site_id i64
-- out: notes i64, sum i64, any_held bool
SELECT count(*) AS notes, CAST(coalesce(sum(note_id), 0) AS BIGINT) AS sum,
  count(*) FILTER (WHERE held) > 0 AS any_held
FROM note WHERE site_id = :site_id;

-- query: note_path_wrongly :one
-- in: site_id i64, note_id i64
-- out: path bytes
SELECT path FROM note WHERE site_id = :site_id AND note_id = :note_id;

-- query: note_delete_all :count
DELETE FROM note;

-- query: mark_add :exec
-- in: note_id i64, name str, weight i64
INSERT INTO mark (note_id, name, weight) VALUES (:note_id, :name, :weight);

-- query: engine_name :one sqlite
-- out: name str
SELECT 'sqlite' AS name;

-- query: engine_name :one postgres
-- out: name str
SELECT 'postgres'::TEXT AS name;

-- query: only_sqlite :one sqlite
-- out: n i64
SELECT 1 AS n;

-- query: durable :one postgres
-- out: setting str
SELECT current_setting('synchronous_commit') AS setting;
