-- The review desk: people, the queue, verdicts that can be taken back, sealed media, exposure, other programs.

-- == people: who may sign in, how, and what they may see ==

CREATE TABLE people (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL UNIQUE,         -- as verdicts name them
    known_as      text NOT NULL UNIQUE,         -- the name without what spelling can change
    roles         text[] NOT NULL,              -- observer, moderator, child-safety, lead, operator
    is_everywhere boolean NOT NULL DEFAULT false, -- sees every protected server
    language      text NOT NULL DEFAULT '',     -- empty: what the browser asks for
    made_at       timestamptz NOT NULL,
    made_by       text NOT NULL,
    left_at       timestamptz                   -- then nothing opens any more; the name stays in what they did
);

-- The protected servers whose cases a person sees.
CREATE TABLE memberships (
    person bigint NOT NULL REFERENCES people,
    server bigint NOT NULL REFERENCES servers,
    PRIMARY KEY (person, server)
);

-- One case that somebody may see who otherwise would not.
CREATE TABLE case_grants (
    "case"   bigint NOT NULL REFERENCES cases,
    person   bigint NOT NULL REFERENCES people,
    given_by text NOT NULL,
    given_at timestamptz NOT NULL,
    until    timestamptz NOT NULL,
    why      text NOT NULL,
    PRIMARY KEY ("case", person)
);
CREATE INDEX case_grants_by_person ON case_grants (person, until);

CREATE TABLE credentials (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person  bigint NOT NULL REFERENCES people,
    kind    text NOT NULL,                      -- password, totp, passkey, server
    subject text NOT NULL,                      -- what is unique of it: a passkey's id, an account's URI
    sealed  bytea NOT NULL,
    state   jsonb NOT NULL DEFAULT '{}',        -- what changes with use: a passkey's counter, the last code's time
    made_at timestamptz NOT NULL,
    used_at timestamptz,
    UNIQUE (kind, subject)
);
CREATE INDEX credentials_by_person ON credentials (person, kind);

