"""The table of contents, and the one place where errors are told."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from leeward import __version__, cli
from leeward.cli import run


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_help_lists_every_command_with_the_first_line_of_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    text = capsys.readouterr().out
    folder = Path(cli.__path__[0])
    groups = {one.parent for one in folder.rglob("*/__init__.py") if "def command" in one.read_text("utf-8")}
    files = (one for one in folder.rglob("*.py") if not one.name.startswith("_"))
    alone = [one for one in files if not groups & {*one.parents}]
    names = sorted([*(one.stem for one in alone), *(one.name for one in groups)])
    listed = [line.split()[0] for line in text.partition("Commands:")[2].splitlines() if line[2:3].strip()]
    assert listed == names
    assert "Look for known media in files, folders, archives and buckets." in text


def test_a_package_with_nothing_but_a_docstring_is_a_shelf_and_no_command() -> None:
    found = cli.files()
    assert found["cases"].parent.name == "desk"
    assert "desk" not in found
    assert run(["desk"]) == 2


def test_help_imports_no_command() -> None:
    answer = _python(
        "import sys; from leeward.cli import run; run(['--help']);"
        "heavy = {'numpy', 'numba', 'rich', 'pydantic', 'leeward.app', 'leeward.cli.scan'};"
        "sys.exit(bool(heavy & sys.modules.keys()))"
    )
    assert answer.returncode == 0, answer.stdout


def test_help_takes_no_time() -> None:
    def cost() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _python("from leeward.cli import run; run(['--help'])")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    # processor time, and the least of some: other work may run beside the tests
    assert min(cost() for _ in range(5)) < 0.4


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"leeward {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["scan"],
        ["scan", "/nowhere/at/all"],
        ["scan", "--threshold", "x", "/"],
        ["scan", "--bank", "/nowhere", "/"],
    ],
)
def test_bad_usage_is_told_on_stderr_with_a_hint_and_no_traceback(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    first, hint = said.err.splitlines()
    assert first.startswith("leeward: ")
    assert hint.startswith("  ")


def test_programs_get_errors_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scan", "--json", "/nowhere/at/all\x1b\udcff"]) == 2
    error = json.loads(capsys.readouterr().err)["error"]
    assert "no such file" in error["message"]
    assert error["hint"]


def test_what_libraries_have_to_say_of_a_broken_connection_is_not_shown() -> None:
    """asyncpg for one tells of a database that is gone with a whole traceback; the command says it itself."""
    said = "logging.getLogger('asyncpg.pool').warning('gone', exc_info=OSError('at an address'))"
    answer = _python(f"import logging; from leeward.cli import run; run(['--version']); {said}")
    assert (answer.returncode, answer.stderr) == (0, "")


def test_nobody_reading_is_quiet(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}").write_bytes(b"a bridge")
    program = f"{sys.executable} -m leeward scan --json {tmp_path}"
    answer = subprocess.run(
        ["bash", "-c", f"{program} | head -n 1; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        check=False,
        env={**os.environ, "LEEWARD_STATE_DIR": str(tmp_path / "state")},
    )
    assert answer.returncode in {4, 141}
    assert answer.stderr == b""
    assert len(answer.stdout.splitlines()) == 1
