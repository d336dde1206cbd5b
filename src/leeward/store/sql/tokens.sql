-- Tokens: what other programs show instead of a person. Only a digest is kept.

-- name: add
INSERT INTO api_tokens (person, name, digest, scopes, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id;

-- name: standing
-- Of one person, or of everybody; $2: not those that ended before.
SELECT t.id, t.person, p.name AS owner, t.name, t.scopes, t.made_at, t.ends_at, t.used_at, t.revoked_at
FROM api_tokens t JOIN people p ON p.id = t.person
WHERE ($1::bigint IS NULL OR t.person = $1) AND t.ends_at > $2 ORDER BY t.id;

-- name: number
SELECT count(*) FROM api_tokens WHERE person = $1 AND revoked_at IS NULL AND ends_at > $2;

-- name: revoke
UPDATE api_tokens SET revoked_at = $3
WHERE id = $1 AND ($2::bigint IS NULL OR person = $2) AND revoked_at IS NULL RETURNING person;

-- name: recognise
-- Whose it is, and notes its use: once a minute, not with each request.
WITH found AS (
    SELECT t.id AS token, t.name AS token_name, t.scopes, t.ends_at, t.used_at, p.id, p.name, p.roles,
           p.is_everywhere, p.language, array(SELECT server FROM memberships m WHERE m.person = p.id) AS servers,
           array(SELECT "case" FROM case_grants g WHERE g.person = p.id AND g.until > $2) AS grants
    FROM api_tokens t JOIN people p ON p.id = t.person
    WHERE t.digest = $1 AND t.ends_at > $2 AND t.revoked_at IS NULL AND p.left_at IS NULL
), noted AS (
    UPDATE api_tokens SET used_at = $2 FROM found
    WHERE api_tokens.id = found.token AND (found.used_at IS NULL OR found.used_at < $2 - interval '1 minute')
)
SELECT * FROM found;