-- Who is signed in. The cookie's value is kept as a digest only.
CREATE TABLE visits (
    digest  bytea PRIMARY KEY,
    person  bigint NOT NULL REFERENCES people,
    way     text NOT NULL,                      -- how they signed in
    made_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX visits_by_end ON visits (ends_at);
CREATE INDEX visits_by_person ON visits (person);

-- Links that open the desk once, to whoever was made a person of it; and steps of signing in that are under way.
CREATE TABLE invitations (
    digest  bytea PRIMARY KEY,
    person  bigint REFERENCES people,
    kind    text NOT NULL,                      -- link, passkey, server
    sealed  bytea,
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX invitations_by_end ON invitations (ends_at);

-- How often something was tried, so that nobody can try for ever.
CREATE TABLE attempts (
    what   text NOT NULL,                       -- what is limited, and a digest of whose
    "window" timestamptz NOT NULL,
    number integer NOT NULL,
    PRIMARY KEY (what, "window")
);

-- == queue: what waits for people, in order ==

-- One row for each case that waits for a person. Its order among others with the same half-life never changes:
-- rank is log2 of the index without age, minus opening time over half-life.
CREATE TABLE queue (
    "case"        bigint PRIMARY KEY REFERENCES cases,
    server        bigint NOT NULL REFERENCES servers,
    band          text NOT NULL,                -- child-safety, threat, intimate, hate, other
    lane          text NOT NULL,                -- cases with the same half-life
    rank          double precision NOT NULL,
    overdue_at    timestamptz NOT NULL,         -- from then on it goes to the front, the oldest first
    severity      double precision NOT NULL,
    parts         jsonb NOT NULL,               -- of the index, to be shown
    bundle        bigint NOT NULL,              -- cases with the same number are decided together
    needs         text NOT NULL DEFAULT '',     -- lead: somebody could not judge it; partner: nor could a lead
    claimed_by    bigint REFERENCES people,
    claimed_until timestamptz,
    ranked_at     timestamptz NOT NULL
);
CREATE INDEX queue_by_rank ON queue (lane, rank DESC, "case");
CREATE INDEX queue_overdue ON queue (overdue_at, "case");
CREATE INDEX queue_by_bundle ON queue (bundle);
CREATE INDEX queue_by_claim ON queue (claimed_by) WHERE claimed_by IS NOT NULL;

-- Who is not dealt a case again: they skipped it, could not judge it, handed it over, or had decided before.
CREATE TABLE passes (
    "case"  bigint NOT NULL REFERENCES cases,
    person  bigint NOT NULL REFERENCES people,
    kind    text NOT NULL,                      -- skip, unable, handed, first: they judged what is appealed
    said_at timestamptz NOT NULL,
    PRIMARY KEY ("case", person, kind)
);
CREATE INDEX passes_by_person ON passes (person, said_at);

-- == verdicts: what people said, before it takes effect ==

-- What a person has said on the desk: applied by a job when it can no longer be taken back.
CREATE TABLE verdicts (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cases      bigint[] NOT NULL,               -- the first one was looked at; the others are near copies
    person     bigint NOT NULL REFERENCES people,
    kind       text NOT NULL,                   -- allow, restrict, remove, unable
    actions    text[] NOT NULL DEFAULT '{}',    -- further ones, by plug-in
    why        text NOT NULL DEFAULT '',
    without_looking boolean NOT NULL,
    said_at    timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,
    applied_at timestamptz,
    undone_at  timestamptz,
    outcome    jsonb                            -- by case, once applied
);
CREATE INDEX verdicts_due ON verdicts (due_at) WHERE applied_at IS NULL AND undone_at IS NULL;
CREATE INDEX verdicts_by_person ON verdicts (person, said_at);
CREATE INDEX verdicts_by_case ON verdicts USING gin (cases);

-- An appeal is a case of its own; who asked, and what they said, sealed.
CREATE TABLE appeals (
    "case"   bigint PRIMARY KEY REFERENCES cases,
    of       bigint NOT NULL REFERENCES cases,
    filed_by text NOT NULL,
    filed_at timestamptz NOT NULL,
    said     bytea
);

-- Child-safety path: what people have written down for a report. Nothing of it is sent.
CREATE TABLE dossiers (
    "case"  bigint PRIMARY KEY REFERENCES cases,
    body    bytea NOT NULL,                     -- sealed
    person  bigint NOT NULL REFERENCES people,
    said_at timestamptz NOT NULL,
    seconded_by bigint REFERENCES people,
    seconded_at timestamptz
);

-- == evidence: media of cases, sealed; nothing else keeps bytes ==

CREATE TABLE evidence (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    media      bigint NOT NULL UNIQUE REFERENCES media,
    state      text NOT NULL,                   -- wanted, kept, too_large, changed, gone, expired
    sha256     bytea,
    size       bigint,
    media_type text,
    asked_at   timestamptz NOT NULL,
    kept_at    timestamptz,
    expires_at timestamptz,                     -- NULL: not yet: its case is open
    reason     text
);
CREATE INDEX evidence_wanted ON evidence (asked_at) WHERE state = 'wanted';
CREATE INDEX evidence_by_age ON evidence (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE evidence_pieces (
    evidence bigint NOT NULL REFERENCES evidence ON DELETE CASCADE,
    number   integer NOT NULL,
    sealed   bytea NOT NULL,
    PRIMARY KEY (evidence, number)
);

-- == exposure: what each person has been shown, and how they want it ==

-- One step: one derivative that was sent to one person, and how long it was seen.
CREATE TABLE views (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person   bigint NOT NULL REFERENCES people,
    "case"   bigint NOT NULL REFERENCES cases,
    media    bigint NOT NULL REFERENCES media,
    level    smallint NOT NULL,                 -- 1 mosaic to 4 colour
    way      text NOT NULL,                     -- whole, spot, frame
    severity double precision NOT NULL,         -- of the case's band when it was shown
    queue    text NOT NULL,
    began_at timestamptz NOT NULL,
    seconds  integer NOT NULL DEFAULT 0,        -- as the browser told, one each second
    ended_at timestamptz
);
CREATE INDEX views_by_person ON views (person, began_at);
CREATE INDEX views_by_case ON views ("case");

CREATE TABLE comfort (
    person   bigint PRIMARY KEY REFERENCES people,
    settings jsonb NOT NULL
);

CREATE TABLE shifts (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person   bigint NOT NULL REFERENCES people,
    kind     text NOT NULL,                     -- work, break
    began_at timestamptz NOT NULL,
    seen_at  timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX shifts_by_person ON shifts (person, began_at);

-- Items that were decided already, or are synthetic, dealt again to measure how far people agree.
CREATE TABLE golden (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "case"   bigint NOT NULL REFERENCES cases,
    person   bigint NOT NULL REFERENCES people,
    dealt_at timestamptz NOT NULL,
    verdict  text,
    said_at  timestamptz
);
CREATE INDEX golden_by_person ON golden (person, dealt_at);

-- == reach: tokens for other programs, and what they are told ==

CREATE TABLE api_tokens (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person   bigint NOT NULL REFERENCES people,
    name     text NOT NULL,
    digest   bytea NOT NULL UNIQUE,
    scopes   text[] NOT NULL,
    made_at  timestamptz NOT NULL,
    ends_at  timestamptz NOT NULL,
    used_at  timestamptz,
    revoked_at timestamptz
);

CREATE TABLE hooks (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person   bigint NOT NULL REFERENCES people,
    url      text NOT NULL,
    secret   bytea NOT NULL,                    -- sealed
    events   text[] NOT NULL,
    made_at  timestamptz NOT NULL,
    ended_at timestamptz,
    ended_why text
);

CREATE TABLE hook_calls (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hook     bigint NOT NULL REFERENCES hooks,
    event    text NOT NULL,
    "case"   bigint NOT NULL,
    made_at  timestamptz NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    next_at  timestamptz,
    done_at  timestamptz,
    said     text
);
CREATE INDEX hook_calls_due ON hook_calls (next_at) WHERE done_at IS NULL AND next_at IS NOT NULL;

-- == walls: each protected server's people see only their own ==
