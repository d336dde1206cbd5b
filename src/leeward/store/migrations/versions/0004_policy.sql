-- Policies over time: versions, brakes, guards; people who agree; who complained; what the words of posts hit.

-- == versions: what was in force, since when, by whose hand ==

CREATE TABLE policy_versions (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest  text NOT NULL REFERENCES policies,
    kind    text NOT NULL,                      -- first, edited, promoted, reverted
    author  text NOT NULL,
    why     text NOT NULL DEFAULT '',
    made_at timestamptz NOT NULL
);

-- Rules that may do what their mode says; any other one is in shadow until somebody promotes it.
CREATE TABLE promotions (
    core        text PRIMARY KEY,               -- SHA-256 of the rule without its mode and share
    rule        text NOT NULL,
    author      text NOT NULL,
    promoted_at timestamptz NOT NULL
);

-- == people: who agreed, where two must ==

CREATE TABLE voices (
    "case"  bigint NOT NULL REFERENCES cases,
    times   smallint NOT NULL,                  -- as the case's, when it was said
    person  text NOT NULL,
    verdict text NOT NULL,
    actions text[] NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY ("case", times, person)
);

-- A hold that ends by itself if nobody decides: NULL where it does not.
ALTER TABLE cases ADD COLUMN lapses_at timestamptz;
CREATE INDEX cases_lapsing ON cases (lapses_at) WHERE lapses_at IS NOT NULL;

-- == newcomers: accounts and servers that we have seen, since when, and how much of them ==

CREATE TABLE authors (
    server      bigint NOT NULL REFERENCES servers,
    uri         text NOT NULL,
    first_at    timestamptz NOT NULL,
    media_posts bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (server, uri)
);

CREATE TABLE origins (
    server      bigint NOT NULL REFERENCES servers,
    domain      text NOT NULL,
    first_at    timestamptz NOT NULL,
    media_posts bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (server, domain)
);

-- == flags: who complained, and what became of it ==

-- == words: what scanners found in them; the words are kept nowhere ==

ALTER TABLE items ADD COLUMN hits jsonb;        -- NULL: nobody has read the words

-- == brakes: how often rules fired, and which are held back ==

-- == surges: what happened by hour, and which guards are on ==
