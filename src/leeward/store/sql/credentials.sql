-- Credentials: by what people sign in. Secrets are sealed.

-- name: add
INSERT INTO credentials (person, kind, subject, sealed, state, made_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (kind, subject) DO NOTHING RETURNING id;

-- name: put
-- The one of its kind: a new password takes the old one's place.
INSERT INTO credentials (person, kind, subject, sealed, state, made_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (kind, subject) DO UPDATE SET
    sealed = excluded.sealed, state = excluded.state, made_at = excluded.made_at, used_at = NULL
RETURNING id;

-- name: of_person
SELECT * FROM credentials WHERE person = $1 AND ($2 = '' OR kind = $2) ORDER BY id;

-- name: by_subject
SELECT * FROM credentials WHERE kind = $1 AND subject = $2;

-- name: advance
-- Only forward, so that of two that come at once with the same code or counter, one is too late.
UPDATE credentials SET state = jsonb_set(state, ARRAY[$2], to_jsonb($3::bigint)), used_at = $4
WHERE id = $1 AND coalesce((state->>$2)::bigint, -1) < $3 RETURNING id;

-- name: used
UPDATE credentials SET used_at = $2 WHERE id = $1;

-- name: drop
DELETE FROM credentials WHERE id = $1 AND person = $2 RETURNING kind;

-- name: drop_all
-- An account at a server stays theirs: an operator said so.
DELETE FROM credentials WHERE person = $1 AND kind <> 'server';

-- name: begin_step
INSERT INTO invitations (digest, person, kind, sealed, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: take_step
-- Once: whoever comes second finds nothing.
UPDATE invitations SET used_at = $3 WHERE digest = $1 AND kind = $2 AND used_at IS NULL AND ends_at > $3
RETURNING person, sealed;

-- name: step_of
SELECT digest, sealed FROM invitations
WHERE person = $1 AND kind = $2 AND used_at IS NULL AND ends_at > $3 ORDER BY made_at DESC LIMIT 1;

-- name: drop_steps
DELETE FROM invitations WHERE person = $1 AND ($2 = '' OR kind = $2);

-- name: sweep_steps
DELETE FROM invitations WHERE ends_at <= $1;

-- name: count_attempt
INSERT INTO attempts (what, "window", number) VALUES ($1, $2, 1)
ON CONFLICT (what, "window") DO UPDATE SET number = attempts.number + 1 RETURNING number;

-- name: attempts
SELECT coalesce(sum(number), 0)::bigint FROM attempts WHERE what = $1 AND "window" >= $2;

-- name: forget_attempts
DELETE FROM attempts WHERE what = $1;

-- name: sweep_attempts
DELETE FROM attempts WHERE "window" < $1;

-- name: grant
INSERT INTO case_grants ("case", person, given_by, given_at, until, why) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT ("case", person) DO UPDATE SET
    given_by = excluded.given_by, given_at = excluded.given_at, until = excluded.until, why = excluded.why;

-- name: revoke
DELETE FROM case_grants WHERE "case" = $1 AND person = $2 RETURNING person;

-- name: grants
SELECT g."case", g.person, p.name, g.given_by, g.given_at, g.until, g.why
FROM case_grants g JOIN people p ON p.id = g.person JOIN cases c ON c.id = g."case"
WHERE g.until > $1 ORDER BY g.until, g."case", g.person;

-- name: case_place
SELECT server, queue FROM cases WHERE id = $1;

-- name: app
SELECT content FROM sealed WHERE purpose = 'signing-in' AND subject = $1 ORDER BY id LIMIT 1;

-- name: keep_app
INSERT INTO sealed (purpose, subject, content) VALUES ('signing-in', $1, $2);

-- name: drop_app
DELETE FROM sealed WHERE purpose = 'signing-in' AND subject = $1;
