-- Canaries: what was sent through which way in, whether it came out as a match, and whether it is gone again.

-- name: lock
SELECT has_canaries FROM servers WHERE id = $1 FOR UPDATE;

-- name: has_since
SELECT EXISTS (SELECT 1 FROM canaries WHERE server = $1 AND sent_at > $2);

-- name: begin
INSERT INTO canaries (server, way_in, sent_at, due_at) SELECT $1, way_in, $3, $4 FROM unnest($2::text[]) AS way_in;

-- name: sent
UPDATE canaries SET native_id = $3, uri = $4, due_at = $5 WHERE server = $1 AND sent_at = $2 AND uri = '';

-- name: failed
UPDATE canaries SET said = $3 WHERE server = $1 AND sent_at = $2 AND uri = '';

-- name: adopt
-- A post is one of ours without an address when it came out as a canary and no row has it. What only the relay
-- told has no id of the server's own, and cannot be taken away by it. Anybody may post one of our pictures: whoever
-- is not the author of those that we know of is a stranger, whose post proves nothing and is not ours to delete.
UPDATE canaries c SET uri = found.uri, native_id = found.native_id
FROM (
    SELECT DISTINCT ON (o.server, o.sent_at) o.server, o.sent_at, i.uri, i.native_id
    FROM canaries o
    JOIN sightings s ON s.server = o.server AND s.seen_at BETWEEN o.sent_at - interval '1 minute' AND o.due_at
    JOIN items i ON i.server = s.server AND i.uri = s.subject AND i.native_id <> i.uri
    JOIN decisions d ON d.item = i.id AND 'canary' = ANY(d.actions)
    WHERE o.uri = '' AND o.said IS NULL AND o.sent_at < $1 AND o.sent_at > $2
      AND NOT EXISTS (SELECT 1 FROM canaries k WHERE k.server = o.server AND k.uri = i.uri)
      AND i.post #>> '{author,is_local}' IS DISTINCT FROM 'false'
      AND NOT EXISTS (
          SELECT 1 FROM canaries k JOIN items ours ON ours.server = k.server AND ours.uri = k.uri
          WHERE k.server = o.server AND ours.post #>> '{author,uri}' <> i.post #>> '{author,uri}'
      )
    ORDER BY o.server, o.sent_at, s.seen_at
) AS found
WHERE c.server = found.server AND c.sent_at = found.sent_at AND c.uri = '';

-- name: mark_seen
-- A way in has passed when it told of the post itself; another's news prove nothing about it.
UPDATE canaries c SET seen_at = $2
WHERE c.uri = ANY($1::text[]) AND c.uri <> '' AND c.seen_at IS NULL AND EXISTS (
    SELECT 1 FROM sightings s
    WHERE s.server = c.server AND s.way_in = c.way_in AND s.subject = c.uri
      AND s.seen_at >= c.sent_at - interval '1 minute'
);

-- name: ours
SELECT DISTINCT n.server, n.uri
FROM unnest($1::bigint[], $2::text[]) AS n(server, uri) JOIN canaries c ON c.server = n.server
WHERE c.uri = n.uri OR (c.uri = '' AND c.said IS NULL AND c.sent_at > $3);

-- name: mark_late
-- Clocks of two machines may differ a little.
UPDATE canaries c SET seen_at = found.seen_at
FROM (
    SELECT o.id, greatest(min(s.seen_at), min(d.decided_at)) AS seen_at
    FROM canaries o
    JOIN sightings s ON s.server = o.server AND s.way_in = o.way_in AND s.subject = o.uri
                    AND s.seen_at >= o.sent_at - interval '1 minute'
    JOIN items i ON i.server = o.server AND i.uri = o.uri
    JOIN decisions d ON d.item = i.id AND 'canary' = ANY(d.actions)
    WHERE o.seen_at IS NULL AND o.uri <> '' AND o.sent_at > $1
    GROUP BY o.id
) AS found
WHERE c.id = found.id;

-- name: over
SELECT server, native_id, uri FROM canaries
WHERE server = ANY($1::bigint[]) AND uri <> '' AND withdrawn_at IS NULL AND left_said IS NULL
GROUP BY server, native_id, uri
HAVING bool_and(seen_at IS NOT NULL OR due_at <= $2)
ORDER BY min(sent_at);

-- name: withdrawn
UPDATE canaries SET withdrawn_at = $3 WHERE server = $1 AND uri = $2;

-- name: left
UPDATE canaries SET left_said = $3 WHERE server = $1 AND uri = $2;

-- name: latest
SELECT server, way_in, uri, sent_at, due_at, seen_at, said
FROM (SELECT *, row_number() OVER (PARTITION BY server, way_in ORDER BY sent_at DESC, id DESC) AS back FROM canaries) AS c
WHERE back <= $1 ORDER BY server, way_in, back DESC;

-- name: still_there
SELECT server, count(DISTINCT uri) AS number FROM canaries
WHERE left_said IS NOT NULL AND withdrawn_at IS NULL GROUP BY server;

-- name: forget
DELETE FROM canaries WHERE sent_at < $1 AND (withdrawn_at IS NOT NULL OR left_said IS NOT NULL OR uri = '');
