-- Voices: who has said that a case is what it looks like, where one person is not enough.

-- name: of_case
SELECT person, name, actions, said_at, again_at FROM voices WHERE "case" = $1 AND times = $2 ORDER BY said_at, person;

-- name: say
-- Whoever asks for more has said so only now.
INSERT INTO voices AS v ("case", times, person, name, verdict, actions, said_at)
VALUES ($1, $2, $3, $4, 'confirmed', $5, $6)
ON CONFLICT ("case", times, person) DO UPDATE SET
    actions = (SELECT array_agg(DISTINCT a ORDER BY a) FROM unnest(v.actions || EXCLUDED.actions) AS a),
    said_at = CASE WHEN v.actions @> EXCLUDED.actions THEN v.said_at ELSE EXCLUDED.said_at END;

-- name: again
UPDATE voices SET again_at = $4 WHERE "case" = $1 AND times = $2 AND person = $3;
