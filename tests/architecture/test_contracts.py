"""The import contracts hold, and would notice if they did not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SRC

BAD_IMPORTS = {
    "model uses the outside": ("leeward/model/look.py", "import leeward.config"),
    "config uses a door": ("leeward/config.py", "import leeward.net"),
    "matcher meets media": ("leeward/matcher/__init__.py", "import leeward.media"),
    "media meets matcher": ("leeward/media/__init__.py", "import leeward.matcher"),
    "media opens sockets": ("leeward/media/__init__.py", "import leeward.net"),
    "sandbox knows media": ("leeward/sandbox/__init__.py", "import leeward.media"),
    "a plug-in uses the pipeline": ("leeward/plugins/signals/md5.py", "import leeward.pipeline.match"),
    "a signal uses the network": ("leeward/plugins/signals/md5.py", "import leeward.net"),
    "a list format uses the matcher": ("leeward/plugins/exchanges/hash_lines.py", "import leeward.matcher"),
    "a scanner of words asks the store": (
        "leeward/plugins/scanners/terms.py",
        "import leeward.store.queries",
    ),
    "a connector decodes": ("leeward/plugins/connectors/folder.py", "import leeward.media"),
    "the checkup imports a plug-in by hand": ("leeward/checkup.py", "import leeward.plugins.signals.md5"),
    "a circle in one room": ("leeward/model/look.py", "import leeward.model.findings"),
    "a circle in the matcher": ("leeward/matcher/texts.py", "import leeward.matcher.bank"),
    "families meet": ("leeward/plugins/signals/md5.py", "import leeward.plugins.exchanges.protocol"),
    "a stage uses another": ("leeward/pipeline/match/__init__.py", "import leeward.pipeline.ingest"),
    "somebody imports a plug-in by hand": ("leeward/app/scanning.py", "import leeward.plugins.signals.md5"),
    "the pipeline uses the sweep": ("leeward/pipeline/__init__.py", "import leeward.sweep"),
    "the sweep uses the command line": ("leeward/sweep/__init__.py", "import leeward.cli"),
    "proof knows how it was ordered": (
        "leeward/pipeline/verify/rounds.py",
        "import leeward.pipeline.act.outbox",
    ),
    "a policy reads the clock": ("leeward/policy/evaluate.py", "import time"),
    "the ledger writes a log": ("leeward/ledger/tree.py", "import logging"),
    "the web calls the worker": ("leeward/web/site.py", "import leeward.worker.looking"),
    "a server program asks the store": (
        "leeward/plugins/servers/mastodon/posts.py",
        "import leeward.store.servers",
    ),
    "a worker imports a server program by hand": (
        "leeward/worker/hearing.py",
        "import leeward.plugins.servers.mastodon",
    ),
    "a new room is not placed": ("leeward/attic/__init__.py", "import leeward.model"),
}


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, 'src'); {program}", "--no-cache"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SRC, tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_contracts_hold(copy: Path) -> None:
    answer = _lint(copy)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(("file", "line"), BAD_IMPORTS.values(), ids=BAD_IMPORTS.keys())
def test_a_planted_bad_import_is_caught(copy: Path, file: str, line: str) -> None:
    target = copy / "src" / file
    target.parent.mkdir(exist_ok=True)
    before = target.read_text("utf-8") if target.exists() else '"""New."""\n'
    target.write_text(f"{before}\n{line}\n", "utf-8")
    answer = _lint(copy)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert "BROKEN" in answer.stdout or "exhaustive" in answer.stdout
