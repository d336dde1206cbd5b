"""Named queries."""

import ast
from pathlib import Path

import pytest

import leeward
from leeward.store.queries import query

SOURCE = Path(leeward.__file__).parent


def _asked() -> set[tuple[str, str]]:
    found = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "query":
                group, name = node.args[:2]
                if isinstance(group, ast.Constant) and isinstance(name, ast.Constant):
                    found.add((str(group.value), str(name.value)))
    return found


def _written() -> set[tuple[str, str]]:
    return {
        (file.stem, line.removeprefix("-- name: "))
        for file in (SOURCE / "store" / "sql").glob("*.sql")
        for line in file.read_text("utf-8").splitlines()
        if line.startswith("-- name: ")
    }


def test_every_query_that_is_asked_for_is_there() -> None:
    for group, name in _asked():
        assert query(group, name)


def test_no_query_is_left_behind() -> None:
    assert _written() == _asked()


def test_a_query_ends_before_the_next_one() -> None:
    assert query("servers", "all") == "SELECT * FROM servers ORDER BY id"
    with pytest.raises(KeyError):
        query("servers", "nothing like it")
