-- What a case page tells beside the case itself; asked behind the walls.

-- name: place
SELECT c.id, s.domain, i.uri FROM cases c JOIN servers s ON s.id = c.server JOIN items i ON i.id = c.item WHERE c.id = $1;

-- name: waiting
SELECT parts, needs, claimed_by, claimed_until FROM queue WHERE "case" = $1;

-- name: copies
-- What a verdict of this person can decide with it: near copies that wait like it, and that nobody else is at.
SELECT q."case", i.uri, coalesce(i.post #>> '{author,uri}', '') AS account, c.opened_at
FROM queue m JOIN queue q ON q.bundle = m.bundle AND q."case" <> m."case" AND q.state = m.state AND q.needs = m.needs
JOIN cases c ON c.id = q."case" JOIN items i ON i.id = c.item
WHERE m."case" = $1 AND (q.claimed_until IS NULL OR q.claimed_until <= $3 OR q.claimed_by = $2)
ORDER BY q."case" LIMIT 500;

-- name: first_seen
SELECT first_at, media_posts FROM authors WHERE server = $1 AND uri = $2;

-- name: earlier
-- Other cases about posts of the same account, by what people said.
SELECT CASE WHEN c.let_go_at IS NOT NULL AND c.verdict IS NULL THEN 'let go' ELSE coalesce(c.verdict, '') END AS verdict,
       count(*) AS number
FROM cases c JOIN items i ON i.id = c.item
WHERE c.item IN (SELECT desk_items_of_author($1, $2)) AND c.item <> $3 AND c.appeal_of IS NULL GROUP BY 1;

-- name: complaints
SELECT count(DISTINCT source) AS number, array_agg(DISTINCT body->>'group') AS groups, min(at) AS first_at, max(at) AS last_at
FROM flag_events WHERE item = $1 AND kind = 'complaint';

-- name: evidence
SELECT e.media, e.state FROM evidence e JOIN media m ON m.id = e.media WHERE m.item = $1;

-- name: held
-- Posts that are hidden, or shall be, and for how long their authors have waited.
SELECT c.id, c.state, c.queue, c.item, c.opened_at, c.lapses_at, c.is_exact, s.domain, i.uri,
       coalesce(i.post #>> '{author,uri}', '') AS account, o.since
FROM cases c JOIN servers s ON s.id = c.server JOIN items i ON i.id = c.item
CROSS JOIN LATERAL (
    SELECT min(coalesce(o.ended_at, o.made_at)) AS since FROM orders o
    WHERE o."case" = c.id AND o.undoes IS NULL AND o.state IN ('done', 'sent', 'by hand', 'waiting')
      AND o.action IN ('hold_post', 'mark_sensitive', 'limit_account')
) AS o
WHERE c.state IN ('decided', 'waiting') AND c.appeal_of IS NULL AND o.since IS NOT NULL
  AND ($1::timestamptz IS NULL OR (o.since, c.id) > ($1, $2))
ORDER BY o.since, c.id LIMIT $3;

-- name: last_decisions
SELECT DISTINCT ON (item) item, policy, evaluation FROM decisions WHERE item = ANY($1::bigint[]) ORDER BY item, round DESC;
