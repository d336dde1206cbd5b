-- Policies over time: versions, brakes, guards; people who agree; who complained; what the words of posts hit.

-- == versions: what was in force, since when, by whose hand ==

-- The newest one is in force. Nothing here is ever changed but `unwritten`.
CREATE TABLE policy_versions (
    number    bigint PRIMARY KEY,               -- without gaps: people name them
    digest    text NOT NULL REFERENCES policies,
    kind      text NOT NULL,                    -- first, edited, promoted, reverted
    origin    text NOT NULL,                    -- file, default
    author    text NOT NULL,
    why       text NOT NULL DEFAULT '',
    text      text NOT NULL,                    -- every file of it, as written
    rules     jsonb NOT NULL,                   -- id, digest, core, mode of each; read by no later version anew
    unwritten text,                             -- where its files are still to be written; NULL: nowhere
    made_at   timestamptz NOT NULL
);
CREATE INDEX policy_versions_digest ON policy_versions (digest);

-- Rules that may do what their mode says; any other one is in shadow until somebody promotes it.
CREATE TABLE promotions (
    core        text PRIMARY KEY,               -- SHA-256 of what the rule does, without its mode and share
    rule        text NOT NULL,
    author      text NOT NULL,
    promoted_at timestamptz NOT NULL
);

-- == people: who agreed, where two must; and what is released without them ==

-- Who has said that a case is what it looks like, where one person is not enough. Nobody is told before the last.
CREATE TABLE voices (
    "case"   bigint NOT NULL REFERENCES cases,
    times    smallint NOT NULL,                 -- as the case's, when it was said
    person   text NOT NULL,                     -- the name without what spelling can change
    name     text NOT NULL,                     -- as given
    verdict  text NOT NULL,
    actions  text[] NOT NULL,                   -- that are to be ordered, by plug-in
    said_at  timestamptz NOT NULL,
    again_at timestamptz,                       -- the same person again, where nobody else is there
    PRIMARY KEY ("case", times, person)
);

ALTER TABLE cases
    ADD COLUMN is_early   boolean NOT NULL DEFAULT false, -- held until somebody looks, and for nothing else
    ADD COLUMN lapses_at  timestamptz,          -- a hold that ends by itself if nobody decides; NULL: it does not
    ADD COLUMN let_go_at  timestamptz,          -- released by a job, or before anybody had looked
    ADD COLUMN let_go_why text,
    ADD COLUMN follows    bigint REFERENCES cases;  -- whose hold lapsed: people go on with this one
CREATE INDEX cases_lapsing ON cases (lapses_at) WHERE lapses_at IS NOT NULL AND let_go_at IS NULL;
CREATE UNIQUE INDEX cases_following ON cases (follows) WHERE follows IS NOT NULL;

-- What was let go is past: what is decided about the post from then on opens another case.
DROP INDEX cases_one_per_item;
CREATE UNIQUE INDEX cases_one_per_item ON cases (item) WHERE appeal_of IS NULL AND let_go_at IS NULL;
CREATE INDEX cases_by_item ON cases (item);

-- Something new is known of the post since then, and nothing was decided about that yet.
ALTER TABLE items ADD COLUMN ask_at timestamptz;
CREATE INDEX items_to_ask ON items (ask_at) WHERE ask_at IS NOT NULL;

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

-- What was known of a post's author and their server when it came; each post is counted here, and once.
CREATE TABLE newcomers (
    server       bigint NOT NULL REFERENCES servers,
    uri          text NOT NULL,                 -- of the post; its edits are the same post
    is_counted   boolean NOT NULL,              -- as one with media
    author_since timestamptz,                   -- NULL: unknown
    author_posts bigint,                        -- with media, before this one
    origin_since timestamptz,
    origin_posts bigint,
    PRIMARY KEY (server, uri)
);

-- Whoever was here before is no newcomer; what was known when their old posts came, nobody wrote down.
INSERT INTO newcomers (server, uri, is_counted) SELECT DISTINCT server, uri, true FROM items;

INSERT INTO authors (server, uri, first_at, media_posts)
SELECT server, post #>> '{author,uri}', min(seen_at), count(DISTINCT uri) FROM items
WHERE post #>> '{author,uri}' <> '' GROUP BY 1, 2;

