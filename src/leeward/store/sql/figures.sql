-- Figures: what the one screen and the metrics ask for, some times a minute.

-- name: waiting
SELECT count(*) AS media, min(coalesce(m.next_at, i.seen_at)) AS oldest
FROM media m JOIN items i ON i.id = m.item
WHERE NOT m.is_final AND (m.next_at IS NULL OR m.next_at <= $1);

-- name: undecided
SELECT min(i.seen_at) FROM items i
WHERE i.decided_at IS NULL AND NOT EXISTS (SELECT 1 FROM media m WHERE m.item = i.id AND NOT m.is_final);

-- name: looks
SELECT look, count(*) AS number FROM media WHERE looked_at >= $1 AND look IS NOT NULL GROUP BY look;

-- name: answers
SELECT coalesce(sum(asked), 0)::bigint AS known, coalesce(sum(unknown), 0)::bigint AS unknown
FROM rule_hours WHERE hour > $1;

-- name: cases
SELECT state, count(*) AS number FROM cases WHERE state <> 'closed' GROUP BY state;

-- name: impatient
SELECT c.state, count(*) AS number
FROM unnest($1::text[], $2::timestamptz[]) AS p(state, before)
JOIN cases c ON c.state = p.state AND c.moved_at < p.before
GROUP BY c.state;

-- name: orders
SELECT state, count(*) AS number FROM orders WHERE ended_at IS NULL GROUP BY state;

-- name: ledger
SELECT (SELECT max(size) FROM ledger_heads) AS size,
       (SELECT count(*) FROM ledger WHERE number IS NULL) AS waiting,
       (SELECT data FROM ledger WHERE number IS NULL ORDER BY id LIMIT 1) AS oldest,
       (SELECT head FROM ledger_heads ORDER BY size DESC LIMIT 1) AS head;

-- name: counts
SELECT server, what, number FROM counts WHERE day = $1 ORDER BY server, what;

-- name: has_schema
SELECT to_regclass('schema_version');

-- name: schema
SELECT version_num FROM schema_version;
