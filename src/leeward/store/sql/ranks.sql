-- Ranking: what is new of cases in the queue, what they are ranked by, where they stand, which are near copies.

-- name: alone
SELECT pg_try_advisory_xact_lock($1);

-- name: together
SELECT pg_advisory_xact_lock($1);

-- name: by_keys
-- Everything here is asked by keys. A plan that was made while the queue was small must not go through all of it
-- when it has grown.
SELECT set_config('enable_seqscan', 'off', true);

-- name: is_news
SELECT EXISTS (SELECT 1 FROM queue_news);

-- name: news
-- Cases of which something is new, taken from the list; it is theirs who asks until the transaction ends.
WITH next AS (SELECT DISTINCT "case" FROM (SELECT "case" FROM queue_news ORDER BY id LIMIT $1) AS first)
, taken AS (DELETE FROM queue_news n USING next WHERE n."case" = next."case" RETURNING n."case")
SELECT DISTINCT "case" FROM taken ORDER BY "case";

-- name: locked
SELECT "case" FROM queue WHERE "case" = ANY($1::bigint[]) ORDER BY "case" FOR UPDATE SKIP LOCKED;

-- name: later
-- Of these, what is still in the queue stays news.
INSERT INTO queue_news ("case") SELECT "case" FROM queue WHERE "case" = ANY($1::bigint[]);

-- name: facts
SELECT q."case", q.queue, q.state, q.server, q.since, q.needs, q.bundle, q.rank IS NOT NULL AS is_ranked, c.item, c.is_exact,
       CASE WHEN i.post #>> '{author,followers}' ~ '^[0-9]{1,15}$'
            THEN (i.post #>> '{author,followers}')::bigint END AS followers,
       coalesce(i.hits, '[]') <> '[]' AS has_words,
       (SELECT d.frame -> 'flag.score' FROM decisions d WHERE d.item = c.item ORDER BY d.round DESC LIMIT 1) AS score,
       (SELECT min(x.distance) FROM media m JOIN matches x ON x.media = m.id
        WHERE m.item = c.item AND NOT x.is_exact AND x.bank <> $3) AS bits,
       NOT EXISTS (SELECT 1 FROM media m WHERE m.item = c.item) AS is_text,
       EXISTS (SELECT 1 FROM orders o WHERE o."case" = c.id AND o.action = ANY($2::text[]) AND o.state = 'done'
               AND o.undoes IS NULL AND NOT EXISTS (
                   SELECT 1 FROM orders u WHERE u.undoes = o.id AND u.state = 'done')) AS is_held,
       EXISTS (SELECT 1 FROM passes p WHERE p."case" = c.id AND p.kind = 'unable') AS is_hard
FROM queue q JOIN cases c ON c.id = q."case" JOIN items i ON i.id = c.item
WHERE q."case" = ANY($1::bigint[]) ORDER BY q."case";

-- name: place
UPDATE queue q SET
    band = n.band, lane = n.lane, rank = n.rank, overdue_at = n.overdue_at, severity = n.severity,
    is_held = n.is_held, is_text = n.is_text, parts = n.parts::jsonb,
    needs = CASE WHEN q.needs = '' AND n.is_hard THEN 'lead' ELSE q.needs END, ranked_at = $11
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::double precision[], $5::timestamptz[], $6::double precision[],
            $7::boolean[], $8::boolean[], $9::text[], $10::boolean[])
    AS n("case", band, lane, rank, overdue_at, severity, is_held, is_text, parts, is_hard)
WHERE q."case" = n."case";

-- name: put
-- Into a bundle; NULL: a new one.
UPDATE queue SET bundle = coalesce($2, nextval('bundles')) WHERE "case" = $1 RETURNING bundle;

-- name: media
SELECT c.id AS "case", m.id AS media, m.look, m.sha256, m.signals,
       array(SELECT DISTINCT x.entry FROM matches x WHERE x.media = m.id AND x.bank <> $2) AS entries
FROM cases c JOIN media m ON m.item = c.item WHERE c.id = ANY($1::bigint[]) ORDER BY c.id, m.position;

-- name: forget_prints
DELETE FROM prints WHERE "case" = ANY($1::bigint[]);

-- name: print
INSERT INTO prints ("case", media, pdq, entries, sha256, blocks)
SELECT n."case", n.media, n.pdq, coalesce((SELECT array_agg(decode(e, 'hex')) FROM unnest(string_to_array(n.entries, ' ')) AS e), '{}'),
       n.sha256, string_to_array(n.blocks, ' ')::bigint[]
FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::text[], $5::bytea[], $6::text[])
    AS n("case", media, pdq, entries, sha256, blocks);

-- name: near
-- By case, others in the same queue, state and band with a media that has a block in common; the newest.
SELECT k."case" AS asked, q."case", q.bundle
FROM unnest($1::bigint[], $2::text[]) AS k("case", blocks)
CROSS JOIN LATERAL (
    -- by their blocks, or the planner goes through all of them from the newest on
    SELECT DISTINCT p."case" FROM (
        SELECT o."case" FROM prints o WHERE o.blocks && string_to_array(k.blocks, ' ')::bigint[] OFFSET 0) AS p
    WHERE p."case" <> k."case" ORDER BY p."case" DESC LIMIT $3) AS found
-- by its key, whatever the planner thinks of bands and queues
CROSS JOIN LATERAL (SELECT * FROM queue o WHERE o."case" = found."case" OFFSET 0) AS q
JOIN queue me ON me."case" = k."case"
WHERE q.queue = me.queue AND q.state = me.state AND q.band = me.band AND q.needs = '' AND q.rank IS NOT NULL;

-- name: prints
SELECT "case", media, pdq, entries, sha256 FROM prints WHERE "case" = ANY($1::bigint[]) ORDER BY "case", media;

-- name: sizes
SELECT bundle, count(*) AS number, bool_or(claimed_until > $2) AS is_claimed
FROM queue WHERE bundle = ANY($1::bigint[]) GROUP BY bundle;

-- name: merge
-- All of these bundles become one, unless somebody is at one of their cases right now.
WITH those AS (
    SELECT "case" FROM queue WHERE bundle = ANY($1::bigint[]) ORDER BY "case" FOR UPDATE SKIP LOCKED)
UPDATE queue q SET bundle = $2 FROM those WHERE q."case" = those."case"
  AND (SELECT count(*) FROM those) = (SELECT count(*) FROM queue WHERE bundle = ANY($1::bigint[]));

-- name: timed
-- How long people took from being dealt a case until their verdict, by band, in minutes; the last of them.
SELECT d.band, extract(epoch FROM v.said_at - d.dealt_at)::double precision / 60 AS minutes
FROM verdicts v JOIN deals d ON d."case" = v.cases[1] AND d.person = v.person AND d.dealt_at <= v.said_at
WHERE v.said_at > $1 AND v.undone_at IS NULL ORDER BY v.id DESC LIMIT 2000;

-- name: forget_deals
DELETE FROM deals WHERE dealt_at < $1;
