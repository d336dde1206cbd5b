-- People: who may sign in, and who is signed in.

-- name: add
INSERT INTO people (name, known_as, roles, is_everywhere, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id;

-- name: every
SELECT p.*, array(SELECT server FROM memberships m WHERE m.person = p.id) AS servers, '{}'::bigint[] AS grants
FROM people p ORDER BY p.id;

-- name: one
SELECT p.*, array(SELECT server FROM memberships m WHERE m.person = p.id) AS servers,
       array(SELECT "case" FROM case_grants g WHERE g.person = p.id AND g.until > $2) AS grants
FROM people p WHERE p.id = $1;

-- name: known_as
SELECT p.*, array(SELECT server FROM memberships m WHERE m.person = p.id) AS servers,
       array(SELECT "case" FROM case_grants g WHERE g.person = p.id AND g.until > $2) AS grants
FROM people p WHERE p.known_as = $1;

-- name: change
UPDATE people SET roles = $2, is_everywhere = $3 WHERE id = $1;

-- name: forget_memberships
DELETE FROM memberships WHERE person = $1;

-- name: join
INSERT INTO memberships (person, server) SELECT $1, unnest($2::bigint[]);

-- name: leave
UPDATE people SET left_at = $2 WHERE id = $1 AND left_at IS NULL;

-- name: visits
SELECT digest, way, made_at, seen_at, ends_at FROM visits
WHERE person = $1 AND ends_at > $2 AND seen_at > $3 ORDER BY made_at;

-- name: end_visits
DELETE FROM visits WHERE person = $1 AND digest <> $2;

-- name: sweep_visits
DELETE FROM visits WHERE ends_at <= $1 OR seen_at <= $2;

-- name: begin_visit
INSERT INTO visits (digest, person, way, made_at, seen_at, ends_at) VALUES ($1, $2, $3, $4, $4, $5);

-- name: recognise
-- Who is signed in, and notes that they are still there: once a minute, not with each request.
WITH found AS (
    SELECT v.digest, v.seen_at, p.*, array(SELECT server FROM memberships m WHERE m.person = p.id) AS servers,
           array(SELECT "case" FROM case_grants g WHERE g.person = p.id AND g.until > $2) AS grants
    FROM visits v JOIN people p ON p.id = v.person
    WHERE v.digest = $1 AND v.ends_at > $2 AND v.seen_at > $3 AND p.left_at IS NULL
), noted AS (
    UPDATE visits SET seen_at = $2 FROM found
    WHERE visits.digest = found.digest AND found.seen_at < $2 - interval '1 minute' AND NOT $4
)
SELECT * FROM found;

-- name: end_visit
DELETE FROM visits WHERE digest = $1;
