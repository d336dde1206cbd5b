-- Living processes.

-- name: beat
INSERT INTO workers (id, host, roles, version, started_at, seen_at, disk_free, disk_size)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET
    seen_at = EXCLUDED.seen_at, disk_free = EXCLUDED.disk_free, disk_size = EXCLUDED.disk_size;

-- name: leave
DELETE FROM workers WHERE id = $1;

-- name: all
SELECT * FROM workers ORDER BY started_at, id;

-- name: forget
DELETE FROM workers WHERE seen_at < $1;
