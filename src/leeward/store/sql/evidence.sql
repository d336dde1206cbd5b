-- Sealed media of cases.

-- name: want
-- All media of these posts, if a case about them is open. Canaries are ours, and nobody's evidence.
INSERT INTO evidence (media, state, asked_at)
SELECT m.id, 'wanted', $2 FROM media m JOIN items i ON i.id = m.item
WHERE m.item = ANY($1::bigint[])
  AND EXISTS (SELECT 1 FROM cases c WHERE c.item = m.item AND c.state <> 'closed')
  AND NOT EXISTS (SELECT 1 FROM canaries k WHERE k.server = i.server AND k.uri = i.uri)
ORDER BY m.id
ON CONFLICT (media) DO UPDATE SET state = 'wanted', asked_at = $2, attempts = 0, next_at = NULL, reason = NULL
WHERE evidence.state = 'expired';

-- name: wanted
SELECT e.media, m.item, m.copies, m.sha256, m.is_final, m.media_type, e.attempts, e.next_at,
       (SELECT max(c.id) FROM cases c WHERE c.item = m.item) AS "case"
FROM evidence e JOIN media m ON m.id = e.media
WHERE m.item = ANY($1::bigint[]) AND e.state = 'wanted' ORDER BY e.media;

-- name: keep
-- Only what is still wanted: who comes twice writes once.
UPDATE evidence SET state = 'kept', sha256 = $2, size = $3, media_type = $4, kept_at = $5, next_at = NULL,
       reason = NULL, erased_at = NULL
WHERE media = $1 AND state = 'wanted' RETURNING id;

-- name: add_piece
INSERT INTO evidence_pieces (evidence, number, sealed) VALUES ($1, $2, $3);

-- name: missed
UPDATE evidence SET state = $2, reason = $3, attempts = $4, next_at = $5
WHERE media = $1 AND state = 'wanted' AND attempts = $4 - 1 RETURNING id;

-- name: one
SELECT id, media, state, sha256, size, media_type, reason FROM evidence WHERE media = $1;

-- name: piece
SELECT sealed FROM evidence_pieces WHERE evidence = $1 AND number = $2;

-- name: lost
-- Posts with an open case whose media nobody keeps or is about to keep: their job is gone. What nobody has
-- looked at yet is kept by the look.
SELECT item FROM (
    SELECT m.item FROM cases c JOIN items i ON i.id = c.item JOIN media m ON m.item = c.item
    LEFT JOIN evidence e ON e.media = m.id
    WHERE c.state <> 'closed' AND (e.id IS NULL OR e.state = 'expired') AND c.moved_at < $1
      AND NOT EXISTS (SELECT 1 FROM canaries k WHERE k.server = i.server AND k.uri = i.uri)
    UNION
    SELECT m.item FROM evidence e JOIN media m ON m.id = e.media
    WHERE e.state = 'wanted' AND m.is_final AND coalesce(e.next_at, e.asked_at) < $1
) AS found
ORDER BY item LIMIT $2;

-- name: over
-- Kept media of which every case is closed, and the last one since before that.
SELECT e.id, e.media, m.item, max(c.id) AS "case"
FROM evidence e JOIN media m ON m.id = e.media JOIN cases c ON c.item = m.item
WHERE e.state = 'kept' AND e.kept_at < $1
GROUP BY e.id, e.media, m.item HAVING bool_and(c.state = 'closed') AND max(c.moved_at) < $1
ORDER BY e.id LIMIT $2;

-- name: erase
-- Again: a case may have been opened since.
UPDATE evidence e SET state = 'expired', erased_at = $2 FROM media m
WHERE e.id = $1 AND e.state = 'kept' AND m.id = e.media
  AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.item = m.item AND c.state <> 'closed')
RETURNING e.id;

-- name: erase_pieces
DELETE FROM evidence_pieces WHERE evidence = $1;

-- name: counts
SELECT state, count(*) AS number, coalesce(sum(size) FILTER (WHERE state = 'kept'), 0)::bigint AS bytes,
       min(coalesce(kept_at, asked_at)) AS since
FROM evidence GROUP BY state ORDER BY state;
