-- The ledger's page: a page of entries by what people look for; what each was shown is left out.

-- name: newest
SELECT id, number, kind, data, item, "case", person FROM ledger
WHERE id < $1 AND id >= $2 AND kind NOT LIKE 'view.%' ORDER BY id DESC LIMIT $3;

-- name: of_case
-- Of the case and of its post.
SELECT id, number, kind, data, item, "case", person FROM ledger
WHERE id < $1 AND id >= $2 AND kind NOT LIKE 'view.%'
    AND ("case" = $4 OR item = (SELECT item FROM cases WHERE id = $4))
ORDER BY id DESC LIMIT $3;

-- name: of_kinds
SELECT l.* FROM unnest($4::text[]) AS k(kind) CROSS JOIN LATERAL (
    SELECT id, number, kind, data, item, "case", person FROM ledger
    WHERE kind = k.kind AND id < $1 AND id >= $2 ORDER BY kind DESC, id DESC LIMIT $3
) AS l ORDER BY l.id DESC LIMIT $3;

-- name: of_person
-- By name, or by the number of theirs that some entries tell instead.
SELECT l.* FROM unnest($4::text[]) AS k(person) CROSS JOIN LATERAL (
    SELECT id, number, kind, data, item, "case", person FROM ledger
    WHERE person = k.person AND kind NOT LIKE 'view.%' AND id < $1 AND id >= $2 ORDER BY person DESC, id DESC LIMIT $3
) AS l ORDER BY l.id DESC LIMIT $3;

-- name: one
SELECT id, number, kind, data, item, "case", person FROM ledger WHERE number = $1 AND kind NOT LIKE 'view.%';

-- name: visible
SELECT id FROM ledger WHERE id = ANY($1::bigint[]);

-- name: kinds
-- Every kind there is, by the index alone: one look for each.
WITH RECURSIVE k AS (
    SELECT min(kind) AS kind FROM ledger
    UNION ALL
    SELECT (SELECT min(l.kind) FROM ledger l WHERE l.kind > k.kind) FROM k WHERE k.kind IS NOT NULL
)
SELECT kind FROM k WHERE kind IS NOT NULL AND kind NOT LIKE 'view.%' ORDER BY kind;

-- name: views
-- No more than that: what is above it is only "more".
SELECT count(*) FROM (SELECT 1 FROM ledger WHERE kind LIKE 'view.%' LIMIT $1) AS v;

-- name: range
SELECT coalesce(min(id), 0) AS first, coalesce(max(id) + 1, 0) AS behind FROM ledger;

-- name: at_or_after
SELECT id, data FROM ledger WHERE id >= $1 AND data IS NOT NULL ORDER BY id LIMIT 1;

-- name: people
SELECT id, name FROM people;
