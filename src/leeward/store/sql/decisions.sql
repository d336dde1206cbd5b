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

-- name: last
-- The last decision of each post.
SELECT DISTINCT ON (item) item, policy, frame, evaluation, actions FROM decisions
WHERE item = ANY($1::bigint[]) ORDER BY item, round DESC;

-- name: lapsed
SELECT DISTINCT item FROM cases WHERE item = ANY($1::bigint[]) AND let_go_why = $2;

-- name: ask_again
UPDATE items SET ask_at = $2
WHERE id IN (SELECT id FROM items WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE);

-- name: was_asked
UPDATE items SET ask_at = NULL WHERE id = ANY($1::bigint[]) AND ask_at IS NOT NULL;

-- name: unasked
-- Posts whose job is gone. While one that should have run before that still waits, the queue is only behind.
SELECT id FROM items
WHERE ask_at < $1 AND NOT EXISTS (
    SELECT 1 FROM pgqueuer WHERE entrypoint = 'decide' AND status = 'queued' AND execute_after < $1)
ORDER BY ask_at LIMIT $2;

-- name: open_case
-- Another decision of the same post adds to its case, and never takes away. A hold without an end has none, whatever
-- else holds; and what nobody had looked at goes into the queue of whoever looked.
INSERT INTO cases AS c (item, server, state, queue, actions, is_exact, opened_at, moved_at, moved_by, is_early, lapses_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 'a job', $8, $9)
ON CONFLICT (item) WHERE appeal_of IS NULL AND let_go_at IS NULL DO UPDATE SET
    actions = (SELECT array_agg(DISTINCT a ORDER BY a) FROM unnest(c.actions || EXCLUDED.actions) AS a),
    is_exact = c.is_exact OR EXCLUDED.is_exact,
    is_early = c.is_early AND EXCLUDED.is_early,
    lapses_at = CASE
        WHEN NOT EXCLUDED.actions && $10::text[] THEN c.lapses_at
        WHEN NOT c.actions && $10::text[] THEN EXCLUDED.lapses_at
        WHEN c.lapses_at IS NOT NULL AND EXCLUDED.lapses_at IS NOT NULL THEN greatest(c.lapses_at, EXCLUDED.lapses_at)
    END,
    queue = CASE
        WHEN EXCLUDED.is_exact AND NOT c.is_exact THEN EXCLUDED.queue
        WHEN EXCLUDED.queue = 'child-safety' OR (c.is_early AND NOT EXCLUDED.is_early) THEN EXCLUDED.queue
        ELSE c.queue
    END
RETURNING id, state, (xmax = 0) AS is_new;

-- name: open_flags
WITH named AS (
    SELECT i.id, i.server, n.flag FROM items i JOIN flag_posts n ON n.server = i.server AND n.post = i.native_id
    WHERE i.id = ANY($1::bigint[])
    UNION
    SELECT i.id, i.server, n.flag FROM items i JOIN flag_posts n ON n.server = i.server AND n.post = i.uri
    WHERE i.id = ANY($1::bigint[]))
SELECT n.id AS item, count(*) AS number
FROM named n JOIN flags f ON f.server = n.server AND f.native_id = n.flag AND f.is_open
GROUP BY n.id;
