CREATE TABLE subscribers (
    actor       text PRIMARY KEY,
    domain      text NOT NULL,
    inbox       text NOT NULL,
    follow      text NOT NULL,                  -- the URI of its Follow
    is_followed boolean NOT NULL,               -- we follow it back
    since       timestamptz NOT NULL
);
CREATE INDEX subscribers_by_domain ON subscribers (domain);

-- What was delivered once is not taken twice, whoever sends it again.
CREATE TABLE deliveries (
    domain text NOT NULL,
    digest text NOT NULL,
    at     timestamptz NOT NULL,
    PRIMARY KEY (domain, digest)
);
CREATE INDEX deliveries_by_age ON deliveries (at);
