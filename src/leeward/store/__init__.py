"""The only SQL: the private PostgreSQL, migrations, and one module for each group of tables."""
