"""The SQL: named queries in .sql files, one file for each group of tables."""

import functools
import re
from pathlib import Path

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


@functools.cache
def query(group: str, name: str) -> str:
    """The text of one query. Raises: KeyError: there is no such query; a test asks for each of them."""
    return _group(group)[name]


@functools.cache
def _group(group: str) -> dict[str, str]:
    text = (Path(__file__).parent / "sql" / f"{group}.sql").read_text("utf-8")
    _, *parts = _NAME.split(text)
    return {name: body.strip().rstrip(";") for name, body in zip(parts[::2], parts[1::2], strict=True)}
