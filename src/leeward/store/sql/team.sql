-- Team: what a week was like for all together; by person only for as long as it takes to add it up.

-- name: waits
-- Seconds from opening to verdict: half of the cases, and nineteen of twenty, waited at most so long.
SELECT percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY extract(epoch FROM c.verdict_at - c.opened_at)) AS waits,
       count(*) AS number, array_agg(DISTINCT c.verdict_by) AS people
FROM cases c WHERE c.verdict_at >= $2 AND c.verdict_at < $3 AND c.remembers IS NULL
  AND ($1::bigint[] IS NULL OR c.server = ANY($1));

-- name: appeals
SELECT count(*) AS decided, count(*) FILTER (WHERE a.verdict = 'released') AS changed
FROM cases a WHERE a.appeal_of IS NOT NULL AND a.verdict_at >= $2 AND a.verdict_at < $3
  AND ($1::bigint[] IS NULL OR a.server = ANY($1));

-- name: judgements
-- Of cases that were decided and then dealt again: what each said. One who could not say is left out.
SELECT g."case", p.name, CASE WHEN g.verdict = 'allow' THEN 'released' ELSE 'confirmed' END AS said,
       c.verdict_by AS first_by, CASE WHEN c.verdict = 'released' THEN 'released' ELSE 'confirmed' END AS first_said
FROM golden g JOIN people p ON p.id = g.person JOIN cases c ON c.id = g."case"
WHERE g.said_at >= $2 AND g.said_at < $3 AND g.verdict IN ('allow', 'restrict', 'remove') AND c.verdict IS NOT NULL
  AND ($1::bigint[] IS NULL OR c.server = ANY($1))
ORDER BY g."case", g.id;

-- name: views
SELECT p.name, v.severity, v.level, v.seconds, v.began_at FROM views v
JOIN people p ON p.id = v.person JOIN cases c ON c.id = v."case"
WHERE v.began_at >= $2 AND v.began_at < $3 AND ($1::bigint[] IS NULL OR c.server = ANY($1));

-- name: shifts
SELECT p.name, s.kind, s.began_at, s.seen_at, s.ended_at FROM shifts s JOIN people p ON p.id = s.person
WHERE s.began_at >= $2 AND s.began_at < $3
  AND ($1::bigint[] IS NULL OR p.is_everywhere OR EXISTS (SELECT 1 FROM memberships m WHERE m.person = p.id AND m.server = ANY($1)))
ORDER BY s.began_at, s.id;

-- name: unlooked
SELECT name, sum(looks)::bigint AS number FROM (
    SELECT p.name, CASE WHEN v.without_looking THEN cardinality(v.cases) ELSE cardinality(v.cases) - 1 END AS looks
    FROM verdicts v JOIN people p ON p.id = v.person
    WHERE v.applied_at >= $2 AND v.applied_at < $3 AND v.undone_at IS NULL
      AND ($1::bigint[] IS NULL OR EXISTS (SELECT 1 FROM cases c WHERE c.id = ANY(v.cases) AND c.server = ANY($1)))
    UNION ALL
    SELECT o.verdict_by, 1 FROM cases c JOIN cases o ON o.id = c.remembers
    WHERE coalesce(c.verdict_at, c.let_go_at) >= $2 AND coalesce(c.verdict_at, c.let_go_at) < $3
      AND ($1::bigint[] IS NULL OR c.server = ANY($1))
) AS found GROUP BY name;
