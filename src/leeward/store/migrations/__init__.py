"""The schema, step by step: one SQL file a step, run by Alembic."""
