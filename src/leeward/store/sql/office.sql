-- The office: what cards and the ledger's page ask.

-- name: counts
-- By rule as it is written: posts of which it knew an answer, hits in force and noted, and posts of which it knew none.
SELECT core, sum(asked)::bigint AS asked, sum(unknown)::bigint AS unknown,
    coalesce(sum(fired) FILTER (WHERE is_enforced), 0)::bigint AS hits,
    coalesce(sum(fired) FILTER (WHERE NOT is_enforced), 0)::bigint AS noted
FROM rule_hours WHERE core = ANY($1::text[]) AND hour >= $2 GROUP BY core;

-- name: judged
-- By rule as it was written then: what people said lately of the posts that it hit, in force or noted.
WITH recent AS MATERIALIZED (
    SELECT id, item, verdict <> 'released' AS is_right FROM cases
    WHERE verdict_at >= $1 AND verdict_by <> 'a job' AND appeal_of IS NULL ORDER BY verdict_at DESC LIMIT $2
), marks AS MATERIALIZED (
    SELECT DISTINCT m.said->>'digest' AS digest, m.said->>'core' AS core
    FROM policy_versions v CROSS JOIN LATERAL jsonb_array_elements(v.rules) AS m(said)
), hits AS (
    SELECT DISTINCT r.id, r.is_right, m.core
    FROM recent r JOIN decisions d ON d.item = r.item
    CROSS JOIN LATERAL jsonb_array_elements(d.evaluation->'outcomes') AS o(said)
    JOIN marks m ON m.digest = o.said->>'digest'
    WHERE o.said->>'state' = 'fired'
)
SELECT core, count(*) AS number, count(*) FILTER (WHERE is_right) AS confirmed FROM hits GROUP BY core;

-- name: visible
SELECT id FROM cases WHERE id = ANY($1::bigint[]);
