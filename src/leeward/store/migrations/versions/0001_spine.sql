-- The spine: what was seen, what came of looking, what was decided, ordered, answered and proved.
-- Times are UTC. Every table that grows names its index for the question that is asked of it.

CREATE TABLE servers (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address      text NOT NULL UNIQUE,          -- https://host[:port], as connected
    domain       text NOT NULL,
    program      text NOT NULL,                 -- the plug-in that speaks to it
    card         jsonb NOT NULL,                -- what it said of itself, and what it can do
    token        bytea,                         -- sealed
    secret       bytea,                         -- sealed: of its webhooks
    ways_in      text[] NOT NULL DEFAULT '{}',  -- configured, each watched by canaries
    is_watched   boolean NOT NULL DEFAULT true,
    has_canaries boolean NOT NULL DEFAULT true, -- whether we may post there as our own account
    connected_at timestamptz NOT NULL
);

-- One row for each time a way in told us something: the same post may be seen by several.
CREATE TABLE sightings (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    server   bigint NOT NULL REFERENCES servers,
    way_in   text NOT NULL,
    digest   bytea NOT NULL,                    -- of what was told, without what changes in a retry
    subject  text NOT NULL,                     -- the URI or id it was about
    seen_at  timestamptz NOT NULL,
    UNIQUE (server, way_in, digest)
);
CREATE INDEX sightings_by_age ON sightings (seen_at);

CREATE TABLE items (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    server     bigint NOT NULL REFERENCES servers,
    native_id  text NOT NULL,
    uri        text NOT NULL,
    revision   text NOT NULL DEFAULT '',        -- of an edited post: when; a new revision is looked at anew
    way_in     text NOT NULL,                   -- that saw it first
    post       jsonb NOT NULL,                  -- as parsed; never its text
    seen_at    timestamptz NOT NULL,
    decided_at timestamptz,
    gone_at    timestamptz,                     -- its author or server told that it is deleted
    UNIQUE (server, uri, revision)
);
CREATE INDEX items_open ON items (seen_at) WHERE decided_at IS NULL;

CREATE TABLE media (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item       bigint NOT NULL REFERENCES items ON DELETE CASCADE,
    position   smallint NOT NULL,
    native_id  text NOT NULL,
    kind       text NOT NULL,
    copies     jsonb NOT NULL,                  -- [{"place", "url"}]
    look       text,                            -- NULL: not looked at yet
    is_final   boolean NOT NULL DEFAULT false,  -- false with a look: another attempt is planned
    reason     text,
    size       bigint,
    sha256     bytea,
    media_type text,
    signals    jsonb,
    attempts   smallint NOT NULL DEFAULT 0,
    next_at    timestamptz,                     -- of the next attempt
    looked_at  timestamptz,
    UNIQUE (item, position)
);
CREATE INDEX media_due ON media (next_at) WHERE NOT is_final;
CREATE INDEX media_by_sha256 ON media USING hash (sha256);
CREATE INDEX media_by_age ON media USING brin (looked_at);

CREATE TABLE matches (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    media       bigint NOT NULL REFERENCES media ON DELETE CASCADE,
    bank        text NOT NULL,
    bank_digest text NOT NULL,
    kind        text NOT NULL,
    is_exact    boolean NOT NULL,
    distance    smallint NOT NULL,
    threshold   smallint NOT NULL,
    view        text NOT NULL,
    entry       bytea NOT NULL                  -- SHA-256 of the list's own name or value: to tell two apart, no more
);
CREATE INDEX matches_by_media ON matches (media);

CREATE TABLE policies (
    digest   text PRIMARY KEY,
    text     text NOT NULL,
    first_at timestamptz NOT NULL
);

CREATE TABLE decisions (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item       bigint NOT NULL REFERENCES items ON DELETE CASCADE,
    round      smallint NOT NULL,               -- made anew when a later look changes the facts
    policy     text NOT NULL REFERENCES policies,
    code       text NOT NULL,                   -- Leeward's version
    frame      jsonb NOT NULL,                  -- the facts it was made from
    evaluation jsonb NOT NULL,
    actions    text[] NOT NULL,
    decided_at timestamptz NOT NULL,
    UNIQUE (item, round)
);

CREATE TABLE cases (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item      bigint NOT NULL REFERENCES items,
    server    bigint NOT NULL REFERENCES servers,
    state     text NOT NULL,
    queue     text NOT NULL,
    actions   text[] NOT NULL,
    is_exact  boolean NOT NULL DEFAULT false,
    opened_at timestamptz NOT NULL,
    moved_at  timestamptz NOT NULL,
    moved_by  text NOT NULL,                    -- "a job", or a person's name
    verdict   text,                             -- confirmed or released
    verdict_by text,
    verdict_at timestamptz,
    times     smallint NOT NULL DEFAULT 0,      -- how often people confirmed it: again when a copy came back
    why       text,                             -- a person's words for closing it
    appeal_of bigint REFERENCES cases
);
CREATE UNIQUE INDEX cases_one_per_item ON cases (item) WHERE appeal_of IS NULL;
CREATE INDEX cases_by_state ON cases (state, moved_at);

