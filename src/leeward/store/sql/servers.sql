-- Servers: what is protected.

-- name: put
INSERT INTO servers (address, domain, program, card, token, secret, ways_in, has_canaries, connected_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (address) DO UPDATE SET
    program = EXCLUDED.program, card = EXCLUDED.card, ways_in = EXCLUDED.ways_in, is_watched = true,
    has_canaries = EXCLUDED.has_canaries,
    token = coalesce(EXCLUDED.token, servers.token), secret = coalesce(EXCLUDED.secret, servers.secret)
RETURNING id;

-- name: all
SELECT * FROM servers ORDER BY id;

-- name: one
SELECT * FROM servers WHERE id = $1;

-- name: leave
UPDATE servers SET is_watched = false WHERE id = $1;

-- name: cursor
SELECT cursor FROM cursors WHERE server = $1 AND way_in = $2;

-- name: move_cursor
INSERT INTO cursors (server, way_in, cursor, moved_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (server, way_in) DO UPDATE SET cursor = EXCLUDED.cursor, moved_at = EXCLUDED.moved_at;

-- name: cursors
SELECT server, way_in, moved_at FROM cursors;

-- name: sealed
SELECT content FROM sealed WHERE purpose = $1 AND subject = $2;

-- name: seal_once
-- Of two that make one at once, the first stays.
INSERT INTO sealed (purpose, subject, content)
SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM sealed WHERE purpose = $1 AND subject = $2);
