-- Outcomes: what decisions brought in some time, on these servers (NULL: all): everybody's, and of it one person's.
-- Not behind the walls: through them each count would read every case; so the servers are asked for by name.

-- name: cases
-- What was decided in that time, and what was closed that people had decided.
SELECT count(*) FILTER (WHERE is_decided) AS decided,
       count(*) FILTER (WHERE is_decided AND is_own) AS own_decided,
       count(*) FILTER (WHERE is_decided AND verdict <> 'released') AS upheld,
       count(*) FILTER (WHERE is_decided AND verdict <> 'released' AND is_own) AS own_upheld,
       count(*) FILTER (WHERE is_closed) AS closed,
       count(*) FILTER (WHERE is_closed AND is_own) AS own_closed
FROM (
    SELECT c.verdict, c.verdict_by = $1 AS is_own, c.verdict_at >= $3 AND c.verdict_at < $4 AND c.remembers IS NULL AS is_decided,
           c.state = 'closed' AND c.moved_at >= $3 AND c.moved_at < $4 AS is_closed
    FROM cases c
    WHERE (c.verdict_at >= $3 AND c.verdict_at < $4 OR c.state = 'closed' AND c.moved_at >= $3 AND c.moved_at < $4)
      AND c.verdict_at IS NOT NULL AND ($2::bigint[] IS NULL OR c.server = ANY($2))
) AS found;

-- name: effects
-- Cases about which a server has done something in that time because a person decided.
SELECT count(*) AS effective, count(*) FILTER (WHERE is_own) AS own_effective,
       count(*) FILTER (WHERE has_report) AS reports, count(*) FILTER (WHERE has_report AND is_own) AS own_reports
FROM (
    SELECT c.verdict_by = $1 AS is_own, found.has_report
    FROM (
        SELECT o."case", bool_or(o.action = 'resolve_report') AS has_report FROM orders o
        WHERE o.state = 'done' AND o.ended_at >= $3 AND o.ended_at < $4
          AND ($2::bigint[] IS NULL OR o.server = ANY($2))
        GROUP BY o."case"
    ) AS found JOIN cases c ON c.id = found."case" WHERE c.verdict_at IS NOT NULL
) AS told;

-- name: gone
-- What the last look in that time at each address saw: gone counts, unknown and still there do not.
SELECT count(*) FILTER (WHERE NOT is_own) AS addresses, count(DISTINCT host) FILTER (WHERE NOT is_own) AS hosts,
       count(*) FILTER (WHERE is_own) AS own_addresses, count(DISTINCT host) FILTER (WHERE is_own) AS own_hosts
FROM (
    SELECT DISTINCT ON (p.url, side.is_own) p.url, split_part(p.url, '/', 3) AS host, side.is_own, p.state
    FROM probes p JOIN cases c ON c.id = p."case" CROSS JOIN (VALUES (false), (true)) AS side(is_own)
    WHERE p.done_at >= $3 AND p.done_at < $4 AND c.verdict = 'confirmed' AND (NOT side.is_own OR c.verdict_by = $1)
      AND ($2::bigint[] IS NULL OR c.server = ANY($2))
    ORDER BY p.url, side.is_own, p.done_at DESC, CASE p.state WHEN 'gone' THEN 1 ELSE 0 END, p.id DESC
) AS last WHERE state = 'gone';

-- name: appeals
-- Of what somebody decided, as others then decided about the appeal.
SELECT count(*) AS appeals, count(*) FILTER (WHERE is_own) AS own_appeals,
       count(*) FILTER (WHERE verdict = 'released') AS changed,
       count(*) FILTER (WHERE verdict = 'released' AND is_own) AS own_changed
FROM (
    SELECT a.verdict, o.verdict_by = $1 OR EXISTS (
        SELECT 1 FROM verdicts v JOIN people p ON p.id = v.person
        WHERE v.cases @> ARRAY[o.id] AND v.undone_at IS NULL AND p.name = $1) AS is_own
    FROM cases a JOIN cases o ON o.id = a.appeal_of
    WHERE a.verdict_at >= $3 AND a.verdict_at < $4 AND ($2::bigint[] IS NULL OR a.server = ANY($2))
) AS found;

-- name: unlooked
-- Decided without a picture having been shown; near copies that one decision covered; and files that came back and
-- were decided as people had decided them before.
SELECT coalesce(sum(looks), 0)::bigint AS saved, coalesce(sum(looks) FILTER (WHERE is_own), 0)::bigint AS own_saved
FROM (
    SELECT p.name = $1 AS is_own,
           CASE WHEN v.without_looking THEN cardinality(v.cases) ELSE cardinality(v.cases) - 1 END AS looks
    FROM verdicts v JOIN people p ON p.id = v.person
    WHERE v.applied_at >= $3 AND v.applied_at < $4 AND v.undone_at IS NULL
      AND ($2::bigint[] IS NULL OR EXISTS (SELECT 1 FROM cases c WHERE c.id = ANY(v.cases) AND c.server = ANY($2)))
    UNION ALL
    SELECT o.verdict_by = $1, 1 FROM cases c JOIN cases o ON o.id = c.remembers
    WHERE coalesce(c.verdict_at, c.let_go_at) >= $3 AND coalesce(c.verdict_at, c.let_go_at) < $4
      AND ($2::bigint[] IS NULL OR c.server = ANY($2))
) AS found;
