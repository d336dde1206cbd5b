-- Cases: where they are, and who moved them.

-- name: one
SELECT * FROM cases WHERE id = $1;

-- name: locked
SELECT * FROM cases WHERE id = $1 FOR UPDATE;

-- name: move
UPDATE cases SET state = $3, moved_by = $4, moved_at = $5, why = coalesce($6, why) WHERE id = $1 AND state = $2;

-- name: judge
-- A verdict, and the move that it makes. Whoever releases what nobody had looked at has not judged what the look
-- will find: that opens another case.
UPDATE cases SET
    state = $3, moved_by = $4, moved_at = $5, verdict = $3, verdict_by = $4, verdict_at = $5,
    times = times + CASE WHEN $3 IN ('confirmed', 'restricted') THEN 1 ELSE 0 END,
    let_go_at = CASE
        WHEN $3 = 'released' AND EXISTS (SELECT 1 FROM items i WHERE i.id = item AND i.decided_at IS NULL) THEN $5
        ELSE let_go_at
    END
WHERE id = $1 AND state = $2;

-- name: listed
SELECT c.*, i.uri, i.native_id FROM cases c JOIN items i ON i.id = c.item
WHERE ($1::text IS NULL OR c.state = $1) AND ($2::text IS NULL OR c.queue = $2) AND c.id > $3
ORDER BY c.id LIMIT $4;

-- name: item
SELECT id, server, uri, native_id, way_in, post, seen_at, decided_at, gone_at FROM items WHERE id = $1;

-- name: media
SELECT id, position, native_id, kind, copies, look, is_final, reason, size, sha256, media_type, signals, looked_at
FROM media WHERE item = $1 ORDER BY position;

-- name: sightings
SELECT DISTINCT ON (way_in) way_in, seen_at FROM sightings
WHERE server = $1 AND subject = ANY($2::text[]) ORDER BY way_in, seen_at;

-- name: matches
SELECT m.position, x.bank, x.bank_digest, x.kind, x.is_exact, min(x.distance) AS distance, min(x.threshold) AS threshold
FROM matches x JOIN media m ON m.id = x.media WHERE m.item = $1
GROUP BY m.position, x.bank, x.bank_digest, x.kind, x.is_exact ORDER BY m.position, x.bank, x.kind;

-- name: decisions
SELECT * FROM decisions WHERE item = $1 ORDER BY round;

-- name: notes
SELECT data FROM ledger WHERE "case" = $1 AND kind = $2 AND data IS NOT NULL ORDER BY id;

-- name: take
SELECT pg_try_advisory_lock($1);

-- name: let
SELECT pg_advisory_unlock($1);

-- name: unhandled
-- Cases with something to do, and nobody at it for so long that their job must be gone.
SELECT c.id FROM cases c
WHERE (c.state = ANY($1::text[]) AND c.moved_at < $2)
   OR EXISTS (SELECT 1 FROM orders o WHERE o."case" = c.id AND o.ended_at IS NULL AND o.state <> 'stopped'
              AND coalesce(o.next_at, o.made_at) < $2)
ORDER BY c.moved_at LIMIT $3;

-- name: calm
UPDATE alarms SET cleared_at = $2 WHERE starts_with(name, 'case:' || $1::bigint || ':') AND cleared_at IS NULL;

-- name: report_of
SELECT native_id FROM flags WHERE server = $1 AND flag->'posts' ? $2 ORDER BY is_open DESC, id DESC LIMIT 1;
