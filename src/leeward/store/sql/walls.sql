-- Walls: what a request of the desk may read at all, and on whose behalf it reads.

-- name: role
-- One role for each user of the server: two installations on one server cannot read each other's.
SELECT session_user || '_desk' AS name, r.oid IS NOT NULL AS is_there,
       coalesce(r.rolsuper OR r.rolbypassrls, false) AS is_mighty
FROM (SELECT 1) AS one LEFT JOIN pg_roles r ON r.rolname = session_user || '_desk';

-- name: readable
-- Every table of which the role may read something, whether rows are kept from it, and the columns that it may read.
SELECT c.relname AS name, c.relrowsecurity AS is_walled,
       array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE has_column_privilege($1, c.oid, a.attnum, 'SELECT')) AS columns,
       bool_and(has_column_privilege($1, c.oid, a.attnum, 'SELECT')) AS is_whole
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'leeward'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
GROUP BY c.oid HAVING bool_or(has_column_privilege($1, c.oid, a.attnum, 'SELECT'));

-- name: enter
-- Until the transaction ends: who asks, that nothing is written, and the role that is behind the walls.
SELECT set_config('leeward.person', $1, true), set_config('leeward.sees', $2, true),
       set_config('leeward.child_safety', $3, true), set_config('leeward.grants', $4, true),
       set_config('transaction_read_only', 'on', true), set_config('role', session_user || '_desk', true);
