-- The listening relay.

-- name: seen
SELECT EXISTS (SELECT 1 FROM deliveries WHERE domain = $1 AND digest = $2);

-- name: add_delivery
INSERT INTO deliveries (domain, digest, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: forget_deliveries
DELETE FROM deliveries WHERE at < $1;

-- name: subscribers
SELECT domain, actor, inbox, follow, is_followed FROM subscribers WHERE domain = $1 ORDER BY actor;

-- name: join
INSERT INTO subscribers (actor, domain, inbox, follow, is_followed, since) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (actor) DO UPDATE SET
    domain = EXCLUDED.domain, inbox = EXCLUDED.inbox, follow = EXCLUDED.follow, is_followed = EXCLUDED.is_followed;

-- name: leave
DELETE FROM subscribers WHERE actor = $1;
