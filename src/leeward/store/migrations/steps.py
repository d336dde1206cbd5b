"""Steps of a migration: an SQL file beside the version's own module."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import op


def script(version: str) -> Callable[[], None]:
    """An upgrade that runs the SQL file with the version's name, all of it in one transaction."""

    def upgrade() -> None:
        text = Path(version).with_suffix(".sql").read_text("utf-8")
        connection: Any = op.get_bind().connection.dbapi_connection
        # SQLAlchemy prepares statements, and a prepared one is a single one
        connection.run_async(lambda raw: raw.execute(text))

    return upgrade
