-- Care: how each person wants to be shown things, what they have been shown, when they worked and rested.

-- name: kept
-- All that there is of one person since a moment, in one go: every page asks for it.
SELECT (SELECT settings FROM comfort WHERE person = $1) AS settings,
       (SELECT json_agg(v ORDER BY v.began_at, v.id) FROM (
           SELECT id, "case", level, way, severity, queue, began_at, seconds FROM views
           WHERE person = $1 AND began_at > $2) AS v) AS views,
       (SELECT json_agg(s ORDER BY s.began_at, s.id) FROM (
           SELECT id, kind, began_at, seen_at, ended_at FROM shifts WHERE person = $1 AND seen_at > $2) AS s) AS shifts;

-- name: set_comfort
INSERT INTO comfort (person, settings) VALUES ($1, $2::jsonb) ON CONFLICT (person) DO UPDATE SET settings = $2::jsonb;

-- name: speak
UPDATE people SET language = $2 WHERE id = $1;

-- name: views
SELECT id, "case", level, way, severity, queue, began_at, seconds FROM views
WHERE person = $1 AND began_at > $2 ORDER BY began_at, id;

-- name: still_there
UPDATE shifts SET seen_at = $2 WHERE person = $1 AND ended_at IS NULL AND kind = 'work' AND seen_at < $2;

-- name: end_open
-- Work ends when they were last seen; a break, now.
UPDATE shifts SET ended_at = CASE WHEN kind = 'work' THEN seen_at ELSE $2 END,
                  seen_at = CASE WHEN kind = 'work' THEN seen_at ELSE $2 END
WHERE person = $1 AND ended_at IS NULL;

-- name: begin
-- Two tabs may begin at once: one of them does.
INSERT INTO shifts (person, kind, began_at, seen_at, ended_at) VALUES ($1, $2, $3, $3, $4)
ON CONFLICT (person) WHERE ended_at IS NULL DO NOTHING;

-- name: lighter
-- How many other cases they have been through since, without a picture.
SELECT count(*) FROM (
    SELECT unnest(cases[1:1]) AS "case" FROM verdicts WHERE person = $1 AND said_at > $2 AND undone_at IS NULL
    UNION SELECT "case" FROM passes WHERE person = $1 AND said_at > $2 AND kind <> 'handed'
) AS been WHERE NOT EXISTS (SELECT 1 FROM views v WHERE v.person = $1 AND v."case" = been."case");
