-- Addresses that Leeward's own deny list refuses.

-- name: add
INSERT INTO denied (url, "case", since) SELECT url, $2, $3 FROM unnest($1::text[]) AS url ON CONFLICT DO NOTHING;

-- name: remove
DELETE FROM denied WHERE "case" = $1;

-- name: is_denied
SELECT EXISTS (SELECT 1 FROM denied WHERE url = $1);

-- name: all
SELECT DISTINCT url FROM denied WHERE url > $1 ORDER BY url LIMIT $2;
