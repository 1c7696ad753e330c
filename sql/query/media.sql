-- query: media_insert :exec
-- in: site_id i64, name str, content_type str, content bytes
INSERT INTO media (site_id, name, content_type, content)
VALUES (:site_id, :name, :content_type, :content)
ON CONFLICT (site_id, name) DO NOTHING;

-- query: media_get :one
-- in:  site_id i64, name str
-- out: content_type str, content bytes
SELECT content_type, content FROM media WHERE site_id = :site_id AND name = :name;
