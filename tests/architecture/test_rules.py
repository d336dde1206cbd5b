"""Rules that neither ruff nor the import contracts can see."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SRC, modules

BANNED_NAMES = {"utils", "helpers", "manager", "base", "common", "data", "info"}
CLOCKS = {
    ("time", "time"),
    ("time", "monotonic"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
}
DOORS = {
    "socket": {"leeward/sandbox", "leeward/net", "leeward/web"},  # workers; the one door out; the one in
    "ssl": {"leeward/net"},
    "http": {"leeward/net"},
    "urllib": {"leeward/net"},
    "aiohttp": {"leeward/net"},
    "aiosmtplib": {"leeward/net"},
    "ctypes": {"leeward/sandbox"},
    "subprocess": {"leeward/sandbox", "leeward/store"},  # the store starts a private PostgreSQL
    "asyncpg": {"leeward/store"},
    "alembic": {"leeward/store"},
    "sqlalchemy": {"leeward/store"},
    "pgqueuer": {"leeward/store", "leeward/worker"},
    "litestar": {"leeward/web"},
    "uvicorn": {"leeward/web"},
    "obstore": {"leeward/net"},
    "PIL": {"leeward/media"},
    "av": {"leeward/media"},
    "simplejpeg": {"leeward/media"},
    "imagecodecs": {"leeward/media"},
    "pillow_heif": {"leeward/media"},
    "numba": {"leeward/matcher"},
    "random": set(),
}


def _tree(module: Path) -> ast.Module:
    return ast.parse((SRC / module).read_text("utf-8"))


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_module_is_named_for_what_it_is(module: Path) -> None:
    assert not {module.stem, *module.parent.parts} & BANNED_NAMES


@pytest.mark.parametrize("module", modules(), ids=str)
def test_nobody_reads_a_clock_but_takes_one(module: Path) -> None:
    """A clock comes in as an argument; only the command line and the composition root hand it out."""
    if module.parts[1] in {"cli", "app"}:
        return
    calls = [n.func for n in ast.walk(_tree(module)) if isinstance(n, ast.Call)]
    attributes = [f for f in calls if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name)]
    read = {(f.value.id, f.attr) for f in attributes if isinstance(f.value, ast.Name)} & CLOCKS
    assert not read


@pytest.mark.parametrize("module", modules(), ids=str)
def test_each_dangerous_thing_has_one_door(module: Path) -> None:
    imported: set[str] = set()
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            # urllib.parse opens nothing
            imported.add("" if node.module == "urllib.parse" else node.module.split(".")[0])
    room = "/".join(module.parts[:2])
    assert not {name for name in imported & DOORS.keys() if room not in DOORS[name]}


@pytest.mark.parametrize("module", modules(), ids=str)
def test_the_model_imports_nothing_that_acts(module: Path) -> None:
    if module.parts[1] != "model":
        return
    imports = (n for n in ast.walk(_tree(module)) if isinstance(n, ast.Import))
    names = {alias.name for one in imports for alias in one.names}
    froms = {n.module or "" for n in ast.walk(_tree(module)) if isinstance(n, ast.ImportFrom)}
    assert not (names | froms) & {"os", "pathlib", "socket", "time", "random", "logging", "sqlite3"}


def _files(folder: Path, skipped: set[str]) -> Iterator[Path]:
    """Never enters a skipped folder: another worker may be installing into it right now."""
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in skipped]
        yield from (Path(here, name) for name in names)


def test_no_committed_file_names_a_registry_or_a_machine() -> None:
    """A lock that carries addresses breaks for everybody behind a mirror."""
    address = re.compile(
        r"files\.python" + r"hosted|pypi\.(org|io)/|registry\.npm" + r"js|deb\.deb" + r"ian|/opt/wh" + r"eels"
    )
    suffixes = {".py", ".toml", ".txt", ".md", ".sh", ".json", ""}
    skipped = {
        ".git",
        ".venv",
        ".cache",
        ".hypothesis",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        "__pycache__",
    }
    files = [p for p in _files(ROOT, skipped) if p.suffix in suffixes]
    named = [
        str(p.relative_to(ROOT)) for p in files if address.search(p.read_text("utf-8", errors="replace"))
    ]
    assert not named
    assert not (ROOT / "uv.lock").exists()


def test_the_model_draws_the_whole_error_tree() -> None:
    text = (SRC / "leeward/model/errors.py").read_text("utf-8")
    tree = ast.parse(text)
    drawn = ast.get_docstring(tree) or ""
    classes = [node.name for node in tree.body if isinstance(node, ast.ClassDef)]
    assert all(name in drawn for name in classes)
