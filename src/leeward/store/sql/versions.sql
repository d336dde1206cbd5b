-- Versions of the policy, and the rules that may do what they say.

-- name: lock
-- Until the end of the transaction: of two that would make a version, one waits for the other's.
SELECT pg_advisory_xact_lock($1);

-- name: newest_number
SELECT max(number) FROM policy_versions;

-- name: newest
SELECT number, digest, kind, origin, author, why, text, rules::text, unwritten, made_at
FROM policy_versions ORDER BY number DESC LIMIT 1;

-- name: one
SELECT number, digest, kind, origin, author, why, text, rules::text, unwritten, made_at
FROM policy_versions WHERE number = $1;

-- name: every
SELECT number, digest, kind, origin, author, why, '' AS text, rules::text, unwritten, made_at
FROM policy_versions ORDER BY number;

-- name: number_of_digest
SELECT max(number) FROM policy_versions WHERE digest = $1;

-- name: number_of_text
SELECT max(number) FROM policy_versions WHERE text = $1;

-- name: texts
SELECT DISTINCT text FROM policy_versions;

-- name: add
INSERT INTO policy_versions (number, digest, kind, origin, author, why, text, rules, unwritten, made_at)
SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9 FROM policy_versions
RETURNING number;

-- name: written
UPDATE policy_versions SET unwritten = NULL WHERE number = $1;

-- name: promoted
SELECT core, promoted_at FROM promotions;

-- name: promote
INSERT INTO promotions (core, rule, author, promoted_at)
SELECT core, rule, $3, $4 FROM unnest($1::text[], $2::text[]) AS n(core, rule)
ON CONFLICT DO NOTHING;
