-- Budgets: how much of a server's patience is used, shared by all workers.

-- name: reserve
-- Below zero, one has a place in the line; how long it is, says the rate.
INSERT INTO budgets AS b (server, kind, tokens, at) VALUES ($1, $2, $3::float8 - 1, $5)
ON CONFLICT (server, kind) DO UPDATE SET
    tokens = least($3::float8, b.tokens + $4::float8 * greatest(0, extract(epoch FROM $5 - b.at)::float8)) - 1,
    at = greatest(b.at, $5)
RETURNING tokens, not_before;

-- name: hold_off
INSERT INTO budgets AS b (server, kind, tokens, at, not_before)
SELECT $1, kind, 0, $3, $4 FROM unnest($2::text[]) AS kind
ON CONFLICT (server, kind) DO UPDATE SET not_before = greatest(b.not_before, EXCLUDED.not_before);

-- name: not_before
SELECT not_before FROM budgets WHERE server = $1 AND kind = $2;
