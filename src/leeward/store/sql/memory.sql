-- A decided file never returns: what people have judged before of the same files on the same server.

-- name: open
-- A case that memory may decide: nobody is at it, nobody has said anything of it, every media of it was looked at,
-- it has words on no list, and nobody complained of it. None else.
SELECT c.id, c.item, c.server, c.queue FROM cases c JOIN items i ON i.id = c.item
WHERE c.id = $1 AND c.state IN ('decided', 'waiting') AND c.verdict IS NULL AND c.appeal_of IS NULL
  AND c.let_go_at IS NULL AND c.follows IS NULL AND NOT c.is_early AND coalesce(i.hits, '[]') = '[]'
  AND NOT EXISTS (SELECT 1 FROM media m WHERE m.item = c.item
                  AND (m.look IS DISTINCT FROM 'looked' OR NOT m.is_final OR m.sha256 IS NULL))
  AND NOT EXISTS (SELECT 1 FROM voices v WHERE v."case" = c.id)
  AND NOT EXISTS (SELECT 1 FROM passes p WHERE p."case" = c.id AND p.kind = 'unable')
  AND NOT EXISTS (SELECT 1 FROM verdicts v WHERE v.cases @> ARRAY[c.id] AND v.undone_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM queue q WHERE q."case" = c.id AND (q.claimed_until > $2 OR q.needs <> ''))
  AND NOT EXISTS (SELECT 1 FROM flag_events e WHERE e.item = c.item::text AND e.kind = 'complaint')
  AND NOT EXISTS (SELECT 1 FROM flag_posts f WHERE f.server = i.server AND f.post IN (i.native_id, i.uri));

-- name: matched
-- The media of a post that match anything, with the banks.
SELECT m.id AS media, m.sha256, array_agg(DISTINCT x.bank ORDER BY x.bank) AS banks
FROM media m JOIN matches x ON x.media = m.id
WHERE m.item = $1 AND x.bank <> $2 GROUP BY m.id, m.sha256 ORDER BY m.id;

-- name: judged
-- What people have said of these files in the same queue of the same server; the newest. voices: how many agreed.
SELECT o.id AS "case", m.sha256, o.verdict, o.verdict_by, o.let_go_at IS NOT NULL AS is_early,
       EXISTS (SELECT 1 FROM cases a WHERE a.appeal_of = o.id AND a.state NOT IN ('released', 'closed')) AS is_asked_again,
       (SELECT count(DISTINCT x.media) FROM media n JOIN matches x ON x.media = n.id
        WHERE n.item = o.item AND x.bank <> $5) AS matched,
       array(SELECT DISTINCT x.bank FROM matches x WHERE x.media = m.id AND x.bank <> $5 ORDER BY 1) AS banks,
       (SELECT count(*) + count(v.again_at) FROM voices v WHERE v."case" = o.id AND v.times = o.times - 1) AS voices
FROM media m JOIN cases o ON o.item = m.item
WHERE m.sha256 = ANY($1::bytea[]) AND o.server = $2 AND o.queue = $3 AND o.id <> $4
  AND o.verdict IS NOT NULL AND o.appeal_of IS NULL AND o.remembers IS NULL
ORDER BY o.id DESC LIMIT 1000;

-- name: decided
SELECT policy, frame, evaluation, actions FROM decisions WHERE item = $1 ORDER BY round;

-- name: confirm
UPDATE cases SET state = 'confirmed', moved_by = 'a job', moved_at = $3, verdict = 'confirmed', verdict_by = $4,
    verdict_at = $3, times = times + 1, remembers = $2
WHERE id = $1 AND state IN ('decided', 'waiting') AND verdict IS NULL;

-- name: remember
UPDATE cases SET remembers = $2 WHERE id = $1;
