-- Who is new: accounts and servers, and how many posts with media came before each post.

-- name: meet
-- The posts that are seen for the first time, and those that are seen with media for the first time. Another
-- transaction that just writes the same post is waited for.
INSERT INTO newcomers AS n (server, uri, is_counted)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::boolean[])
ON CONFLICT (server, uri) DO UPDATE SET is_counted = true WHERE EXCLUDED.is_counted AND NOT n.is_counted
RETURNING server, uri, is_counted, (xmax = 0) AS is_new;

-- name: count_authors
INSERT INTO authors AS a (server, uri, first_at, media_posts)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::bigint[])
ON CONFLICT (server, uri) DO UPDATE SET
    media_posts = a.media_posts + EXCLUDED.media_posts, first_at = least(a.first_at, EXCLUDED.first_at)
RETURNING server, uri AS name, first_at, media_posts;

-- name: count_origins
INSERT INTO origins AS o (server, domain, first_at, media_posts)
SELECT * FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::bigint[])
ON CONFLICT (server, domain) DO UPDATE SET
    media_posts = o.media_posts + EXCLUDED.media_posts, first_at = least(o.first_at, EXCLUDED.first_at)
RETURNING server, domain AS name, first_at, media_posts;

-- name: keep
UPDATE newcomers n SET
    author_since = k.author_since, author_posts = k.author_posts,
    origin_since = k.origin_since, origin_posts = k.origin_posts
FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::bigint[], $5::timestamptz[], $6::bigint[])
    AS k(server, uri, author_since, author_posts, origin_since, origin_posts)
WHERE n.server = k.server AND n.uri = k.uri;
