-- People: who may sign in, and who is signed in.

-- name: add
INSERT INTO people (name, known_as, roles, is_everywhere, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id;

-- name: every
SELECT p.*, array(SELECT server FROM memberships m WHERE m.person = p.id) AS servers, '{}'::bigint[] AS grants
FROM people p ORDER BY p.id;

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
    WHERE visits.digest = found.digest AND found.seen_at < $2 - interval '1 minute'
)
SELECT * FROM found;

-- name: end_visit
DELETE FROM visits WHERE digest = $1;
