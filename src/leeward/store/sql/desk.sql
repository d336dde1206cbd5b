-- The desk: what waits for people.

-- name: listed
-- The most urgent first: what came back, exact matches, what a person must do or let go, what looks
-- alike, what nobody could look at; then the newest.
SELECT c.*, regexp_replace(s.address, '^https://', '') AS host, i.uri, l.likeness, o.waiting, o.by_hand,
       o.stopped, count(*) OVER () AS number
FROM cases c JOIN servers s ON s.id = c.server JOIN items i ON i.id = c.item
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state IN ('waiting', 'sent')) AS waiting,
           count(*) FILTER (WHERE state = 'by hand') AS by_hand,
           count(*) FILTER (WHERE state = 'stopped') AS stopped
    FROM orders WHERE "case" = c.id AND ended_at IS NULL
) AS o
CROSS JOIN LATERAL (
    SELECT CASE WHEN c.is_exact THEN 'exact'
        WHEN EXISTS (SELECT 1 FROM media m JOIN matches x ON x.media = m.id WHERE m.item = c.item) THEN 'looks like'
        WHEN EXISTS (SELECT 1 FROM media m WHERE m.item = c.item AND m.look IS DISTINCT FROM 'looked') THEN 'unlooked'
        ELSE 'none' END AS likeness
) AS l
WHERE c.state = ANY($1::text[]) AND ($2::text IS NULL OR c.queue = $2)
ORDER BY CASE
    WHEN c.state = 'returned' THEN 0
    WHEN c.state = 'waiting' AND c.is_exact THEN 1
    WHEN o.by_hand + o.stopped > 0 THEN 2
    WHEN c.state = 'waiting' AND l.likeness = 'looks like' THEN 3
    WHEN c.state = 'waiting' THEN 4
    WHEN c.state = 'decided' THEN 5
    WHEN c.state = 'verifying' THEN 7
    WHEN c.state = 'closed' THEN 8
    ELSE 6
END, c.opened_at DESC, c.id DESC LIMIT $3;

-- name: stopped
SELECT o.server, regexp_replace(s.address, '^https://', '') AS host, o.action, count(*) AS number, count(DISTINCT o.target) AS subjects,
       min(o.made_at) AS since
FROM orders o JOIN servers s ON s.id = o.server WHERE o.state = 'stopped'
GROUP BY o.server, s.address, o.action ORDER BY o.server, o.action;
