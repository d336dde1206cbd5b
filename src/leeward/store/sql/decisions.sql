-- Decisions and the cases they open.

-- name: add_policy
INSERT INTO policies (digest, text, first_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: add_decisions
INSERT INTO decisions (item, round, policy, code, frame, evaluation, actions, decided_at)
SELECT item, round, $7, $8, frame::jsonb, evaluation::jsonb, string_to_array(actions, ' '), $6
FROM unnest($1::bigint[], $2::smallint[], $3::text[], $4::text[], $5::text[])
    AS n(item, round, frame, evaluation, actions)
ON CONFLICT DO NOTHING
RETURNING id, item;

-- name: mark_decided
UPDATE items SET decided_at = $2 WHERE id = ANY($1::bigint[]);

-- name: open_case
-- Another decision of the same post adds to its case, and never takes away.
INSERT INTO cases AS c (item, server, state, queue, actions, is_exact, opened_at, moved_at, moved_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 'a job')
ON CONFLICT (item) WHERE appeal_of IS NULL DO UPDATE SET
    actions = (SELECT array_agg(DISTINCT a ORDER BY a) FROM unnest(c.actions || EXCLUDED.actions) AS a),
    is_exact = c.is_exact OR EXCLUDED.is_exact,
    queue = CASE WHEN EXCLUDED.is_exact AND NOT c.is_exact THEN EXCLUDED.queue ELSE c.queue END
RETURNING id, state, (xmax = 0) AS is_new;

-- name: open_flags
SELECT p.id AS item, count(*) AS number
FROM items p JOIN flags f ON f.server = p.server AND f.is_open AND f.flag->'posts' ? p.native_id
WHERE p.id = ANY($1::bigint[]) GROUP BY p.id;

-- name: has_flags
SELECT EXISTS (SELECT 1 FROM flags WHERE is_open);
