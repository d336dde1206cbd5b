-- Hooks: other programs that are told what happens, each by its person's rights.

-- name: add
INSERT INTO hooks (person, url, secret, events, made_at) VALUES ($1, $2, $3, $4, $5) RETURNING id;

-- name: standing
-- Of one person, or of everybody: those at work, and those that ended after $2. calls: that were not taken yet;
-- what was never tried may be of cases that are not theirs.
SELECT h.id, h.person, p.name AS owner, h.url, h.events, h.made_at, h.ended_at, h.ended_why, w.calls, w.told_at,
       l.said AS trouble
FROM hooks h JOIN people p ON p.id = h.person
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE next_at IS NOT NULL AND done_at IS NULL AND (attempts > 0 OR "case" = 0)) AS calls,
           max(done_at) FILTER (WHERE said NOT LIKE 'not told%') AS told_at
    FROM hook_calls c WHERE c.hook = h.id
) AS w
LEFT JOIN LATERAL (
    SELECT said FROM hook_calls c WHERE c.hook = h.id AND c.attempts > 0 AND c.done_at IS NULL AND c.next_at IS NOT NULL
    ORDER BY c.id LIMIT 1
) AS l ON true
WHERE ($1::bigint IS NULL OR h.person = $1) AND (h.ended_at IS NULL OR h.ended_at > $2) ORDER BY h.id;

-- name: number
SELECT count(*) FROM hooks WHERE person = $1 AND ended_at IS NULL;

-- name: end
UPDATE hooks SET ended_at = $3, ended_why = $4
WHERE id = $1 AND ($2::bigint IS NULL OR person = $2) AND ended_at IS NULL RETURNING person;

-- name: try_out
INSERT INTO hook_calls (hook, event, "case", made_at, next_at)
SELECT id, 'test', 0, $3, $3 FROM hooks WHERE id = $1 AND person = $2 AND ended_at IS NULL RETURNING id;

-- name: due
SELECT id, attempts FROM hook_calls WHERE done_at IS NULL AND next_at <= $1 ORDER BY next_at LIMIT $2;

-- name: take
-- One call, for one worker: nobody else tries it before $3.
UPDATE hook_calls c SET attempts = c.attempts + 1, next_at = $3
FROM hooks h JOIN people p ON p.id = h.person
WHERE c.id = $1 AND c.hook = h.id AND c.done_at IS NULL AND c.next_at <= $2
RETURNING c.id, c.hook, c.event, c."case", c.made_at, c.attempts, h.url, h.secret, h.ended_at IS NOT NULL AS is_ended,
          h.person, p.name, p.roles, p.is_everywhere, p.left_at IS NOT NULL AS has_left,
          array(SELECT server FROM memberships m WHERE m.person = p.id) AS servers,
          array(SELECT "case" FROM case_grants g WHERE g.person = p.id AND g.until > $2) AS grants;

-- name: about
SELECT server, queue FROM cases WHERE id = $1;

-- name: told
UPDATE hook_calls SET done_at = $2, next_at = NULL, said = $3 WHERE id = $1;

-- name: again
UPDATE hook_calls SET next_at = $2, said = $3 WHERE id = $1 AND done_at IS NULL;

-- name: give_up
-- A hook's end ends all that it was still to be told.
UPDATE hook_calls SET next_at = NULL, said = coalesce(said, $2) WHERE hook = $1 AND done_at IS NULL;

-- name: forget
DELETE FROM hook_calls WHERE made_at < $1 AND next_at IS NULL;

-- name: calls
SELECT h.id, h.event, h."case", h.made_at, h.attempts, h.next_at, h.done_at, h.said, c.server, c.queue
FROM hook_calls h LEFT JOIN cases c ON c.id = h."case" WHERE h.hook = $1 ORDER BY h.id DESC LIMIT $2;
