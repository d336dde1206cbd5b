-- Tidings: who may go on listening.

-- name: standing
SELECT p.roles, p.is_everywhere, array(SELECT server FROM memberships m WHERE m.person = p.id) AS servers,
       array(SELECT "case" FROM case_grants g WHERE g.person = p.id AND g.until > $2) AS grants
FROM visits v JOIN people p ON p.id = v.person
WHERE v.digest = $1 AND v.ends_at > $2 AND v.seen_at > $3 AND p.left_at IS NULL;
