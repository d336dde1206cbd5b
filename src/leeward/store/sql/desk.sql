-- The desk: what waits for people.

-- name: listed
-- The most urgent first: what came back, exact matches, what a person must do or let go; then the newest.
SELECT c.*, regexp_replace(s.address, '^https://', '') AS host, i.uri, o.waiting, o.by_hand, o.stopped, count(*) OVER () AS number
FROM cases c JOIN servers s ON s.id = c.server JOIN items i ON i.id = c.item
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state IN ('waiting', 'sent')) AS waiting,
           count(*) FILTER (WHERE state = 'by hand') AS by_hand,
           count(*) FILTER (WHERE state = 'stopped') AS stopped
    FROM orders WHERE "case" = c.id AND ended_at IS NULL
) AS o
WHERE c.state = ANY($1::text[]) AND ($2::text IS NULL OR c.queue = $2)
ORDER BY CASE
    WHEN c.state = 'returned' THEN 0
    WHEN c.state = 'waiting' AND c.is_exact THEN 1
    WHEN o.by_hand + o.stopped > 0 THEN 2
    WHEN c.state = 'waiting' THEN 3
    WHEN c.state = 'decided' THEN 4
    WHEN c.state = 'verifying' THEN 6
    WHEN c.state = 'closed' THEN 7
    ELSE 5
END, c.opened_at DESC, c.id DESC LIMIT $3;

-- name: stopped
SELECT o.server, regexp_replace(s.address, '^https://', '') AS host, o.action, count(*) AS number, count(DISTINCT o.target) AS subjects,
       min(o.made_at) AS since
FROM orders o JOIN servers s ON s.id = o.server WHERE o.state = 'stopped'
GROUP BY o.server, s.address, o.action ORDER BY o.server, o.action;
