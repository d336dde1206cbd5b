-- Probes: what is to be looked at again, and what was seen.

-- name: add
INSERT INTO probes ("case", times, round, due_at, what, place, url, media, expects)
SELECT $1, $2, $3, $4, n.* FROM unnest($5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[]) AS n
ON CONFLICT DO NOTHING;

-- name: open
SELECT * FROM probes WHERE "case" = $1 AND times = $2 AND round = $3 AND done_at IS NULL ORDER BY id;

-- name: save
UPDATE probes p SET state = n.state, detail = n.detail, done_at = $4
FROM unnest($1::bigint[], $2::text[], $3::text[]) AS n(id, state, detail)
WHERE p.id = n.id AND p.done_at IS NULL
RETURNING p.id;

-- name: of_case
SELECT * FROM probes WHERE "case" = $1 ORDER BY times, round, id;

-- name: overdue
SELECT DISTINCT p."case", p.times, p.round FROM probes p JOIN cases c ON c.id = p."case" AND c.times = p.times
WHERE p.done_at IS NULL AND p.due_at < $1 AND c.state IN ('waiting', 'verifying', 'returned') LIMIT $2;
