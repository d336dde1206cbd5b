-- Guards: what was prepared for a surge, and is on now.

-- name: on
SELECT guard, server, domain FROM guards
WHERE ended_at IS NULL AND is_on AND until > $2 AND guard = ANY($1::text[]);

-- name: open
SELECT * FROM guards WHERE ended_at IS NULL AND until > $1 ORDER BY since, id;

-- name: begin
-- Not against a person's word: whoever ended it has some peace first.
INSERT INTO guards (guard, server, domain, is_on, since, until, said, began_by)
SELECT $1, $2, $3, $4, $5, $6, $7, $8
WHERE NOT EXISTS (SELECT 1 FROM guards g
                  WHERE g.guard = $1 AND g.server IN (0, $2) AND g.domain IN ('', $3)
                    AND g.ended_by <> 'a job' AND g.ended_at > $9)
ON CONFLICT (guard, server, domain) WHERE ended_at IS NULL DO NOTHING
RETURNING *;

-- name: renew
UPDATE guards SET until = $4, said = $5
WHERE guard = $1 AND server = $2 AND domain = $3 AND ended_at IS NULL AND until <= $6
RETURNING *;

-- name: end_over
UPDATE guards SET ended_at = until, ended_by = 'a job' WHERE ended_at IS NULL AND until <= $1 RETURNING *;

-- name: end
UPDATE guards SET ended_at = $2, ended_by = $3
WHERE guard = $1 AND ended_at IS NULL AND until > $2
RETURNING *;
