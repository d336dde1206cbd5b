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

-- Cases with the same number are near copies, and decided together.
CREATE SEQUENCE bundles;

-- One row for each case that waits for a person, put here and taken away with the case's state. Its order among
-- others of its lane never changes: rank is log2 of the index without age, minus opening time over half-life.
CREATE TABLE queue (
    "case"        bigint PRIMARY KEY REFERENCES cases,
    server        bigint NOT NULL REFERENCES servers,
    queue         text NOT NULL,                -- as the case's
    state         text NOT NULL,                -- as the case's: waiting, returned
    since         timestamptz NOT NULL,         -- it waits
    band          text NOT NULL DEFAULT 'other', -- child-safety, threat, intimate, hate, other
    lane          text NOT NULL DEFAULT 'steady', -- cases with the same half-life
    rank          double precision,             -- NULL: not ranked yet
    overdue_at    timestamptz,                  -- from then on it goes to the front, the oldest first
    severity      double precision NOT NULL DEFAULT 2,
    is_held       boolean NOT NULL DEFAULT false,
    is_text       boolean NOT NULL DEFAULT false, -- there is nothing to look at
    parts         jsonb NOT NULL DEFAULT '{}',  -- of the index, to be shown
    bundle        bigint NOT NULL DEFAULT nextval('bundles'),
    needs         text NOT NULL DEFAULT '',     -- lead: somebody could not judge it; partner: nor could a lead
    claimed_by    bigint REFERENCES people,
    claimed_until timestamptz,
    ranked_at     timestamptz
);
CREATE INDEX queue_by_rank ON queue (band, lane, rank DESC, "case") INCLUDE (server, since) WHERE rank IS NOT NULL;
CREATE INDEX queue_overdue ON queue (band, lane, overdue_at, "case") INCLUDE (server) WHERE rank IS NOT NULL;
CREATE INDEX queue_light ON queue (severity, since, "case") WHERE is_text;
CREATE INDEX queue_held ON queue (since) WHERE is_held;
CREATE INDEX queue_by_bundle ON queue (bundle);
CREATE INDEX queue_by_claim ON queue (claimed_by) WHERE claimed_by IS NOT NULL;

-- Cases of which something new is known: they are ranked again. Only ever added to: whoever tells waits for nobody.
CREATE TABLE queue_news (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "case" bigint NOT NULL
);
CREATE INDEX queue_news_by_case ON queue_news ("case");

-- Each media of a case in the queue, by what it has in common with near copies. blocks: of its PDQ hash, of its
-- SHA-256, and of entries of lists that it matches.
CREATE TABLE prints (
    "case"  bigint NOT NULL REFERENCES queue ON DELETE CASCADE,
    media   bigint NOT NULL,
    pdq     bytea,                              -- NULL: it has none that is clear enough to compare
    entries bytea[] NOT NULL,
    sha256  bytea NOT NULL,
    blocks  bigint[] NOT NULL,
    PRIMARY KEY ("case", media)
);
CREATE INDEX prints_by_block ON prints USING gin (blocks) WITH (fastupdate = off);  -- asked as often as added to

-- Who was dealt which case, or opened it by themselves. Not tied to cases: who deals waits for nobody that moves one.
CREATE TABLE deals (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "case"   bigint NOT NULL,
    person   bigint NOT NULL REFERENCES people,
    way      text NOT NULL,                     -- urgent, overdue, index, light, opened
    band     text NOT NULL,
    dealt_at timestamptz NOT NULL
);
CREATE INDEX deals_by_person ON deals (person, dealt_at);
CREATE INDEX deals_by_age ON deals (dealt_at);

-- The case whose verdict by people a job has taken over: the same file, on the same server.
ALTER TABLE cases ADD COLUMN remembers bigint REFERENCES cases;

-- For lists of cases, page by page, the newest first.
CREATE INDEX cases_listed ON cases (state, id);
CREATE INDEX cases_listed_by_queue ON cases (queue, id);

