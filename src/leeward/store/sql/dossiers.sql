-- What people write down for a report of child sexual abuse material. Nothing of it is sent.

-- name: one
SELECT d."case", d.body, d.person, d.said_at, d.second, d.seconded_by, d.seconded_at, d.agrees,
       p.name, s.name AS second_name
FROM dossiers d JOIN people p ON p.id = d.person LEFT JOIN people s ON s.id = d.seconded_by WHERE d."case" = $1;

-- name: lock
SELECT id FROM cases WHERE id = $1 FOR UPDATE;

-- name: write
INSERT INTO dossiers ("case", body, person, said_at) VALUES ($1, $2, $3, $4)
ON CONFLICT ("case") DO UPDATE SET body = EXCLUDED.body, person = EXCLUDED.person, said_at = EXCLUDED.said_at,
    second = NULL, seconded_by = NULL, seconded_at = NULL, agrees = NULL;

-- name: second
UPDATE dossiers SET second = $2, seconded_by = $3, seconded_at = $4, agrees = $5 WHERE "case" = $1 AND seconded_at IS NULL;
