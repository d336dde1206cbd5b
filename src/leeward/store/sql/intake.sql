-- What comes in. Rows of a batch are sorted by the caller: two batches never wait for each other in a circle.

-- name: add_sightings
INSERT INTO sightings (server, way_in, digest, subject, seen_at)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::text[], $5::timestamptz[])
ON CONFLICT DO NOTHING
RETURNING server, way_in, digest;

-- name: add_items
-- A post that the relay saw first learns the server's own id when an API tells it.
INSERT INTO items (server, native_id, uri, revision, way_in, post, seen_at)
SELECT n.server, n.native_id, n.uri, n.revision, n.way_in, n.post::jsonb, n.seen_at
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
    AS n(server, native_id, uri, revision, way_in, post, seen_at)
ON CONFLICT (server, uri, revision) DO UPDATE
    SET native_id = EXCLUDED.native_id, post = EXCLUDED.post
    WHERE items.native_id = items.uri AND EXCLUDED.native_id <> EXCLUDED.uri
RETURNING id, server, uri, revision, (xmax = 0) AS is_new;

-- name: add_media
INSERT INTO media (item, position, native_id, kind, copies)
SELECT n.item, n.position, n.native_id, n.kind, n.copies::jsonb
FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[], $5::text[])
    AS n(item, position, native_id, kind, copies)
ON CONFLICT DO NOTHING
RETURNING id, item;

-- name: mark_gone
UPDATE items SET gone_at = $3
WHERE server = $1 AND (uri = ANY($2::text[]) OR native_id = ANY($2::text[])) AND gone_at IS NULL
RETURNING id;

-- name: add_flags
INSERT INTO flags (server, native_id, flag, told_at, is_open)
SELECT n.server, n.native_id, n.flag::jsonb, n.told_at, n.is_open
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::boolean[])
    AS n(server, native_id, flag, told_at, is_open)
ON CONFLICT (server, native_id) DO UPDATE
    SET flag = EXCLUDED.flag, is_open = EXCLUDED.is_open, told_at = EXCLUDED.told_at
    WHERE flags.told_at <= EXCLUDED.told_at;

-- name: add_flag_posts
INSERT INTO flag_posts (server, post, flag)
SELECT DISTINCT n.server, p.post, n.native_id
FROM unnest($1::bigint[], $2::text[], $3::text[]) AS n(server, native_id, flag)
CROSS JOIN LATERAL jsonb_array_elements_text(n.flag::jsonb->'posts') AS p(post)
ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING;

-- name: count
INSERT INTO counts AS c (day, server, what, number)
SELECT * FROM unnest($1::date[], $2::bigint[], $3::text[], $4::bigint[])
ON CONFLICT (day, server, what) DO UPDATE SET number = c.number + EXCLUDED.number;

-- name: waiting
SELECT count(*) FROM (SELECT 1 FROM media WHERE NOT is_final AND look IS NULL LIMIT $1) AS found;

-- name: forget_sightings
DELETE FROM sightings WHERE seen_at < $1;
