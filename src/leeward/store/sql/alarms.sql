-- Alarms: one row for each thing that is wrong, and one for each of those who are told of it.

-- name: raise
-- One that comes back before anybody was told that it is over is the same alarm.
INSERT INTO alarms AS a (name, said, since)
SELECT name, said, $3 FROM unnest($1::text[], $2::text[]) AS n(name, said)
ON CONFLICT (name) DO UPDATE SET said = EXCLUDED.said, cleared_at = NULL;

-- name: clear
UPDATE alarms SET cleared_at = $2 WHERE name = $1 AND cleared_at IS NULL;

-- name: clear_others
-- What happened to a case or an order has a name with a colon, and ends when a person has dealt with it.
UPDATE alarms SET cleared_at = $2
WHERE name <> ALL($1::text[]) AND cleared_at IS NULL AND strpos(name, ':') = 0;

-- name: open
SELECT name, said, since FROM alarms WHERE cleared_at IS NULL ORDER BY since, name;

-- name: claim
-- That it is over concerns only who was told of it.
INSERT INTO tellings AS t (alarm, channel, tried_at)
SELECT a.name, c.channel, $4
FROM alarms a CROSS JOIN unnest($1::text[]) AS c(channel)
LEFT JOIN tellings k ON k.alarm = a.name AND k.channel = c.channel
WHERE (k.tried_at IS NULL OR k.tried_at <= $3)
  AND CASE WHEN a.cleared_at IS NULL THEN k.told_at IS NULL OR k.told_at <= $2 ELSE k.told_at IS NOT NULL END
ORDER BY a.name, c.channel
ON CONFLICT (alarm, channel) DO UPDATE SET tried_at = EXCLUDED.tried_at
    WHERE t.tried_at IS NULL OR t.tried_at <= $3
RETURNING alarm, channel, (SELECT said FROM alarms WHERE name = alarm) AS said,
          (SELECT since FROM alarms WHERE name = alarm) AS since,
          (SELECT cleared_at IS NOT NULL FROM alarms WHERE name = alarm) AS is_over;

-- name: told
UPDATE tellings t SET told_at = $3, tried_at = NULL, trouble = NULL WHERE alarm = $1 AND channel = $2;

-- name: told_over
DELETE FROM tellings WHERE alarm = $1 AND channel = $2;

-- name: not_told
UPDATE tellings SET trouble = $3 WHERE alarm = $1 AND channel = $2;

-- name: forget
DELETE FROM alarms a WHERE cleared_at IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM tellings t
    WHERE t.alarm = a.name AND t.told_at IS NOT NULL AND t.channel = ANY($1::text[])
);

-- name: troubles
SELECT DISTINCT ON (channel) channel, trouble FROM tellings
WHERE trouble IS NOT NULL ORDER BY channel, tried_at DESC;
