-- The ledger: written with the row it is about, given its place in the tree a moment later by one worker.

-- name: add
INSERT INTO ledger (kind, leaf, data, item, "case", person)
SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bigint[], $6::text[]);

-- name: lock
SELECT pg_try_advisory_xact_lock($1);

-- name: waiting
SELECT id, leaf FROM ledger WHERE number IS NULL ORDER BY id LIMIT $1;

-- name: place
UPDATE ledger SET number = n.number
FROM unnest($1::bigint[], $2::bigint[]) AS n(id, number) WHERE ledger.id = n.id;

-- name: add_nodes
INSERT INTO ledger_nodes (level, number, hash) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[]);

-- name: add_head
INSERT INTO ledger_heads (size, head) VALUES ($1, $2);

-- name: last_head
SELECT size, head FROM ledger_heads ORDER BY size DESC LIMIT 1;

-- name: heads
SELECT size, head FROM ledger_heads WHERE size > $1 ORDER BY size LIMIT $2;

-- name: node
SELECT hash FROM ledger_nodes WHERE level = $1 AND number = $2;

-- name: nodes
-- In the order in which they became complete.
SELECT level, number, hash, (number + 1) << level AS done FROM ledger_nodes
WHERE ((number + 1) << level, level) > ($1, $2) ORDER BY (number + 1) << level, level LIMIT $3;

-- name: entries
SELECT number, leaf, data FROM ledger WHERE number > $1 ORDER BY number LIMIT $2;

-- name: entry
SELECT number, kind, data FROM ledger WHERE number = $1;

-- name: of_case
SELECT number, kind, data FROM ledger
WHERE "case" = $1 OR item = (SELECT item FROM cases WHERE id = $1) ORDER BY id;

-- name: state
SELECT (SELECT count(*) FROM ledger WHERE number IS NULL) AS waiting,
       (SELECT coalesce(max(number) + 1, 0) FROM ledger) AS size;

-- name: snapshot
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;

-- name: leaf
SELECT leaf FROM ledger WHERE number = $1;
