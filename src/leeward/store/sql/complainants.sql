-- Those who complain, as the desk shows them; behind the walls.

-- name: sources
-- Who has complained at a server that is to be seen.
SELECT DISTINCT source FROM flag_events WHERE kind = 'complaint';

-- name: complaints
-- The newest first, each with the newest case of its post that is to be seen, and what people made of it.
SELECT e.at, e.body->>'group' AS "group", s.domain, c.id AS "case", (
    SELECT j.body->>'review' FROM flag_events j
    WHERE j.item = e.item AND j.kind = 'judged' AND coalesce(j.body->>'group', e.body->>'group') = e.body->>'group'
    ORDER BY j.id DESC LIMIT 1) AS review
FROM flag_events e
LEFT JOIN servers s ON s.id = e.server
LEFT JOIN LATERAL (
    SELECT id FROM cases WHERE item = CASE WHEN e.item ~ '^[0-9]{1,18}$' THEN e.item::bigint END
    ORDER BY id DESC LIMIT 1
) c ON true
WHERE e.source = $1 AND e.kind = 'complaint' ORDER BY e.id DESC LIMIT $2;