CREATE TABLE orders (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key       text NOT NULL UNIQUE,             -- the same order is never written twice
    "case"    bigint NOT NULL REFERENCES cases,
    server    bigint NOT NULL REFERENCES servers,
    action    text NOT NULL,
    target    text NOT NULL,                    -- the native id of what it touches: what the fuse counts
    subject   jsonb NOT NULL,
    person    text,                             -- who ordered it; NULL: the policy
    times     smallint NOT NULL DEFAULT 0,      -- as the case's, when it was ordered
    undoes    bigint REFERENCES orders,         -- the order that this one takes back
    state     text NOT NULL,
    attempts  smallint NOT NULL DEFAULT 0,
    next_at   timestamptz,
    answer    jsonb,
    made_at   timestamptz NOT NULL,
    ended_at  timestamptz
);
CREATE INDEX orders_open ON orders (next_at) WHERE ended_at IS NULL;
CREATE INDEX orders_by_case ON orders ("case");
CREATE INDEX orders_recent ON orders (server, action, made_at);

CREATE TABLE probes (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "case"   bigint NOT NULL REFERENCES cases,
    times    smallint NOT NULL,                 -- as the case's: each confirmation is proved anew
    round    smallint NOT NULL,                 -- 0 now, 1 minutes, 2 hours, 3 days, ...
    what     text NOT NULL,                     -- post, url or bytes
    place    text NOT NULL,
    url      text NOT NULL,
    media    bigint REFERENCES media ON DELETE SET NULL,
    expects  text NOT NULL,                     -- gone, or nothing: it is out of the server's reach
    due_at   timestamptz NOT NULL,
    state    text,                              -- gone, still there, unknown
    detail   text,
    done_at  timestamptz,
    UNIQUE ("case", times, round, what, place, url)
);
CREATE INDEX probes_due ON probes (due_at) WHERE done_at IS NULL;

CREATE TABLE denied (
    url      text NOT NULL,
    "case"   bigint NOT NULL REFERENCES cases,
    since    timestamptz NOT NULL,
    PRIMARY KEY (url, "case")                   -- let go by one case, an address may be another's
);

CREATE TABLE flags (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    server     bigint NOT NULL REFERENCES servers,
    native_id  text NOT NULL,
    flag       jsonb NOT NULL,
    told_at    timestamptz NOT NULL,
    is_open    boolean NOT NULL,
    UNIQUE (server, native_id)
);

CREATE TABLE cursors (
    server     bigint NOT NULL REFERENCES servers,
    way_in     text NOT NULL,
    cursor     jsonb NOT NULL,
    moved_at   timestamptz NOT NULL,
    PRIMARY KEY (server, way_in)
);

CREATE TABLE canaries (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    server       bigint NOT NULL REFERENCES servers,
    way_in       text NOT NULL,
    native_id    text NOT NULL DEFAULT '',
    uri          text NOT NULL DEFAULT '',      -- of the post that carries it; empty until it is posted
    sent_at      timestamptz NOT NULL,          -- written before it is sent
    due_at       timestamptz NOT NULL,
    seen_at      timestamptz,
    said         text,                          -- why it could not be sent
    withdrawn_at timestamptz,                   -- the post was taken away again
    left_said    text                           -- why it cannot be taken away
);
CREATE INDEX canaries_by_way ON canaries (server, way_in, sent_at);
CREATE INDEX canaries_by_uri ON canaries (uri);

CREATE TABLE alarms (
    name       text PRIMARY KEY,
    said       text NOT NULL,
    since      timestamptz NOT NULL,
    cleared_at timestamptz                      -- then it goes as soon as everybody who was told knows that, too
);

-- Who was told of an alarm that is open, and whom we could not tell.
CREATE TABLE tellings (
    alarm    text NOT NULL REFERENCES alarms ON DELETE CASCADE,
    channel  text NOT NULL,
    told_at  timestamptz,
    tried_at timestamptz,
    trouble  text,
    PRIMARY KEY (alarm, channel)
);

-- Living processes; one that ends in order takes its row away.
CREATE TABLE workers (
    id         text PRIMARY KEY,
    host       text NOT NULL,
    roles      text[] NOT NULL,
    version    text NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    disk_free  bigint NOT NULL,                 -- bytes, of its data folder
    disk_size  bigint NOT NULL
);

-- What is only counted: dropped direct messages, refused webhooks, posts without media.
CREATE TABLE counts (
    day    date NOT NULL,
    server bigint NOT NULL,
    what   text NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (day, server, what)
);

-- How much of a server's patience is used, shared by all workers.
CREATE TABLE budgets (
    server  bigint NOT NULL REFERENCES servers,
    kind    text NOT NULL,
    tokens     double precision NOT NULL,
    at         timestamptz NOT NULL,
    not_before timestamptz,
    PRIMARY KEY (server, kind)
);

CREATE TABLE sealed (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purpose    text NOT NULL,
    subject    text NOT NULL,
    content    bytea NOT NULL,
    expires_at timestamptz
);
CREATE INDEX sealed_by_age ON sealed (expires_at);

-- Waiting for a place in the tree, then with one. data: NULL once erased; leaf stays.
CREATE TABLE ledger (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number bigint UNIQUE,
    kind   text NOT NULL,
    leaf   bytea NOT NULL,
    data   bytea,
    item   bigint,
    "case" bigint
);
CREATE INDEX ledger_waiting ON ledger (id) WHERE number IS NULL;
CREATE INDEX ledger_by_item ON ledger (item);
CREATE INDEX ledger_by_case ON ledger ("case") WHERE "case" IS NOT NULL;

CREATE TABLE ledger_nodes (
    level  smallint NOT NULL,
    number bigint NOT NULL,
    hash   bytea NOT NULL,
    PRIMARY KEY (level, number)
);

CREATE TABLE ledger_heads (
    size   bigint PRIMARY KEY,
    head   bytea NOT NULL                       -- canonical, signed
);