-- A case waits exactly as long as it is here, whoever moves it, and whatever is killed meanwhile.
CREATE FUNCTION queue_takes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM added WHERE state IN ('waiting', 'returned')) THEN
        INSERT INTO queue ("case", server, queue, state, since)
        SELECT id, server, queue, state, CASE WHEN state = 'waiting' THEN opened_at ELSE moved_at END
        FROM added WHERE state IN ('waiting', 'returned');
        INSERT INTO queue_news ("case") SELECT id FROM added WHERE state IN ('waiting', 'returned');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER queue_takes AFTER INSERT ON cases
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION queue_takes();

CREATE FUNCTION queue_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('waiting', 'returned') THEN
        DELETE FROM queue WHERE "case" = NEW.id;
        RETURN NULL;
    END IF;
    IF OLD.state <> NEW.state OR OLD.queue <> NEW.queue THEN
        INSERT INTO queue ("case", server, queue, state, since)
        VALUES (NEW.id, NEW.server, NEW.queue, NEW.state,
                CASE WHEN NEW.state = 'waiting' THEN NEW.opened_at ELSE NEW.moved_at END)
        ON CONFLICT ("case") DO UPDATE SET queue = EXCLUDED.queue, state = EXCLUDED.state, since = EXCLUDED.since;
    END IF;
    INSERT INTO queue_news ("case") VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER queue_follows AFTER UPDATE OF state, queue, actions, is_exact ON cases FOR EACH ROW
    WHEN (OLD.state IN ('waiting', 'returned') OR NEW.state IN ('waiting', 'returned'))
    EXECUTE FUNCTION queue_follows();

CREATE FUNCTION queue_hears_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_news ("case") SELECT NEW."case" FROM queue q WHERE q."case" = NEW."case";
    RETURN NULL;
END $$;
CREATE TRIGGER queue_hears_order AFTER UPDATE OF state ON orders
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION queue_hears_order();

CREATE FUNCTION queue_hears_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_news ("case")
    SELECT q."case" FROM cases c JOIN queue q ON q."case" = c.id WHERE c.item = NEW.item;
    RETURN NULL;
END $$;
CREATE TRIGGER queue_hears_decision AFTER INSERT ON decisions
    FOR EACH ROW EXECUTE FUNCTION queue_hears_decision();

INSERT INTO queue ("case", server, queue, state, since)
SELECT id, server, queue, state, CASE WHEN state = 'waiting' THEN opened_at ELSE moved_at END
FROM cases WHERE state IN ('waiting', 'returned');
INSERT INTO queue_news ("case") SELECT "case" FROM queue;

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
    kind       text NOT NULL,                   -- allow, restrict, remove, unable; of appeals: uphold, turn-down
    actions    text[] NOT NULL DEFAULT '{}',    -- further ones, by plug-in
    why        text NOT NULL DEFAULT '',
    without_looking boolean NOT NULL,
    said_at    timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,
    begun_at   timestamptz,                     -- from then on it cannot be taken back
    applied_at timestamptz,
    undone_at  timestamptz,
    outcome    jsonb NOT NULL DEFAULT '{}',     -- by case, each written with what the verdict does to it
    told_at    timestamptz                      -- the person has read what came of it
);
CREATE INDEX verdicts_due ON verdicts (due_at) WHERE applied_at IS NULL AND undone_at IS NULL;
CREATE INDEX verdicts_pending ON verdicts USING gin (cases) WHERE applied_at IS NULL AND undone_at IS NULL;
CREATE INDEX verdicts_by_person ON verdicts (person, said_at);
CREATE INDEX verdicts_in_conflict ON verdicts (person)
    WHERE told_at IS NULL AND outcome @? '$.*.state ? (@ == "conflict")';  -- asked at each first page
CREATE INDEX verdicts_by_case ON verdicts USING gin (cases);

