-- What happened to complaints, in the order in which it became true.

-- name: lock
SELECT pg_advisory_xact_lock(hashtextextended('leeward flags', 0));

-- name: append
INSERT INTO flag_events (at, kind, server, item, source, is_past, body)
SELECT n.at, n.kind, n.server, n.item, n.source, n.is_past, n.body::jsonb
FROM unnest($1::timestamptz[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::boolean[], $7::text[])
    WITH ORDINALITY AS n(at, kind, server, item, source, is_past, body, place)
ORDER BY n.place
ON CONFLICT DO NOTHING;

-- name: since
SELECT id, at, kind, item, is_past, body FROM flag_events WHERE id > $1 AND NOT is_past ORDER BY id LIMIT $2;

-- name: every
SELECT id, at, kind, item, is_past, body FROM flag_events WHERE id > $1 ORDER BY id LIMIT $2;

-- name: are_there
SELECT count(*) FROM flag_events WHERE id = ANY($1::bigint[]);

-- name: past
-- What happened before Leeward was there, as far as a server told it later.
SELECT id, at, kind, item, is_past, body FROM flag_events WHERE is_past AND id <= $1 ORDER BY at, id;

-- name: last_past
SELECT coalesce(max(id), 0) FROM flag_events WHERE is_past;

-- name: complained_of
SELECT DISTINCT item::bigint AS item FROM flag_events WHERE item = ANY($1::text[]) AND kind = 'complaint';

-- name: held
SELECT DISTINCT body->>'group' AS "group" FROM flag_events WHERE item = $1 AND kind = 'held' ORDER BY 1;

-- name: unlinked
-- Complaints about these posts that are not in the log yet. They are about the newest version of a post; one from
-- before that version was there is about it only if it is still open, and people let no earlier version pass.
WITH named AS (
    SELECT i.id, p.flag FROM items i JOIN flag_posts p ON p.server = i.server AND p.post = i.native_id
    WHERE i.id = ANY($1::bigint[])
    UNION
    SELECT i.id, p.flag FROM items i JOIN flag_posts p ON p.server = i.server AND p.post = i.uri
    WHERE i.id = ANY($1::bigint[]))
SELECT i.id AS item, i.server, i.uri, i.post, f.native_id, f.flag, s.domain
FROM named n
JOIN items i ON i.id = n.id
JOIN servers s ON s.id = i.server
JOIN flags f ON f.server = i.server AND f.native_id = n.flag
WHERE f.flag->'reporter'->>'source' IS NOT NULL
  AND f.native_id <> ALL (ARRAY(SELECT e.body->>'flag' FROM flag_events e
                                WHERE e.item = i.id::text AND e.kind = 'complaint'))
  AND NOT EXISTS (SELECT 1 FROM items n WHERE n.server = i.server AND n.uri = i.uri AND n.id > i.id)
  AND (coalesce((f.flag->>'made_at')::timestamptz, f.told_at) >= i.seen_at
       OR NOT EXISTS (SELECT 1 FROM items o WHERE o.server = i.server AND o.uri = i.uri AND o.id < i.id)
       OR (f.is_open AND NOT EXISTS (
           SELECT 1 FROM items o JOIN cases c ON c.item = o.id
           WHERE o.server = i.server AND o.uri = i.uri AND o.id < i.id AND c.verdict = 'released')))
ORDER BY i.id, f.id;

-- name: cited
-- Posts that are named by the server's own id or by URI, in their newest version.
WITH told AS (SELECT DISTINCT * FROM unnest($1::bigint[], $2::text[]) AS n(server, post)),
found AS (
    SELECT i.id, i.server, i.uri FROM told t JOIN items i ON i.server = t.server AND i.native_id = t.post
    UNION
    SELECT i.id, i.server, i.uri FROM told t JOIN items i ON i.server = t.server AND i.uri = t.post)
SELECT DISTINCT ON (server, uri) id AS item FROM found ORDER BY server, uri, id DESC;

-- name: settled
-- Complaints that a server's own moderators settled and nobody has judged yet, where nothing at the server is of
-- our doing: that could be seen as theirs.
SELECT e.item, e.server, e.body->>'group' AS "group",
       (coalesce((f.flag->>'is_upheld')::boolean, false) OR i.gone_at IS NOT NULL) AS is_upheld
FROM flags f
JOIN flag_events e ON e.server = f.server AND e.kind = 'complaint' AND e.body->>'flag' = f.native_id
JOIN items i ON i.id = CASE WHEN e.is_past THEN NULL ELSE e.item::bigint END
WHERE (f.server, f.native_id) IN (SELECT * FROM unnest($1::bigint[], $2::text[])) AND NOT f.is_open AND NOT e.is_past
  AND NOT EXISTS (SELECT 1 FROM flag_events j WHERE j.item = e.item AND j.kind = 'judged')
  AND NOT EXISTS (
      SELECT 1 FROM orders o
      WHERE o.server = i.server AND o.target IN (i.native_id, i.post->'author'->>'native_id') AND o.undoes IS NULL
        AND o.action NOT IN ('resolve_report', 'file_report', 'deny_url', 'allow_url')
        AND o.state IN ('sent', 'by hand', 'done'))
ORDER BY e.id;

-- name: past_items
SELECT DISTINCT item FROM flag_events WHERE is_past AND server = $1;

-- name: trusted
SELECT DISTINCT source FROM flag_events WHERE kind = 'trusted' AND source = ANY($1::text[]);

-- name: weighed
-- What was said of the complaints about a post, each time that they were weighed.
SELECT data FROM ledger WHERE item = $1 AND kind = 'flags.weighed' AND data IS NOT NULL ORDER BY id;

-- name: remember
INSERT INTO flag_history (server, native_id, flag)
SELECT n.server, n.native_id, n.flag::jsonb FROM unnest($1::bigint[], $2::text[], $3::text[]) AS n(server, native_id, flag)
ON CONFLICT (server, native_id) DO UPDATE SET flag = EXCLUDED.flag;

-- name: remembered
SELECT native_id, flag FROM flag_history WHERE server = $1 ORDER BY native_id;
