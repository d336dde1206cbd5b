-- Lists of cases: facts only, page by page, whatever their number.

-- name: page
SELECT c.id, c.state, c.queue, c.is_exact, c.opened_at, c.moved_at, c.verdict, c.appeal_of IS NOT NULL AS is_appeal,
       s.domain, q.band, q.is_held, q.overdue_at <= $1 AS is_overdue, coalesce(q.needs, '') AS needs,
       q.claimed_until > $1 AS is_claimed,
       (SELECT count(*) FROM media m WHERE m.item = c.item) AS media,
       EXISTS (SELECT 1 FROM media m JOIN matches x ON x.media = m.id WHERE m.item = c.item) AS is_like,
       EXISTS (SELECT 1 FROM media m WHERE m.item = c.item AND m.look IS DISTINCT FROM 'looked') AS is_unlooked
FROM (SELECT * FROM cases o WHERE ($2::text[] IS NULL OR o.state = ANY($2)) AND ($3::text IS NULL OR o.queue = $3)
          AND ($4::bigint IS NULL OR o.server = $4) AND o.id < $5
      ORDER BY o.id DESC LIMIT $6) AS c
JOIN servers s ON s.id = c.server LEFT JOIN queue q ON q."case" = c.id
ORDER BY c.id DESC;

-- name: queues
-- Names of queues, each found by one step through an index, however many cases there are.
WITH RECURSIVE found AS (
    (SELECT queue FROM cases ORDER BY queue LIMIT 1)
    UNION ALL
    SELECT (SELECT c.queue FROM cases c WHERE c.queue > f.queue ORDER BY c.queue LIMIT 1) FROM found f
    WHERE f.queue IS NOT NULL)
SELECT queue FROM found WHERE queue IS NOT NULL;

-- name: servers
SELECT id, domain FROM servers ORDER BY domain;
