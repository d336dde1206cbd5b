-- The database itself: how large, how new, who else works with it.

-- name: facts
SELECT pg_database_size(current_database()) AS size, to_regclass('schema_version') IS NOT NULL AS is_set_up,
       (SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'leeward' AND pid <> pg_backend_pid()
          AND backend_type = 'client backend') AS others;

-- name: schema
SELECT version_num FROM schema_version;
