"""The price of one new thing is one new file: measured, not promised.

Each test drops exactly one file into a copy of the source and finds the new thing working.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from demo.draw import bridge
from tests.architecture.tree import SRC


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SRC, tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "src"


def _run(copy: Path, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    environment = {
        "PYTHONPATH": str(copy),
        "PATH": "/usr/bin:/bin",
        "HOME": str(copy.parent),
        "LEEWARD_DATA_DIR": str(copy.parent / "data"),
        "LEEWARD_STATE_DIR": str(copy.parent / "state"),
    }
    command = [sys.executable, "-m", "leeward", *words]
    return subprocess.run(
        command, capture_output=True, text=True, input=text, check=False, env=environment, cwd=copy.parent
    )


def test_a_signal_is_one_new_file(copy: Path) -> None:
    md5 = (copy / "leeward/plugins/signals/md5.py").read_text("utf-8")
    new = md5.replace("md5", "sha384").replace("MD5", "SHA384").replace("128", "384")
    new = new.replace("32", "96")
    (copy / "leeward/plugins/signals/sha384.py").write_text(new, "utf-8")
    (copy.parent / "a.txt").write_text("a bridge\n", "utf-8")
    answer = _run(copy, "scan", "--json", "a.txt")
    line = json.loads(answer.stdout.splitlines()[0])
    assert len(line["signals"]["sha384"]) == 96, answer.stderr


def test_a_signal_compared_by_distance_is_one_new_file(copy: Path) -> None:
    pdq = (copy / "leeward/plugins/signals/pdq.py").read_text("utf-8")
    (copy / "leeward/plugins/signals/pdqx.py").write_text(pdq.replace('"pdq"', '"pdqx"'), "utf-8")
    bridge(7, 320, 240).save(copy.parent / "bridge.jpg", quality=90)
    (found,) = _run(copy, "scan", "--json", "bridge.jpg").stdout.splitlines()[:-1]
    value = json.loads(found)["signals"]["pdqx"]["hash"]
    near = f"{int(value, 16) ^ 0b1011:064x}"
    (copy.parent / "list.csv").write_text(f"pdqx,{near},a-bridge\n", "utf-8")
    answer = _run(copy, "scan", "--json", "--bank", "list.csv", "bridge.jpg")
    assert answer.returncode == 3, answer.stderr
    (match,) = json.loads(answer.stdout.splitlines()[0])["matches"]
    assert (match["signal"], match["distance"], match["entry"]) == ("pdqx", 3, "a-bridge")


def test_a_list_format_is_one_new_file(copy: Path) -> None:
    (copy / "leeward/plugins/exchanges/semicolons.py").write_text(
        '''"""A list with semicolons."""

from collections.abc import Iterator
from typing import BinaryIO

from leeward.model.banks import BadLine, BankEntry


class _Semicolons:
    name = "semicolons"
    title = "signal;value lines"

    def recognises(self, name: str, head: bytes) -> float:
        return 1.0 if name.endswith(".semi") else 0.0

    def read(self, name: str, stream: BinaryIO) -> Iterator[BankEntry | BadLine]:
        for number, line in enumerate(stream, 1):
            kind, value = line.decode().strip().split(";")
            yield BankEntry(kind, value, None, None, number)


EXCHANGE = _Semicolons()
''',
        "utf-8",
    )
    (copy.parent / "a.txt").write_text("a bridge\n", "utf-8")
    digest = hashlib.md5(b"a bridge\n").hexdigest()
    (copy.parent / "list.semi").write_text(f"md5;{digest}\n", "utf-8")
    answer = _run(copy, "scan", "--json", "--bank", "list.semi", "a.txt")
    assert answer.returncode == 3, answer.stderr
    (match,) = json.loads(answer.stdout.splitlines()[0])["matches"]
    assert (match["bank"], match["value"], match["exact"]) == ("list", digest, True)


def test_a_source_is_one_new_file(copy: Path) -> None:
    (copy / "leeward/plugins/connectors/single.py").write_text(
        '''"""One made-up file."""

import os
import tempfile
from collections.abc import Iterator

from leeward.plugins.connectors.protocol import Found, Lost, Passed


def _open() -> int:
    descriptor, name = tempfile.mkstemp()
    os.write(descriptor, b"a bridge")
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.unlink(name)
    return descriptor


class _Single:
    name = "single"
    title = "one made-up file"

    def claims(self, where: str) -> bool:
        return where.startswith("single:")

    def walk(self, where: str) -> Iterator[Found | Lost | Passed]:
        yield Found(where, _open, "")


SOURCE = _Single()
''',
        "utf-8",
    )
    answer = _run(copy, "scan", "--json", "single:one")
    assert json.loads(answer.stdout.splitlines()[0])["path"] == "single:one", answer.stderr


def test_a_command_is_one_new_file(copy: Path) -> None:
    (copy / "leeward/cli/hello.py").write_text(
        '''"""Say hello."""

import click


@click.command()
def command() -> None:
    """Say hello."""
    click.echo("hello")
''',
        "utf-8",
    )
    assert _run(copy, "hello").stdout == "hello\n"
    assert "hello" in _run(copy, "--help").stdout


def test_a_page_of_the_desk_is_one_new_file_and_its_template(copy: Path) -> None:
    (copy / "leeward/web/pages/tides.py").write_text(
        '''"""High and low water."""

from typing import Any

from litestar import Request, Response

from leeward.review.people.rights import Right
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page


@page("/desk/tides", Right.NUMBERS)
async def tides(request: Request[Any, Any, Any]) -> Response[str]:
    """Today's."""
    return render(request, "tides.html", high="06:12")


HANDLERS = (tides,)
''',
        "utf-8",
    )
    (copy / "leeward/web/templates/tides.html").write_text(
        '{% extends "base.html" %}{% block title %}{{ _("Tides") }}{% endblock %}'
        "{% block main %}<h1>{{ high }}</h1>{% endblock %}",
        "utf-8",
    )
    ask = (
        "from leeward.web.router import handlers; "
        "found = [one for one in handlers() if '/desk/tides' in one.paths]; "
        "print([(one.opt['right'].value, one.fn.__name__) for one in found])"
    )
    command = [sys.executable, "-c", ask]
    answer = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(copy), "PATH": "/usr/bin"},
    )
    assert answer.stdout == "[('numbers', 'tides')]\n", answer.stderr
