-- Dealing: the best of what waits, for one person; claims, and what people passed on.

-- name: best
-- Of each band and lane the first by index, and the first of what is overdue. $9 and $10: bands and lanes.
SELECT found.* FROM unnest($9::text[], $10::text[]) AS g(band, lane) CROSS JOIN LATERAL (
    (SELECT q."case", q.lane, q.rank, q.since, q.overdue_at FROM queue q
     WHERE q.band = g.band AND q.lane = g.lane AND q.rank IS NOT NULL
       AND (q.claimed_until IS NULL OR q.claimed_until <= $1) AND ($5::bigint[] IS NULL OR q.server = ANY($5))
       AND (q.queue <> 'child-safety' OR $6) AND (q.needs = '' OR (q.needs = 'lead' AND $7))
       AND queue_is_for(q."case", $2, $3, $4, $8)
     ORDER BY q.rank DESC, q."case" LIMIT $11)
    UNION
    (SELECT q."case", q.lane, q.rank, q.since, q.overdue_at FROM queue q
     WHERE q.band = g.band AND q.lane = g.lane AND q.rank IS NOT NULL AND q.overdue_at <= $1
       AND (q.claimed_until IS NULL OR q.claimed_until <= $1) AND ($5::bigint[] IS NULL OR q.server = ANY($5))
       AND (q.queue <> 'child-safety' OR $6) AND (q.needs = '' OR (q.needs = 'lead' AND $7))
       AND queue_is_for(q."case", $2, $3, $4, $8)
     ORDER BY q.overdue_at, q."case" LIMIT $11)
) AS found;

-- name: light
-- Words only, and nothing grave: the least grave first, then the oldest.
SELECT q."case", q.lane, q.rank, q.since, q.overdue_at FROM queue q
WHERE q.is_text AND q.severity <= $9 AND q.rank IS NOT NULL
  AND (q.claimed_until IS NULL OR q.claimed_until <= $1) AND ($5::bigint[] IS NULL OR q.server = ANY($5))
  AND (q.queue <> 'child-safety' OR $6) AND (q.needs = '' OR (q.needs = 'lead' AND $7))
  AND queue_is_for(q."case", $2, $3, $4, $8)
ORDER BY q.severity, q.since, q."case" LIMIT $10;

-- name: alone
SELECT pg_try_advisory_xact_lock($1::bigint);

-- name: bundle_of
SELECT bundle FROM queue WHERE "case" = $1;

-- name: claim
-- A case and those that are decided with it, as far as this person may: all of them free, or their own already.
WITH free AS (
    SELECT q."case" FROM queue q JOIN queue head ON head."case" = $9
    WHERE q.bundle = head.bundle AND q.needs = head.needs
      AND (q.claimed_until IS NULL OR q.claimed_until <= $1 OR q.claimed_by = $2)
      AND (q."case" = $9 OR (($5::bigint[] IS NULL OR q.server = ANY($5)) AND (q.queue <> 'child-safety' OR $6)))
      AND (q.needs = '' OR $7) AND queue_is_for(q."case", $2, $3, $4, $8)
      AND NOT EXISTS (SELECT 1 FROM queue o WHERE o.bundle = head.bundle AND o.server = q.server
                      AND o.claimed_by <> $2 AND o.claimed_until > $1)
    ORDER BY q."case" <> $9, q."case" LIMIT 200 FOR UPDATE OF q SKIP LOCKED)
UPDATE queue q SET claimed_by = $2, claimed_until = $10 FROM free
WHERE q."case" = free."case" AND EXISTS (SELECT 1 FROM free WHERE "case" = $9)
RETURNING q."case", q.band, q.overdue_at;

-- name: dealt
INSERT INTO deals ("case", person, way, band, dealt_at) VALUES ($1, $2, $3, $4, $5);

-- name: ways
SELECT way FROM deals WHERE person = $1 ORDER BY dealt_at DESC, id DESC LIMIT $2;

-- name: renew
-- Gives how many are theirs. What lasts as long but for a minute is not written again: pages are loaded again.
WITH theirs AS (
    SELECT "case" FROM queue
    WHERE claimed_by = $2 AND claimed_until > $3 AND bundle = (SELECT bundle FROM queue WHERE "case" = $1)
), renewed AS (
    UPDATE queue q SET claimed_until = $4 FROM theirs
    WHERE q."case" = theirs."case" AND q.claimed_by = $2 AND q.claimed_until <= $4::timestamptz - interval '1 minute')
SELECT count(*) FROM theirs;

-- name: holder
-- Who holds a case now.
SELECT p.name FROM queue q JOIN people p ON p.id = q.claimed_by WHERE q."case" = $1 AND q.claimed_until > $2;

-- name: mine
SELECT q."case", q.band, q.since, q.claimed_until, q.bundle FROM queue q
WHERE q.claimed_by = $1 AND q.claimed_until > $2 ORDER BY q.claimed_until DESC, q."case";

-- name: pass
-- Before the claims end: whoever passes on a case does so on what is decided with it.
INSERT INTO passes ("case", person, kind, said_at)
SELECT q."case", $2, $3, $4 FROM queue q
WHERE q."case" = $1 OR (q.claimed_by = $2 AND q.bundle = (SELECT bundle FROM queue WHERE "case" = $1))
ORDER BY q."case" ON CONFLICT ("case", person, kind) DO UPDATE SET said_at = EXCLUDED.said_at;

-- name: free
UPDATE queue q SET claimed_by = NULL, claimed_until = NULL WHERE q."case" IN (
    SELECT o."case" FROM queue o WHERE o.claimed_by = $2 AND o.bundle = (SELECT bundle FROM queue WHERE "case" = $1)
    ORDER BY o."case" FOR UPDATE);

-- name: raise_needs
UPDATE queue SET needs = CASE needs WHEN '' THEN 'lead' ELSE 'partner' END WHERE "case" = ANY($1::bigint[]);

-- name: bundle
-- What is decided with a case, as far as this person may; the case itself first.
SELECT o."case" FROM queue o JOIN queue q ON q.bundle = o.bundle AND q.needs = o.needs
WHERE q."case" = $9 AND (o."case" = $9 OR (
    ($5::bigint[] IS NULL OR o.server = ANY($5)) AND (o.queue <> 'child-safety' OR $6)
    AND (o.needs = '' OR $7) AND queue_is_for(o."case", $2, $3, $4, $8)
    AND (o.claimed_until IS NULL OR o.claimed_until <= $1 OR o.claimed_by = $2)))
ORDER BY o."case" <> $9, o."case" LIMIT 200;

-- name: standing
SELECT "case", server, queue, state, band, lane, rank, since, parts, needs, claimed_by, claimed_until
FROM queue WHERE "case" = $1;

-- name: waiting
SELECT band, count(*) AS number, count(*) FILTER (WHERE overdue_at <= $1) AS overdue, min(since) AS oldest
FROM queue GROUP BY band;

-- name: held
SELECT count(*) AS number, min(since) AS oldest FROM queue WHERE is_held;

-- name: stuck
SELECT count(*) FILTER (WHERE needs = 'lead') AS lead, count(*) FILTER (WHERE needs = 'partner') AS partner
FROM queue WHERE needs <> '';
