-- Brakes: how often rules fired, and which are held back.

-- name: lock
-- Until the transaction ends, nobody else counts.
SELECT pg_advisory_xact_lock($1);

-- name: rules
-- What is known of each rule, in the order given. since: of its limit's period; NULL: it has none.
SELECT
    p.core IS NOT NULL OR NOT EXISTS (SELECT 1 FROM policy_versions) AS is_promoted,
    EXISTS (SELECT 1 FROM rule_brakes b
            WHERE b.core = n.core AND b.lifted_at IS NULL AND b.until IS NULL) AS is_braked,
    l.used, l.lifts, w.is_new, coalesce(c.asked, 0) AS asked, coalesce(c.fired, 0) AS fired
FROM unnest($1::text[], $2::timestamptz[]) WITH ORDINALITY AS n(core, since, place)
LEFT JOIN promotions p ON p.core = n.core
CROSS JOIN LATERAL (SELECT
    (SELECT coalesce(sum(h.fired), 0)::bigint FROM rule_hours h
     WHERE h.core = n.core AND h.is_enforced AND h.hour >= n.since) AS used,
    (SELECT count(*) FROM rule_brakes b
     WHERE b.core = n.core AND b.kind = 'limit' AND b.lifted_at >= n.since AND b.lifted_by <> 'a job') AS lifts
) AS l
-- A rule that was there when policies began to be kept is not new.
CROSS JOIN LATERAL (SELECT coalesce(
    p.promoted_at > $3 AND p.promoted_at > (SELECT min(made_at) FROM policy_versions)
    AND NOT EXISTS (SELECT 1 FROM rule_brakes b
                    WHERE b.core = n.core AND b.kind = 'new' AND b.since >= p.promoted_at
                      AND b.lifted_at IS NOT NULL), false) AS is_new
) AS w
LEFT JOIN LATERAL (
    SELECT sum(h.asked)::bigint AS asked, sum(h.fired)::bigint AS fired FROM rule_hours h
    WHERE w.is_new AND h.core = n.core AND h.is_enforced AND h.hour >= date_trunc('hour', p.promoted_at)
) AS c ON true
ORDER BY n.place;

-- name: quotas
SELECT n.action,
    coalesce((SELECT d.number FROM action_days d WHERE d.action = n.action AND d.day = $2), 0) AS number,
    (SELECT count(*) FROM rule_brakes b
     WHERE b.core = 'action:' || n.action AND b.kind = 'quota' AND b.lifted_at >= $3
       AND b.lifted_by <> 'a job') AS lifts
FROM unnest($1::text[]) AS n(action);

-- name: count_rules
INSERT INTO rule_hours AS h (core, hour, is_enforced, asked, fired, unknown)
SELECT n.core, $6, n.is_enforced, n.asked, n.fired, n.unknown
FROM unnest($1::text[], $2::boolean[], $3::bigint[], $4::bigint[], $5::bigint[])
    AS n(core, is_enforced, asked, fired, unknown)
ON CONFLICT (core, hour, is_enforced)
    DO UPDATE SET asked = h.asked + EXCLUDED.asked, fired = h.fired + EXCLUDED.fired,
        unknown = h.unknown + EXCLUDED.unknown;

-- name: count_actions
INSERT INTO action_days AS d (action, day, number)
SELECT n.action, $3, n.number FROM unnest($1::text[], $2::bigint[]) AS n(action, number)
ON CONFLICT (action, day) DO UPDATE SET number = d.number + EXCLUDED.number;

-- name: add
-- One of a kind at a time.
INSERT INTO rule_brakes (core, rule, name, kind, since, until, said)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (core, kind) WHERE lifted_at IS NULL DO NOTHING
RETURNING id;

-- name: open
SELECT * FROM rule_brakes WHERE lifted_at IS NULL AND (until IS NULL OR until > $1) ORDER BY since, id;

-- name: lift
UPDATE rule_brakes SET lifted_at = $2, lifted_by = $3, why = $4
WHERE core = $1 AND lifted_at IS NULL AND (until IS NULL OR until > $2)
RETURNING *;

-- name: end_over
UPDATE rule_brakes SET lifted_at = until, lifted_by = 'a job'
WHERE lifted_at IS NULL AND until <= $1
RETURNING *;

-- name: verdicts
SELECT count(*) AS number, max(verdict_at) AS newest FROM cases WHERE verdict_at IS NOT NULL;

-- name: reviewed
-- The newest verdicts of people on what each rule did in force, since it was promoted, and since a person let
-- it go on. verdicts: newest first; true: overturned.
WITH recent AS MATERIALIZED (
    SELECT id, item, verdict_at, verdict = 'released' AS is_overturned FROM cases
    WHERE verdict IN ('confirmed', 'restricted', 'released') AND verdict_by <> 'a job' AND appeal_of IS NULL
    ORDER BY verdict_at DESC LIMIT $3
), hits AS (
    SELECT DISTINCT r.id, r.verdict_at, r.is_overturned, n.rule
    FROM recent r
    JOIN decisions d ON d.item = r.item
    CROSS JOIN LATERAL jsonb_array_elements(d.evaluation->'outcomes') AS o(said)
    JOIN unnest($1::text[], $2::text[]) AS n(rule, core) ON n.rule = o.said->>'rule'
    LEFT JOIN promotions p ON p.core = n.core
    WHERE o.said->>'mode' = 'enforce' AND o.said->>'state' = 'fired'
      AND d.decided_at >= coalesce(p.promoted_at, '-infinity')
      AND r.verdict_at > coalesce((SELECT max(b.lifted_at) FROM rule_brakes b
                                   WHERE b.core = n.core AND b.kind = 'overturned'), '-infinity')
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY rule ORDER BY verdict_at DESC, id DESC) AS place FROM hits
)
SELECT rule, array_agg(is_overturned ORDER BY place) AS verdicts FROM placed WHERE place <= $4 GROUP BY rule;

-- name: forget
DELETE FROM rule_hours WHERE hour < $1;

-- name: forget_days
DELETE FROM action_days WHERE day < $1;
