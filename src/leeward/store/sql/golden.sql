-- Golden: cases that were decided already, dealt again to measure how far people agree.

-- name: turn
-- How many things somebody has been through: decides, by a hash, which deal is a golden one.
SELECT (SELECT count(*) FROM verdicts WHERE person = $1) + (SELECT count(*) FROM passes WHERE person = $1)
     + (SELECT count(*) FROM golden WHERE person = $1 AND said_at IS NOT NULL);

-- name: judges
SELECT count(*) FROM people WHERE left_at IS NULL AND roles && $1::text[];

-- name: open
SELECT g."case" FROM golden g WHERE g.person = $1 AND g.said_at IS NULL AND g.dealt_at > $2 ORDER BY g.id DESC LIMIT 1;

-- name: is_open
SELECT EXISTS (SELECT 1 FROM golden WHERE person = $1 AND "case" = $2 AND said_at IS NULL AND dealt_at > $3);

-- name: candidates
-- Among the last that people decided: nothing that this person judged, was shown or is asked about, nothing
-- that was appealed.
WITH decided AS (
    SELECT c.id, c.verdict_by FROM cases c
    WHERE c.verdict_at IS NOT NULL AND c.verdict_at < $3 AND c.state IN ('closed', 'restricted') AND c.appeal_of IS NULL AND c.remembers IS NULL
      AND ($4::bigint[] IS NULL OR c.server = ANY($4)) AND (c.queue <> $5 OR $6)
    ORDER BY c.verdict_at DESC LIMIT 500
)
SELECT d.id FROM decided d
WHERE lower(d.verdict_by) <> lower($2)
  AND d.id NOT IN (SELECT unnest(v.cases) FROM verdicts v WHERE v.person = $1)
  AND NOT EXISTS (SELECT 1 FROM views w WHERE w."case" = d.id AND w.person = $1)
  AND NOT EXISTS (SELECT 1 FROM passes p WHERE p."case" = d.id AND p.person = $1)
  AND NOT EXISTS (SELECT 1 FROM golden g WHERE g."case" = d.id AND g.person = $1)
  AND NOT EXISTS (SELECT 1 FROM cases a WHERE a.appeal_of = d.id)
ORDER BY d.id;

-- name: deal
INSERT INTO golden ("case", person, dealt_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: answer
UPDATE golden SET verdict = $3, said_at = $4 WHERE "case" = $1 AND person = $2 AND said_at IS NULL;

-- name: answered
SELECT g."case", g.verdict AS said, g.said_at, c.verdict AS decided, c.verdict_at AS decided_at
FROM golden g JOIN cases c ON c.id = g."case" WHERE g."case" = $1 AND g.person = $2 AND g.said_at IS NOT NULL;
