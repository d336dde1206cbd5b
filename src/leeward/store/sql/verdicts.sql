-- Verdicts of the desk, before and after they take effect.

-- name: say
INSERT INTO verdicts (cases, person, kind, actions, why, without_looking, said_at, due_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id;

-- name: lock_cases
-- Two who decide about the same case at once come one after the other.
SELECT id FROM cases WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE;

-- name: pending_cases
SELECT DISTINCT c.id FROM verdicts v JOIN unnest($1::bigint[]) AS c(id) ON v.cases @> ARRAY[c.id]
WHERE v.applied_at IS NULL AND v.undone_at IS NULL;

-- name: undo
UPDATE verdicts SET undone_at = $3
WHERE id = $1 AND person = $2 AND undone_at IS NULL AND begun_at IS NULL AND applied_at IS NULL AND due_at > $3;

-- name: begin
UPDATE verdicts SET begun_at = coalesce(begun_at, $2)
WHERE id = $1 AND due_at <= $2 AND undone_at IS NULL AND applied_at IS NULL;

-- name: one
SELECT v.*, p.name FROM verdicts v JOIN people p ON p.id = v.person WHERE v.id = $1;

-- name: locked
SELECT v.*, p.name FROM verdicts v JOIN people p ON p.id = v.person WHERE v.id = $1 FOR UPDATE OF v;

-- name: came_of
-- What became of one case of it, in the transaction that did it.
UPDATE verdicts SET outcome = outcome || jsonb_build_object($2::text, $3::jsonb) WHERE id = $1;

-- name: end
UPDATE verdicts SET applied_at = $2 WHERE id = $1 AND applied_at IS NULL;

-- name: due
SELECT id FROM verdicts WHERE due_at <= $1 AND applied_at IS NULL AND undone_at IS NULL ORDER BY due_at LIMIT $2;

-- name: pending_of
SELECT v.*, p.name FROM verdicts v JOIN people p ON p.id = v.person
WHERE v.person = $1 AND v.applied_at IS NULL AND v.undone_at IS NULL AND v.begun_at IS NULL AND v.due_at > $2
ORDER BY v.id DESC;

-- name: conflicts
-- What did not take effect as its person wished, and they have not read that yet.
SELECT v.*, p.name FROM verdicts v JOIN people p ON p.id = v.person
WHERE v.person = $1 AND v.applied_at IS NOT NULL AND v.told_at IS NULL
  AND v.outcome @? '$.*.state ? (@ == "conflict")'
ORDER BY v.id LIMIT 20;

-- name: tell
UPDATE verdicts SET told_at = $3 WHERE id = $1 AND person = $2;

-- name: pass
INSERT INTO passes ("case", person, kind, said_at)
SELECT c, $2, $3, $4 FROM unnest($1::bigint[]) AS c
ON CONFLICT ("case", person, kind) DO UPDATE SET said_at = EXCLUDED.said_at;

-- name: pass_known
-- The same for everybody of the desk who is known by one of these names.
INSERT INTO passes ("case", person, kind, said_at)
SELECT $1, id, $3, $4 FROM people WHERE known_as = ANY($2::text[])
ON CONFLICT DO NOTHING;

-- name: passed
SELECT EXISTS (SELECT 1 FROM passes WHERE "case" = $1 AND person = $2 AND kind = $3);

-- name: let_claim
UPDATE queue SET claimed_by = NULL, claimed_until = NULL WHERE "case" = ANY($1::bigint[]) AND claimed_by = $2;

-- name: needs
-- Who has to judge it now: a lead who sees it and did not give up on it, if there is one; gives whom.
UPDATE queue q SET needs = CASE WHEN EXISTS (
    SELECT 1 FROM people p
    WHERE 'lead' = ANY(p.roles) AND p.left_at IS NULL
      AND (p.is_everywhere OR EXISTS (SELECT 1 FROM memberships m WHERE m.person = p.id AND m.server = q.server))
      AND NOT EXISTS (SELECT 1 FROM passes o WHERE o."case" = q."case" AND o.person = p.id AND o.kind = 'unable')
) THEN 'lead' ELSE 'partner' END
WHERE q."case" = $1 RETURNING q.needs;

-- name: stuck
-- Cases that nobody here could judge.
SELECT "case", server FROM queue WHERE needs = 'partner' ORDER BY "case" LIMIT 50;