-- An appeal is a case of its own; who asked, and what they said, sealed.
CREATE TABLE appeals (
    "case"   bigint PRIMARY KEY REFERENCES cases,
    of       bigint NOT NULL REFERENCES cases,
    filed_by text NOT NULL,
    filed_at timestamptz NOT NULL,
    said     bytea
);

CREATE INDEX cases_by_appeal ON cases (appeal_of) WHERE appeal_of IS NOT NULL;
CREATE INDEX items_by_author ON items (server, (post #>> '{author,uri}'));

-- Child-safety path: what people have written down for a report. Nothing of it is sent.
CREATE TABLE dossiers (
    "case"  bigint PRIMARY KEY REFERENCES cases,
    body    bytea NOT NULL,                     -- sealed
    person  bigint NOT NULL REFERENCES people,
    said_at timestamptz NOT NULL,
    second  bytea,                              -- sealed: what the second reader chose, without seeing the first
    seconded_by bigint REFERENCES people,
    seconded_at timestamptz,
    agrees  boolean                             -- whether both chose the same
);

-- Whether a person may be dealt a case: none that they have passed on, have spoken of, or judged before it was
-- appealed; and none of which somebody has just said something that can still be taken back. again: whoever
-- moderates alone may speak again of what they said before that; NULL: somebody else does.
CREATE FUNCTION queue_is_for(number bigint, whom bigint, known text, named text, again timestamptz)
    RETURNS boolean STABLE LANGUAGE sql
    RETURN NOT EXISTS (SELECT 1 FROM passes p WHERE p."case" = number AND p.person = whom
                       AND (p.kind <> 'first' OR again IS NULL OR p.said_at > again))
        AND NOT EXISTS (SELECT 1 FROM verdicts v WHERE v.cases @> ARRAY[number] AND v.applied_at IS NULL
                        AND v.undone_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM voices v JOIN cases c ON c.id = v."case" AND c.times = v.times
                        WHERE v."case" = number AND v.person = known AND (again IS NULL OR v.said_at > again))
        AND NOT EXISTS (SELECT 1 FROM cases a JOIN cases o ON o.id = a.appeal_of
                        WHERE a.id = number AND (again IS NULL OR a.opened_at > again)
                        AND (lower(o.verdict_by) = lower(named) OR EXISTS (
                            SELECT 1 FROM voices v WHERE v."case" = o.id AND v.person = known)));

-- == evidence: media of cases, sealed; nothing else keeps bytes ==

CREATE TABLE evidence (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    media      bigint NOT NULL UNIQUE REFERENCES media,
    state      text NOT NULL,                   -- wanted, kept, too_large, changed, gone, expired
    sha256     bytea,
    size       bigint,
    media_type text,
    asked_at   timestamptz NOT NULL,
    attempts   smallint NOT NULL DEFAULT 0,
    next_at    timestamptz,                     -- of the next attempt
    kept_at    timestamptz,
    erased_at  timestamptz,
    reason     text
);
CREATE INDEX evidence_wanted ON evidence (asked_at) WHERE state = 'wanted';
CREATE INDEX evidence_kept ON evidence (kept_at) WHERE state = 'kept';

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
    way      text NOT NULL,                     -- whole, spot
    frame    smallint NOT NULL DEFAULT 0,       -- of a clip or an animation
    severity double precision NOT NULL,         -- of the case's band when it was shown: 1 is child safety
    queue    text NOT NULL,
    reason   text NOT NULL DEFAULT '',          -- typed by whoever looks at what needs no look
    began_at timestamptz NOT NULL,
    seen_at  timestamptz,                       -- when the browser told that it was still shown
    seconds  integer NOT NULL DEFAULT 0,        -- as the browser told, one each second
    ticket   bytea,                             -- digest of what one GET of this picture needs
    ended_at timestamptz
);
CREATE INDEX views_open ON views (person) WHERE ended_at IS NULL;
CREATE INDEX views_by_person ON views (person, began_at);
CREATE INDEX views_by_case ON views ("case");

CREATE TABLE comfort (
    person   bigint PRIMARY KEY REFERENCES people,
    settings jsonb NOT NULL
);

-- Who worked when, noted at most once a minute.
CREATE TABLE shifts (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person   bigint NOT NULL REFERENCES people,
    kind     text NOT NULL,                     -- work, break; later: a proposed break was put off
    began_at timestamptz NOT NULL,
    seen_at  timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX shifts_by_person ON shifts (person, began_at);
CREATE INDEX shifts_by_age ON shifts (began_at);
CREATE UNIQUE INDEX shifts_open ON shifts (person) WHERE ended_at IS NULL;

-- Cases that were decided already, dealt again to measure how far people agree. What is said of them acts on nothing.
CREATE TABLE golden (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "case"   bigint NOT NULL REFERENCES cases,
    person   bigint NOT NULL REFERENCES people,
    dealt_at timestamptz NOT NULL,
    verdict  text,                              -- allow, restrict, remove, unable, skip; NULL: not yet
    said_at  timestamptz,
    UNIQUE ("case", person)                     -- nobody is asked about the same twice
);
CREATE INDEX golden_by_person ON golden (person, dealt_at);
CREATE INDEX golden_by_age ON golden (said_at) WHERE said_at IS NOT NULL;

-- What a week brought, and how much a team was shown.
CREATE INDEX views_by_age ON views (began_at);
CREATE INDEX probes_by_end ON probes (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX verdicts_by_end ON verdicts (applied_at) WHERE applied_at IS NOT NULL;
CREATE INDEX orders_by_end ON orders (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX cases_remembered ON cases ((coalesce(verdict_at, let_go_at))) WHERE remembers IS NOT NULL;
CREATE INDEX appeals_of_cases ON cases (verdict_at) WHERE appeal_of IS NOT NULL;

-- == reach: tokens for other programs, and what they are told ==

CREATE TABLE api_tokens (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person   bigint NOT NULL REFERENCES people,
    name     text NOT NULL,
    digest   bytea NOT NULL UNIQUE,
    scopes   text[] NOT NULL,                   -- rights: what a program may do at most
    made_at  timestamptz NOT NULL,
    ends_at  timestamptz NOT NULL,
    used_at  timestamptz,
    revoked_at timestamptz
);
CREATE INDEX api_tokens_by_person ON api_tokens (person);

CREATE TABLE hooks (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person   bigint NOT NULL REFERENCES people, -- told is what this person may see
    url      text NOT NULL,
    secret   bytea NOT NULL,                    -- sealed
    events   text[] NOT NULL,
    made_at  timestamptz NOT NULL,
    ended_at timestamptz,
    ended_why text
);
CREATE INDEX hooks_by_person ON hooks (person);

-- One event that one hook is told. Its id is the event's: who gets it twice knows it by that.
CREATE TABLE hook_calls (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hook     bigint NOT NULL REFERENCES hooks,
    event    text NOT NULL,
    "case"   bigint NOT NULL,                   -- 0: a test
    made_at  timestamptz NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    next_at  timestamptz,                       -- NULL: told, passed over or given up
    done_at  timestamptz,
    said     text                               -- what came of the last attempt
);
CREATE INDEX hook_calls_due ON hook_calls (next_at) WHERE done_at IS NULL AND next_at IS NOT NULL;
CREATE INDEX hook_calls_by_hook ON hook_calls (hook, id);

-- What happens is told by triggers: nobody who writes can forget it, and what is rolled back was never told.
-- What asks for hooks runs as the owner, as whoever decides may see none.
CREATE FUNCTION announce(event text, number bigint, server bigint, queue text) RETURNS void LANGUAGE sql AS $$
    SELECT pg_notify('leeward_desk', json_build_object(
        'event', event, 'case', number, 'server', server, 'queue', queue)::text)
$$;

-- whom: only this person's; NULL: everybody's.
CREATE FUNCTION put_to_hooks(new_event text, number bigint, at timestamptz, whom bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = leeward, pg_temp AS $$
    INSERT INTO hook_calls (hook, event, "case", made_at, next_at)
    SELECT id, new_event, number, at, at FROM hooks
    WHERE ended_at IS NULL AND new_event = ANY(events) AND (whom IS NULL OR person = whom)
$$;

CREATE FUNCTION tell_of_new_cases() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = leeward, pg_temp AS $$
BEGIN
    PERFORM announce('case.opened', id, server, queue) FROM added;
    IF EXISTS (SELECT 1 FROM hooks WHERE ended_at IS NULL AND 'case.opened' = ANY(events)) THEN
        PERFORM put_to_hooks('case.opened', id, opened_at, NULL) FROM added;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_of_new_cases AFTER INSERT ON cases
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tell_of_new_cases();

CREATE FUNCTION tell_of_case() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = leeward, pg_temp AS $$
BEGIN
    PERFORM announce('case.moved', NEW.id, NEW.server, NEW.queue);
    INSERT INTO hook_calls (hook, event, "case", made_at, next_at)
    SELECT id, 'case.moved', NEW.id, NEW.moved_at, NEW.moved_at FROM hooks
    WHERE ended_at IS NULL AND 'case.moved' = ANY(events);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_of_moved_case AFTER UPDATE OF state ON cases
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION tell_of_case();

-- Whoever reads second is not told that somebody spoke: only a removal waits for them, so they would know of it.
-- As long as a case waits, its verdicts are told to whoever said them, and to all others that numbers changed.
CREATE FUNCTION tell_of_verdict() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    event text := CASE WHEN TG_OP = 'INSERT' THEN 'verdict.said' WHEN NEW.undone_at IS NOT NULL THEN 'verdict.undone'
                       ELSE 'verdict.applied' END;
    at timestamptz := CASE WHEN TG_OP = 'INSERT' THEN NEW.said_at ELSE coalesce(NEW.undone_at, NEW.applied_at) END;
BEGIN
    PERFORM announce('queue.changed', NULL, c.server, c.queue),
            put_to_hooks(event, c.id, at, CASE WHEN c.state IN ('waiting', 'returned') THEN NEW.person END)
    FROM cases c WHERE c.id = ANY(NEW.cases);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_of_new_verdict AFTER INSERT ON verdicts FOR EACH ROW EXECUTE FUNCTION tell_of_verdict();
CREATE TRIGGER tell_of_ended_verdict AFTER UPDATE OF applied_at, undone_at ON verdicts FOR EACH ROW
    WHEN (OLD.applied_at IS DISTINCT FROM NEW.applied_at OR OLD.undone_at IS DISTINCT FROM NEW.undone_at)
    EXECUTE FUNCTION tell_of_verdict();

CREATE FUNCTION tell_of_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM announce(CASE WHEN NEW.claimed_by IS NULL THEN 'case.freed' ELSE 'case.claimed' END, c.id, c.server, c.queue)
    FROM cases c WHERE c.id = NEW."case";
    RETURN NULL;
END $$;
CREATE TRIGGER tell_of_claim AFTER UPDATE OF claimed_by ON queue
    FOR EACH ROW WHEN (OLD.claimed_by IS DISTINCT FROM NEW.claimed_by) EXECUTE FUNCTION tell_of_claim();

-- Many at once are told in one word: whoever shows numbers counts them anew.
CREATE FUNCTION tell_of_queue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT 1 FROM changed LIMIT 21) AS c) > 20 THEN
        PERFORM announce('queue.changed', NULL, NULL, NULL);
    ELSE
        PERFORM announce('queue.changed', c.id, c.server, c.queue) FROM changed JOIN cases c ON c.id = changed."case";
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_of_queued AFTER INSERT ON queue
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_queue();
CREATE TRIGGER tell_of_unqueued AFTER DELETE ON queue
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_of_queue();

-- == office: what takes longer than a page, and where the ledger is searched ==

-- Asked for by a person, done by a job; killed anywhere, it is done again from the beginning.
CREATE TABLE errands (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person   bigint NOT NULL REFERENCES people,
    kind     text NOT NULL,                     -- trial, audit
    asked    jsonb NOT NULL,
    state    text NOT NULL,                     -- waiting, running, done, failed, stopped
    done     bigint NOT NULL DEFAULT 0,
    total    bigint NOT NULL DEFAULT 0,
    result   jsonb,
    said     text NOT NULL DEFAULT '',          -- why it failed
    asked_at timestamptz NOT NULL,
    began_at timestamptz,
    ended_at timestamptz
);
CREATE INDEX errands_by_person ON errands (person, kind, id);
CREATE INDEX errands_by_age ON errands (asked_at);

-- For finding only: what the entry says is in its bytes. Goes when they do.
ALTER TABLE ledger ADD COLUMN person text;
CREATE INDEX ledger_by_person ON ledger (person, id) WHERE person IS NOT NULL;
CREATE INDEX ledger_by_kind ON ledger (kind, id);
CREATE INDEX ledger_of_deeds ON ledger (id) WHERE kind NOT LIKE 'view.%';
CREATE INDEX flag_events_by_complainant ON flag_events (source, id) WHERE kind = 'complaint';

-- == walls: each protected server's people see only their own ==

-- A request of the desk reads as a role of PostgreSQL that owns nothing (store/desk/walls.py), and says in
-- settings of its transaction who asks. What is not set shows nothing. Whoever owns the tables is not behind the
-- walls: the worker reads and writes as ever.

CREATE FUNCTION desk_person() RETURNS bigint STABLE LANGUAGE sql
    RETURN nullif(current_setting('leeward.person', true), '')::bigint;
CREATE FUNCTION desk_everywhere() RETURNS boolean STABLE LANGUAGE sql
    RETURN coalesce(current_setting('leeward.sees', true) = '*', false);
CREATE FUNCTION desk_servers() RETURNS bigint[] STABLE LANGUAGE sql
    RETURN CASE WHEN current_setting('leeward.sees', true) = '*' THEN '{}'
        ELSE ('{' || current_setting('leeward.sees', true) || '}')::bigint[] END;
CREATE FUNCTION desk_child_safety() RETURNS boolean STABLE LANGUAGE sql
    RETURN coalesce(current_setting('leeward.child_safety', true) = 'on', false);
CREATE FUNCTION desk_grants() RETURNS bigint[] STABLE LANGUAGE sql
    RETURN ('{' || current_setting('leeward.grants', true) || '}')::bigint[];

-- Asked by somebody who does not see such cases, of an item of which they may see another one.
CREATE FUNCTION desk_is_of_children(asked bigint) RETURNS boolean STABLE LANGUAGE sql SECURITY DEFINER
    RETURN EXISTS (SELECT 1 FROM leeward.cases c WHERE c.item = asked AND c.queue = 'child-safety');

-- The same of complaints: posts as they cite them, by the server's own id or by URI; or an event's item, if it is one.
CREATE FUNCTION desk_cites_children(of_server bigint, posts text[]) RETURNS boolean STABLE LANGUAGE sql SECURITY DEFINER
    RETURN EXISTS (SELECT 1 FROM unnest(posts) AS p(post) CROSS JOIN LATERAL (
        SELECT i.id FROM leeward.items i WHERE i.server = of_server AND i.native_id = p.post
        UNION ALL SELECT i.id FROM leeward.items i WHERE i.server = of_server AND i.uri = p.post) AS i
        JOIN leeward.cases c ON c.item = i.id AND c.queue = 'child-safety'
        WHERE c.id <> ALL (leeward.desk_grants()));
CREATE FUNCTION desk_tells_of_children(item text) RETURNS boolean STABLE LANGUAGE sql SECURITY DEFINER
    RETURN item ~ '^[0-9]{1,18}$' AND EXISTS (SELECT 1 FROM leeward.cases c
        WHERE c.item = (CASE WHEN desk_tells_of_children.item ~ '^[0-9]{1,18}$' THEN desk_tells_of_children.item END)::bigint
          AND c.queue = 'child-safety' AND c.id <> ALL (leeward.desk_grants()));

-- Numbers only: what is behind a wall cannot be found by what stands in it, as PostgreSQL asks who may see it first.
CREATE FUNCTION desk_items_of_author(of_server bigint, account text) RETURNS SETOF bigint STABLE ROWS 20
LANGUAGE sql SECURITY DEFINER BEGIN ATOMIC
    SELECT i.id FROM leeward.items i WHERE i.server = of_server AND (i.post #>> '{author,uri}') = account;
END;

-- Settings are read once a query: a subquery without anything from outside is.
ALTER TABLE cases ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON cases FOR SELECT USING (
    ((SELECT desk_everywhere()) OR server = ANY ((SELECT desk_servers())::bigint[]))
    AND (queue <> 'child-safety' OR (SELECT desk_child_safety()))
    OR id = ANY ((SELECT desk_grants())::bigint[])
);

ALTER TABLE servers ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON servers FOR SELECT USING (
    (SELECT desk_everywhere()) OR id = ANY ((SELECT desk_servers())::bigint[])
    OR id IN (SELECT c.server FROM cases c WHERE c.id = ANY ((SELECT desk_grants())::bigint[]))
);

-- What belongs to a server as a whole; 0 or nothing: to all of them.
ALTER TABLE flags ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON flags FOR SELECT
    USING (((SELECT desk_everywhere()) OR server = ANY ((SELECT desk_servers())::bigint[]))
        AND ((SELECT desk_child_safety()) OR NOT desk_cites_children(server,
            ARRAY(SELECT jsonb_array_elements_text(coalesce(flag->'posts', '[]'))))));
ALTER TABLE flag_posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON flag_posts FOR SELECT
    USING (((SELECT desk_everywhere()) OR server = ANY ((SELECT desk_servers())::bigint[]))
        AND ((SELECT desk_child_safety()) OR NOT desk_cites_children(server, ARRAY[post])));
ALTER TABLE flag_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON flag_events FOR SELECT
    USING (((SELECT desk_everywhere()) OR server = ANY ((SELECT desk_servers())::bigint[])
            OR server IS NULL AND (SELECT cardinality(desk_servers())) > 0)
        AND ((SELECT desk_child_safety()) OR NOT desk_tells_of_children(item)));
ALTER TABLE authors ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON authors FOR SELECT
    USING ((SELECT desk_everywhere()) OR server = ANY ((SELECT desk_servers())::bigint[]));
ALTER TABLE origins ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON origins FOR SELECT
    USING ((SELECT desk_everywhere()) OR server = ANY ((SELECT desk_servers())::bigint[]));
ALTER TABLE newcomers ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON newcomers FOR SELECT
    USING ((SELECT desk_everywhere()) OR server = ANY ((SELECT desk_servers())::bigint[]));
ALTER TABLE hours ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON hours FOR SELECT
    USING ((SELECT desk_everywhere()) OR server = ANY ((SELECT desk_servers())::bigint[]));
ALTER TABLE guards ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON guards FOR SELECT
    USING ((SELECT desk_everywhere()) OR server = ANY ((SELECT desk_servers())::bigint[])
        OR server = 0 AND (SELECT cardinality(desk_servers())) > 0);
ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON memberships FOR SELECT
    USING ((SELECT desk_everywhere()) OR server = ANY ((SELECT desk_servers())::bigint[]));

-- What belongs to a case. A value that is asked for by a key: of EXISTS, PostgreSQL may read all visible cases first.
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON orders FOR SELECT USING ((SELECT true FROM cases c WHERE c.id = orders."case"));
ALTER TABLE probes ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON probes FOR SELECT USING ((SELECT true FROM cases c WHERE c.id = probes."case"));
ALTER TABLE denied ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON denied FOR SELECT USING ((SELECT true FROM cases c WHERE c.id = denied."case"));
ALTER TABLE queue ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON queue FOR SELECT USING (
    ((SELECT desk_everywhere()) OR server = ANY ((SELECT desk_servers())::bigint[]))
    AND (queue <> 'child-safety' OR (SELECT desk_child_safety()))
    OR "case" = ANY ((SELECT desk_grants())::bigint[])
);
ALTER TABLE appeals ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON appeals FOR SELECT USING ((SELECT true FROM cases c WHERE c.id = appeals."case"));
ALTER TABLE dossiers ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON dossiers FOR SELECT USING ((SELECT true FROM cases c WHERE c.id = dossiers."case"));

-- What others said of a case is seen once it is decided: whoever reads second reads blind.
ALTER TABLE voices ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON voices FOR SELECT
    USING ((SELECT true FROM cases c WHERE c.id = voices."case" AND c.verdict_at >= voices.said_at));
ALTER TABLE verdicts ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON verdicts FOR SELECT USING (
    person = (SELECT desk_person())
    OR EXISTS (SELECT 1 FROM cases c WHERE c.id = ANY (verdicts.cases) AND c.verdict_at >= verdicts.said_at)
);

-- What belongs to a post. One that was held for another reason first shows nothing of what was found later.
ALTER TABLE items ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON items FOR SELECT USING ((
    SELECT true FROM cases c WHERE c.item = items.id AND (
        (SELECT desk_child_safety()) OR c.id = ANY ((SELECT desk_grants())::bigint[])
        OR NOT desk_is_of_children(c.item))
    LIMIT 1
));
ALTER TABLE media ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON media FOR SELECT USING ((SELECT true FROM items i WHERE i.id = media.item));
ALTER TABLE decisions ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON decisions FOR SELECT USING ((SELECT true FROM items i WHERE i.id = decisions.item));
ALTER TABLE matches ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON matches FOR SELECT USING ((SELECT true FROM media m WHERE m.id = matches.media));
ALTER TABLE evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON evidence FOR SELECT USING ((SELECT true FROM media m WHERE m.id = evidence.media));

-- What happened. As long as a case is open, not what others said of it.
ALTER TABLE ledger ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON ledger FOR SELECT USING (
    ("case" IS NOT NULL OR item IS NOT NULL OR (SELECT desk_everywhere()))
    AND ("case" IS NULL OR (
        SELECT true FROM cases c WHERE c.id = ledger."case"
        AND (ledger.kind <> 'case.voiced' AND ledger.kind NOT LIKE 'verdict.%'
            OR c.state NOT IN ('decided', 'waiting', 'returned'))))
    AND (item IS NULL OR (SELECT true FROM items i WHERE i.id = ledger.item))
);

-- What is one's own, and nobody else's.
ALTER TABLE views ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON views FOR SELECT USING (person = (SELECT desk_person()));
ALTER TABLE passes ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON passes FOR SELECT USING (person = (SELECT desk_person()));
ALTER TABLE comfort ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON comfort FOR SELECT USING (person = (SELECT desk_person()));
ALTER TABLE shifts ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON shifts FOR SELECT USING (person = (SELECT desk_person()));
ALTER TABLE case_grants ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON case_grants FOR SELECT USING (person = (SELECT desk_person()));

-- Names of those with whom one shares a server.
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON people FOR SELECT USING (
    id = (SELECT desk_person()) OR (SELECT desk_everywhere())
    OR is_everywhere AND (SELECT cardinality(desk_servers())) > 0
    OR EXISTS (SELECT 1 FROM memberships m WHERE m.person = people.id)
);
