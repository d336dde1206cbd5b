-- Looking: what is due, what came of it.

-- name: due
SELECT m.id, m.item, m.copies, m.attempts, i.server
FROM media m JOIN items i ON i.id = m.item
WHERE m.id = ANY($1::bigint[]) AND NOT m.is_final AND (m.next_at IS NULL OR m.next_at <= $2)
ORDER BY m.id;

-- name: lock_items
SELECT id FROM items WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE;

-- name: lock_fresh
-- Posts about which nothing was decided yet.
SELECT id FROM items i WHERE id = ANY($1::bigint[]) AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.item = i.id)
ORDER BY id FOR UPDATE;

-- name: lock_arrived
-- Posts that just came, and that nobody decides or looks at right now.
SELECT i.id FROM items i
WHERE i.decided_at IS NULL AND i.seen_at > $1 AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.item = i.id)
  AND EXISTS (SELECT 1 FROM media m WHERE m.item = i.id)
ORDER BY i.id LIMIT $2 FOR UPDATE OF i SKIP LOCKED;

-- name: save
-- Only from the attempt that it was looked at from: a job that runs twice writes once.
UPDATE media m SET
    look = n.look, is_final = n.is_final, reason = n.reason, size = n.size, sha256 = n.sha256,
    media_type = n.media_type, signals = n.signals::jsonb, attempts = n.attempt, next_at = n.next_at,
    looked_at = $11
FROM unnest($1::bigint[], $2::text[], $3::boolean[], $4::text[], $5::bigint[], $6::bytea[], $7::text[],
            $8::text[], $9::smallint[], $10::timestamptz[])
    AS n(id, look, is_final, reason, size, sha256, media_type, signals, attempt, next_at)
WHERE m.id = n.id AND m.attempts = n.attempt - 1 AND NOT m.is_final
RETURNING m.id;

-- name: add_matches
INSERT INTO matches (media, bank, bank_digest, kind, is_exact, distance, threshold, view, entry)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::smallint[],
                     $7::smallint[], $8::text[], $9::bytea[]);

-- name: of_items
-- All of it at once: each question costs more than its answer.
SELECT i.id, i.server, i.uri, i.native_id, i.way_in, i.post, i.hits, i.read_by,
       (SELECT coalesce(max(d.round), 0) FROM decisions d WHERE d.item = i.id) AS rounds,
       n.uri IS NOT NULL AS is_met, n.author_since, n.author_posts, n.origin_since, n.origin_posts,
       EXISTS (SELECT 1 FROM flag_posts f WHERE f.server = i.server AND f.post IN (i.native_id, i.uri))
       OR EXISTS (SELECT 1 FROM flag_events e WHERE e.item = i.id::text AND e.kind = 'complaint') AS is_cited
FROM items i LEFT JOIN newcomers n ON n.server = i.server AND n.uri = i.uri
WHERE i.id = ANY($1::bigint[])
ORDER BY i.id;

-- name: media_of_items
SELECT m.id, m.item, m.look, m.is_final, m.media_type, m.sha256, m.copies,
       EXISTS (SELECT 1 FROM matches x WHERE x.media = m.id) AS has_matches
FROM media m WHERE m.item = ANY($1::bigint[]) ORDER BY m.id;

-- name: matches_of_items
SELECT x.media, m.item, x.bank, x.bank_digest, x.kind, x.is_exact, x.distance
FROM matches x JOIN media m ON m.id = x.media
WHERE m.item = ANY($1::bigint[]) ORDER BY x.id;

-- name: lost
-- Media whose job is gone: nobody has looked and nothing is planned any more. While a job that should have run
-- before that still waits, the queue is only behind: more jobs would put it further behind.
SELECT m.id FROM media m JOIN items i ON i.id = m.item
WHERE NOT m.is_final AND coalesce(m.next_at, i.seen_at) < $1
    AND NOT EXISTS (
        SELECT 1 FROM pgqueuer WHERE entrypoint = 'look' AND status = 'queued' AND execute_after < $1)
ORDER BY coalesce(m.next_at, i.seen_at) LIMIT $2;
