-- What scanners found in posts' words.

-- name: keep
-- The first who tells a post's words is the one whose words count. Posts are locked in the order of their numbers.
UPDATE items SET hits = n.hits::jsonb, read_by = string_to_array(n.read_by, ' ')
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
    AS n(server, uri, revision, hits, read_by)
WHERE items.server = n.server AND items.uri = n.uri AND items.revision = n.revision AND items.hits IS NULL
    AND items.id IN (
        SELECT i.id FROM items i
        JOIN unnest($1::bigint[], $2::text[], $3::text[]) AS w(server, uri, revision)
            ON i.server = w.server AND i.uri = w.uri AND i.revision = w.revision
        WHERE i.hits IS NULL ORDER BY i.id FOR UPDATE OF i)
RETURNING items.id, items.decided_at IS NOT NULL AS is_decided, items.hits = '[]' AND items.read_by <> '{}' AS is_plain,
    EXISTS (SELECT 1 FROM media WHERE media.item = items.id) AS has_media;

-- name: of_items
SELECT id, hits, read_by FROM items WHERE id = ANY($1::bigint[]) AND hits IS NOT NULL;
