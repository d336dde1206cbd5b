-- Outcomes: what decisions brought, in one week; of one person, or of the desk.
-- Behind the walls: on the reader's servers.

-- name: decided
SELECT count(*) AS decided, count(*) FILTER (WHERE c.verdict <> 'released') AS upheld
FROM cases c
WHERE c.verdict_at >= $2 AND c.verdict_at < $3 AND ($1::text IS NULL OR c.verdict_by = $1);

-- name: effects
-- Cases about which a server has done something in that week because a person decided.
SELECT count(DISTINCT o."case") AS cases,
       count(DISTINCT o."case") FILTER (WHERE o.action = 'resolve_report') AS reports
FROM orders o JOIN cases c ON c.id = o."case"
WHERE o.state = 'done' AND o.ended_at >= $2 AND o.ended_at < $3 AND c.verdict_at IS NOT NULL
  AND ($1::text IS NULL OR c.verdict_by = $1);

-- name: closed
SELECT count(*) FROM cases c
WHERE c.state = 'closed' AND c.moved_at >= $2 AND c.moved_at < $3 AND c.verdict_at IS NOT NULL
  AND ($1::text IS NULL OR c.verdict_by = $1);

-- name: gone
-- What the last look of the week at each address saw: gone counts, unknown and still there do not.
SELECT count(*) AS addresses, count(DISTINCT split_part(url, '/', 3)) AS hosts FROM (
    SELECT DISTINCT ON (p.url) p.url, p.state FROM probes p JOIN cases c ON c.id = p."case"
    WHERE p.done_at >= $2 AND p.done_at < $3 AND c.verdict = 'confirmed'
      AND ($1::text IS NULL OR c.verdict_by = $1)
    ORDER BY p.url, p.done_at DESC, CASE p.state WHEN 'gone' THEN 1 ELSE 0 END, p.id DESC
) AS last WHERE state = 'gone';

-- name: appeals
-- Of what somebody decided, as others then decided about the appeal.
SELECT count(*) AS decided, count(*) FILTER (WHERE a.verdict = 'released') AS changed
FROM cases a JOIN cases o ON o.id = a.appeal_of
WHERE a.verdict_at >= $2 AND a.verdict_at < $3
  AND ($1::text IS NULL OR o.verdict_by = $1 OR EXISTS (
      SELECT 1 FROM verdicts v JOIN people p ON p.id = v.person
      WHERE v.cases @> ARRAY[o.id] AND v.undone_at IS NULL AND p.name = $1));

-- name: unlooked
-- Decided without a picture having been shown, and near copies that one decision covered.
SELECT coalesce(sum(CASE WHEN v.without_looking THEN cardinality(v.cases) ELSE cardinality(v.cases) - 1 END), 0)::bigint
FROM verdicts v JOIN people p ON p.id = v.person
WHERE v.applied_at >= $2 AND v.applied_at < $3 AND v.undone_at IS NULL AND ($1::text IS NULL OR p.name = $1);
