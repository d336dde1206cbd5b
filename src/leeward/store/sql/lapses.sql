-- Releases by a job.

-- name: early
SELECT c.id FROM cases c
WHERE c.item = ANY($1::bigint[]) AND c.is_early AND c.appeal_of IS NULL AND c.let_go_at IS NULL
  AND c.state IN ('decided', 'waiting') AND NOT EXISTS (SELECT 1 FROM voices v WHERE v."case" = c.id)
ORDER BY c.id FOR UPDATE;

-- name: let_go
UPDATE cases SET state = 'released', moved_by = 'a job', moved_at = $2, let_go_at = $2, let_go_why = $3
WHERE id = $1 AND state IN ('decided', 'waiting') AND verdict IS NULL;

-- name: due
SELECT id FROM cases WHERE lapses_at <= $1 AND state IN ('decided', 'waiting') AND let_go_at IS NULL
ORDER BY lapses_at LIMIT $2;

-- name: is_due
SELECT id FROM cases
WHERE id = $1 AND lapses_at <= $2 AND state IN ('decided', 'waiting') AND let_go_at IS NULL FOR UPDATE;

-- name: follow
INSERT INTO cases (item, server, state, queue, actions, is_exact, opened_at, moved_at, moved_by, follows)
SELECT item, server, 'decided', queue,
       ARRAY(SELECT a FROM unnest(actions) AS a WHERE a NOT IN ('hold', 'limit-account', 'mark-sensitive')),
       is_exact, $2, $2, 'a job', id
FROM cases WHERE id = $1
ON CONFLICT DO NOTHING
RETURNING id;

-- name: take_voices
INSERT INTO voices ("case", times, person, name, verdict, actions, said_at)
SELECT $2, times, person, name, verdict, actions, said_at FROM voices WHERE "case" = $1
ON CONFLICT DO NOTHING;

-- name: late
-- Half of the time from the opening to the lapse is over. Whoever just decides is left alone.
SELECT id, lapses_at FROM cases
WHERE lapses_at > $1 AND opened_at + (lapses_at - opened_at) / 2 <= $1
  AND state IN ('decided', 'waiting') AND let_go_at IS NULL
  AND (queue = 'child-safety' OR 'queue:child-safety' = ANY(actions))
ORDER BY id FOR UPDATE SKIP LOCKED;

-- name: follower
SELECT id FROM cases WHERE follows = $1;
