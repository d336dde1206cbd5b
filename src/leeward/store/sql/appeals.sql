-- Appeals: cases that ask about a decided one again.

-- name: against
SELECT id FROM cases WHERE appeal_of = $1 ORDER BY id LIMIT 1;

-- name: open_case
INSERT INTO cases (item, server, state, queue, actions, is_exact, opened_at, moved_at, moved_by, appeal_of)
SELECT item, server, $2, queue, '{}', is_exact, $3, $3, 'a job', id FROM cases WHERE id = $1
RETURNING id;

-- name: judge
UPDATE cases SET state = 'closed', moved_by = $3, moved_at = $4, verdict = $2, verdict_by = $3, verdict_at = $4
WHERE id = $1 AND appeal_of IS NOT NULL;

-- name: first_names
SELECT verdict_by AS name FROM cases WHERE id = $1 AND verdict_by IS NOT NULL
UNION
SELECT name FROM voices WHERE "case" = $1;

-- name: file
INSERT INTO appeals ("case", of, filed_by, filed_at, said) VALUES ($1, $2, $3, $4, $5);

-- name: filed
SELECT "case", of, filed_by, filed_at, said FROM appeals WHERE "case" = $1;
