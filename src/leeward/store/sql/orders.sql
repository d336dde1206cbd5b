-- Orders: an outbox. What is sent is marked before it is sent.

-- name: add
-- The same key is the same order, and is never written twice.
INSERT INTO orders (key, "case", server, action, target, subject, person, times, undoes, state, answer, made_at)
SELECT n.key, n."case", n.server, n.action, n.target, n.subject::jsonb, n.person, n.times, n.undoes, n.state,
       n.answer::jsonb, $12
FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
            $8::smallint[], $9::bigint[], $10::text[], $11::text[])
    AS n(key, "case", server, action, target, subject, person, times, undoes, state, answer)
ON CONFLICT (key) DO NOTHING
RETURNING *;

-- name: of_case
SELECT * FROM orders WHERE "case" = $1 ORDER BY id;

-- name: one
SELECT * FROM orders WHERE id = $1;

-- name: due
SELECT * FROM orders
WHERE "case" = $1 AND state IN ('waiting', 'sent', 'by hand') AND ended_at IS NULL
  AND (next_at IS NULL OR next_at <= $2)
ORDER BY id;

-- name: send
-- Whoever changes the row sends; nobody else.
UPDATE orders SET state = 'sent', attempts = attempts + 1, next_at = $4
WHERE id = $1 AND state = $2 AND attempts = $3;

-- name: answer
UPDATE orders SET state = $4, answer = $5::jsonb, next_at = $6, ended_at = $7
WHERE id = $1 AND state = $2 AND attempts = $3;

-- name: withdraw
UPDATE orders SET state = 'withdrawn', ended_at = $4, next_at = NULL
WHERE "case" = $1 AND state = ANY($2::text[]) AND ended_at IS NULL AND undoes IS NULL AND action <> ALL($3::text[])
RETURNING *;

-- name: postpone
UPDATE orders SET next_at = $2 WHERE id = ANY($1::bigint[]) AND state = 'waiting';

-- name: hurry
UPDATE orders SET next_at = $2 WHERE "case" = $1 AND state = 'by hand' AND ended_at IS NULL;

-- name: lock_fuse
SELECT pg_advisory_xact_lock(hashtextextended('leeward fuse ' || $1::bigint, 0));

-- name: touched
-- Exact matches on their own: a stranger's first posts must not use up what known media need.
SELECT o.action, o.target FROM orders o JOIN cases c ON c.id = o."case"
WHERE o.server = $1 AND o.action = ANY($2::text[]) AND o.made_at > $3 AND o.person IS NULL AND o.undoes IS NULL
  AND o.state NOT IN ('stopped', 'withdrawn') AND c.is_exact = $4
GROUP BY o.action, o.target;

-- name: stopped
SELECT action, count(*) AS number FROM orders WHERE server = $1 AND state = 'stopped' GROUP BY action;

-- name: let_go
UPDATE orders SET state = 'waiting', person = $3 WHERE id IN (
    SELECT id FROM orders WHERE server = $1 AND action = $2 AND state = 'stopped' ORDER BY id LIMIT $4
    FOR UPDATE SKIP LOCKED
) RETURNING *;

-- name: held_elsewhere
-- Whether another case, which nobody released, has the same of the same subject; of one that was restricted
-- stays what its verdict ordered. What only waits there is done
-- when its turn comes, whatever is taken back before.
SELECT EXISTS (
    SELECT 1 FROM orders o JOIN cases c ON c.id = o."case"
    WHERE o.server = $1 AND o.action = $2 AND o.target = $3 AND o."case" <> $4
      AND o.state IN ('sent', 'by hand', 'done') AND c.verdict IS DISTINCT FROM 'released' AND c.let_go_at IS NULL
      AND NOT (c.verdict IS NOT DISTINCT FROM 'restricted' AND o.times = 0)
);

-- name: ours
-- Whether it is so by our own doing for another case, released or not, and was not taken back since.
SELECT EXISTS (
    SELECT 1 FROM orders o
    WHERE o.server = $1 AND o.action = $2 AND o.target = $3 AND o."case" <> $4 AND o.undoes IS NULL
      AND o.state IN ('sent', 'by hand', 'done') AND o.answer->'detail'->'before' IS DISTINCT FROM 'true'
      AND NOT EXISTS (SELECT 1 FROM orders u WHERE u.undoes = o.id AND u.state = 'done')
);

-- name: take
SELECT pg_try_advisory_lock(hashtextextended('leeward subject ' || $1::bigint || ' ' || $2::text, 0));

-- name: let
SELECT pg_advisory_unlock(hashtextextended('leeward subject ' || $1::bigint || ' ' || $2::text, 0));
