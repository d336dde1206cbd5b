-- What people are shown of media of cases.

-- name: files
-- Every media of a case, with what is known of it; only of a case that is seen.
SELECT m.id AS media, m.position, m.kind, m.media_type, m.size, m.look, m.reason AS look_reason,
       e.state AS keep, e.reason AS keep_reason, c.id AS "case", c.item, c.queue,
       c.verdict IS NOT NULL AS is_decided,
       c.is_exact OR EXISTS (SELECT 1 FROM matches x WHERE x.media = m.id AND x.is_exact) AS is_exact,
       EXISTS (SELECT 1 FROM matches x WHERE x.media = m.id AND x.is_exact) AS is_listed,
       (SELECT min(x.distance) FROM matches x WHERE x.media = m.id AND NOT x.is_exact) AS distance
FROM cases c JOIN media m ON m.item = c.item LEFT JOIN evidence e ON e.media = m.id
WHERE c.id = $1 ORDER BY m.position;

-- name: is_claimed
SELECT EXISTS (SELECT 1 FROM queue WHERE "case" = $1 AND claimed_by = $2 AND claimed_until > $3);

-- name: reason
-- What they typed to look at this case, a moment ago.
SELECT reason FROM views WHERE person = $1 AND "case" = $2 AND reason <> '' AND began_at > $3
ORDER BY began_at DESC LIMIT 1;

-- name: lock
-- One step of a person at a time.
SELECT id FROM people WHERE id = $1 FOR NO KEY UPDATE;

-- name: begin
INSERT INTO views (person, "case", media, level, way, frame, severity, queue, reason, began_at, seen_at, ticket)
SELECT $1, $2, $3, $4, $5, $6,
       coalesce((SELECT severity FROM queue WHERE "case" = $2 AND rank IS NOT NULL),  -- else it is not known yet
                CASE WHEN $7 = 'child-safety' THEN 100 ELSE 10 END) / 100.0, $7, $8, $9, $9, $10
RETURNING id;

-- name: same
-- A spot that moves on within one picture.
SELECT id FROM views WHERE person = $1 AND "case" = $2 AND media = $3 AND level = $4 AND way = 'spot' AND frame = $5
    AND ended_at IS NULL AND seen_at > $6;

-- name: tick
-- Whoever tells seldom was shown it meanwhile, too.
UPDATE views SET seconds = greatest(seconds + 1, floor(extract(epoch FROM $3 - began_at))::int), seen_at = $3
WHERE id = $1 AND person = $2 AND ended_at IS NULL AND seen_at > $4
RETURNING id, "case", media, level, seconds;

-- name: redeem
UPDATE views SET ticket = NULL
WHERE ticket = $1 AND person = $2 AND ended_at IS NULL AND began_at > $3
RETURNING id, "case", media, level, way, frame;

-- name: finish
-- Where nobody counted the seconds, the clock did, up to a limit.
UPDATE views SET ended_at = $3, ticket = NULL,
       seconds = greatest(seconds, least($4, ceil(extract(epoch FROM $3 - began_at))::int))
WHERE person = $1 AND ended_at IS NULL AND ($2::bigint IS NULL OR id = $2)
RETURNING id, "case", media, level, seconds;

-- name: forgotten
SELECT id, person FROM views WHERE ended_at IS NULL AND seen_at < $1 ORDER BY id LIMIT $2;
