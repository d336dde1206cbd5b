-- Canaries: what was sent through which way in, and whether it came out as a match.

-- name: add
INSERT INTO canaries (server, way_in, uri, sent_at, due_at, said)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[]);

-- name: mark_seen
-- A way in has passed when it told of the post itself; another's news prove nothing about it.
UPDATE canaries c SET seen_at = $2
WHERE c.uri = ANY($1::text[]) AND c.seen_at IS NULL AND EXISTS (
    SELECT 1 FROM sightings s
    WHERE s.server = c.server AND s.way_in = c.way_in AND s.subject = c.uri AND s.seen_at >= c.sent_at
);

-- name: matched
-- Posts of open canaries that have come out as a match.
SELECT DISTINCT c.uri FROM canaries c
JOIN items i ON i.server = c.server AND i.uri = c.uri
JOIN decisions d ON d.item = i.id AND 'canary' = ANY(d.actions)
WHERE c.seen_at IS NULL AND c.sent_at > $1;