INSERT INTO origins (server, domain, first_at, media_posts)
SELECT server, domain, min(seen_at), count(DISTINCT uri) FROM (
    SELECT server, uri, seen_at, lower(substring(post #>> '{author,uri}' FROM '^[a-z]+://([^/@?#]+)')) AS domain FROM items
) AS found
WHERE domain <> '' GROUP BY 1, 2;

-- == flags: who complained, and what became of it ==

-- What happened to complaints, for ever: who has which record is computed from it, and from nothing else.
-- Whoever adds to it holds a lock until the transaction ends: ids are in the order in which it became true.
CREATE TABLE flag_events (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL,
    kind   text NOT NULL,                       -- complaint, held, hidden, judged, lapsed, trusted, paused
    server bigint REFERENCES servers,           -- NULL: every one
    item   text NOT NULL DEFAULT '',            -- an item's id, or a name for one that we never had
    source text NOT NULL DEFAULT '',            -- who complained, or is trusted
    -- from before we were there: comes before everything else, by its own time
    is_past boolean NOT NULL DEFAULT false,
    body   jsonb NOT NULL
);
CREATE INDEX flag_events_by_item ON flag_events (item, kind);
-- One source complains of one post once, however often and by whichever way it is told.
CREATE UNIQUE INDEX flag_events_once ON flag_events (item, source, (body->>'group')) WHERE kind = 'complaint';
CREATE UNIQUE INDEX flag_events_hidden ON flag_events (item) WHERE kind = 'hidden';
CREATE INDEX flag_events_by_flag ON flag_events (server, (body->>'flag')) WHERE kind = 'complaint';
CREATE INDEX flag_events_past ON flag_events (id) WHERE is_past;
CREATE INDEX flag_events_by_source ON flag_events (source) WHERE kind = 'trusted';

-- The posts that complaints cite, by the server's own id or by URI, whether they are there or not.
CREATE TABLE flag_posts (
    server bigint NOT NULL REFERENCES servers,
    post   text NOT NULL,
    flag   text NOT NULL,                       -- its native id
    PRIMARY KEY (server, post, flag)
);
INSERT INTO flag_posts (server, post, flag)
SELECT DISTINCT server, jsonb_array_elements_text(flag->'posts'), native_id FROM flags;
CREATE INDEX items_by_native_id ON items (server, native_id);
CREATE INDEX orders_by_target ON orders (server, target);

-- Settled complaints of a server, on the way into the log: all of them count, or none.
CREATE TABLE flag_history (
    server    bigint NOT NULL REFERENCES servers,
    native_id text NOT NULL,
    flag      jsonb NOT NULL,
    PRIMARY KEY (server, native_id)
);

-- == words: what scanners found in them; the words are kept nowhere ==

ALTER TABLE items ADD COLUMN hits jsonb;        -- NULL: nobody has read the words
ALTER TABLE items ADD COLUMN read_by text[] NOT NULL DEFAULT '{}';  -- scanners that have read them

-- == brakes: how often rules fired, and which are held back ==

CREATE TABLE rule_hours (
    core        text NOT NULL,
    hour        timestamptz NOT NULL,
    is_enforced boolean NOT NULL,               -- false: it could only note
    asked       bigint NOT NULL,                -- posts of which it knew an answer
    fired       bigint NOT NULL,
    unknown     bigint NOT NULL,                -- posts of which it knew none
    PRIMARY KEY (core, hour, is_enforced)
);
CREATE INDEX rule_hours_by_age ON rule_hours (hour);

-- How often rules in force wished for an action that has a quota.
CREATE TABLE action_days (
    action text NOT NULL,
    day    date NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (action, day)
);

CREATE TABLE rule_brakes (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    core      text NOT NULL,                    -- of the rule; of a quota: action: and the action
    rule      text NOT NULL,                    -- its id; of a quota: the action
    name      text NOT NULL,                    -- as it is called outside the policy
    kind      text NOT NULL,                    -- limit, quota, new, overturned, by-hand
    since     timestamptz NOT NULL,
    until     timestamptz,                      -- NULL: until a person lifts it
    said      text NOT NULL,
    lifted_at timestamptz,
    lifted_by text,                             -- a person, or "a job": its time was over
    why       text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX rule_brakes_open ON rule_brakes (core, kind) WHERE lifted_at IS NULL;
CREATE INDEX rule_brakes_by_core ON rule_brakes (core);

-- Verdicts by age: whether people agree with a rule.
CREATE INDEX cases_by_verdict ON cases (verdict_at) WHERE verdict_at IS NOT NULL;

-- == surges: what happened by hour, and which guards are on ==

CREATE TABLE hours (
    server bigint NOT NULL REFERENCES servers,
    what   text NOT NULL,                       -- posts, flags, sign-ups
    domain text NOT NULL,                       -- of origin; empty: of all together
    hour   timestamptz NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (server, what, domain, hour)
);
CREATE INDEX hours_by_age ON hours (hour, server);

CREATE TABLE guards (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    guard    text NOT NULL,                     -- its id in the policy
    server   bigint NOT NULL,                   -- 0: every protected server
    domain   text NOT NULL,                     -- of origin; empty: all
    is_on    boolean NOT NULL,                  -- false: people are told of the surge, and no more
    since    timestamptz NOT NULL,
    until    timestamptz NOT NULL,
    said     text NOT NULL,
    began_by text NOT NULL,                     -- a person, or "a job"
    ended_at timestamptz,
    ended_by text
);
CREATE UNIQUE INDEX guards_open ON guards (guard, server, domain) WHERE ended_at IS NULL;
