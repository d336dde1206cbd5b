-- What was decided, page by page, for making it again or trying another policy on it.

-- name: number
SELECT count(*) FROM decisions d
WHERE decided_at >= $1 AND decided_at < $2
    AND ($3::bigint[] IS NULL OR EXISTS (SELECT 1 FROM items i WHERE i.id = d.item AND i.server = ANY($3)))
    AND ($4 OR NOT EXISTS (SELECT 1 FROM cases s WHERE s.item = d.item AND s.queue = 'child-safety'));

-- name: decisions
SELECT id, policy, frame, evaluation FROM decisions
WHERE id > $1 AND decided_at >= $2 AND decided_at < $3 ORDER BY id LIMIT $4;

-- name: posts
-- Every round of a post stands together, with the last case that people judged, else the last. The author is a number that tells accounts apart, no more.
SELECT d.id, d.item, d.round, d.frame, coalesce(d.evaluation->>'at', 'looked') AS at, d.decided_at,
       hashtextextended(i.server || ' ' || coalesce(i.post->'author'->>'uri', ''), 0) AS author,
       c.id AS "case", c.verdict, c.verdict_by
FROM decisions d
JOIN items i ON i.id = d.item
LEFT JOIN LATERAL (
    SELECT id, verdict, verdict_by FROM cases
    WHERE item = d.item AND appeal_of IS NULL ORDER BY verdict IS NULL, id DESC LIMIT 1
) c ON true
WHERE (d.item, d.round) > ($1, $2) AND d.decided_at >= $3 AND d.decided_at < $4
    AND NOT 'canary' = ANY(d.actions) AND ($6::bigint[] IS NULL OR i.server = ANY($6))
    AND ($7 OR NOT EXISTS (SELECT 1 FROM cases s WHERE s.item = d.item AND s.queue = 'child-safety'))
ORDER BY d.item, d.round LIMIT $5;

-- name: text
SELECT text FROM policies WHERE starts_with(digest, $1) ORDER BY first_at DESC LIMIT 1;

-- name: of_case
SELECT d.* FROM decisions d JOIN cases c ON c.item = d.item WHERE c.id = $1 ORDER BY d.round;

-- name: braked
-- What held these rules back at that time.
SELECT rule, said FROM rule_brakes
WHERE rule = ANY($1::text[]) AND since <= $2 AND (until IS NULL OR until > $2)
    AND (lifted_at IS NULL OR lifted_at > $2)
ORDER BY since, id;
