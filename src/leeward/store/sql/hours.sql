-- What happened, by the hour: posts, complaints and new accounts, by the server that they are from.

-- name: add
INSERT INTO hours AS h (server, what, domain, hour, number)
SELECT n.server, n.what, n.domain, $5, n.number
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[]) AS n(server, what, domain, number)
ON CONFLICT (server, what, domain, hour) DO UPDATE SET number = h.number + EXCLUDED.number;

-- name: known_flags
SELECT f.server, f.native_id FROM unnest($1::bigint[], $2::text[]) AS n(server, native_id)
JOIN flags f ON f.server = n.server AND f.native_id = n.native_id;

-- name: told_before
-- News that another way in told earlier.
SELECT n.server, n.digest FROM unnest($1::bigint[], $2::bytea[]) AS n(server, digest)
JOIN sightings s ON s.server = n.server AND s.way_in = ANY($3::text[]) AND s.digest = n.digest AND s.seen_at < $4;

-- name: history
-- Hour by hour; NULL: nobody counted anything of that server then.
SELECT CASE WHEN k.hour IS NULL THEN NULL ELSE coalesce(h.number, 0) END AS number
FROM generate_series($4::timestamptz, $5::timestamptz, '1 hour') AS g(hour)
LEFT JOIN hours h ON h.server = $1 AND h.what = $2 AND h.domain = $3 AND h.hour = g.hour
LEFT JOIN (
    SELECT DISTINCT hour FROM hours
    WHERE server = $1 AND what = ANY($6::text[]) AND domain = '' AND hour BETWEEN $4 AND $5
) AS k ON k.hour = g.hour
ORDER BY g.hour;

-- name: busy
SELECT domain FROM hours WHERE server = $1 AND what = $2 AND domain <> '' AND hour >= $3
GROUP BY domain HAVING sum(number) >= $4 ORDER BY sum(number) DESC, domain LIMIT $5;

-- name: forget
DELETE FROM hours WHERE hour < $1;
