-- Errands: what people asked for that takes longer than a page.

-- name: add
INSERT INTO errands (person, kind, asked, state, asked_at) VALUES ($1, $2, $3::jsonb, 'waiting', $4) RETURNING id;

-- name: one
SELECT id, person, kind, asked::text, state, done, total, result::text, said, asked_at, began_at, ended_at
FROM errands WHERE id = $1;

-- name: latest
-- Without what came of them: that may be much.
SELECT id, person, kind, asked::text, state, done, total, NULL AS result, said, asked_at, began_at, ended_at
FROM errands WHERE person = $1 AND kind = $2 ORDER BY id DESC LIMIT $3;

-- name: begin
UPDATE errands SET state = 'running', began_at = $2, done = 0, total = 0
WHERE id = $1 AND state IN ('waiting', 'running') RETURNING id;

-- name: tell
UPDATE errands SET done = $2, total = $3 WHERE id = $1 AND state = 'running' RETURNING id;

-- name: finish
UPDATE errands SET state = $2, result = $3::jsonb, said = $4, ended_at = $5, done = total
WHERE id = $1 AND state = 'running';

-- name: stop
UPDATE errands SET state = 'stopped', ended_at = $4
WHERE person = $1 AND kind = $2 AND id = ANY($3::bigint[]) AND state IN ('waiting', 'running');

-- name: forget
DELETE FROM errands WHERE asked_at < $1;
