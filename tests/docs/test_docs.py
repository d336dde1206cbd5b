"""The docs say what the code does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs import generate
from tests.architecture.tree import ROOT

PAGES = sorted(
    p for p in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if "node_modules" not in p.parts
)
LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")


def test_the_generated_pages_are_up_to_date() -> None:
    stale = [n for n, text in generate.pages().items() if (ROOT / "docs" / n).read_text("utf-8") != text]
    assert not stale, "run ./do docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_link_leads_nowhere(page: Path) -> None:
    targets = [target for target, _ in LINK.findall(page.read_text("utf-8")) if "://" not in target]
    missing = [t for t in targets if not t.startswith("mailto:") and not (page.parent / t).exists()]
    assert not missing


def test_every_command_is_in_the_reference() -> None:
    reference = (ROOT / "docs/reference/commands.md").read_text("utf-8")
    assert all(f"`leeward {name}`" in reference for name in generate.commands_on_disk())


def test_every_file_that_a_recipe_names_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`((?:src|tests|demo|bench|docs)/[\w/.]+\.(?:py|md))`", text)
    assert named
    assert not [name for name in named if "<" not in name and not (ROOT / name).exists()]


def test_every_room_is_on_the_map() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rooms = {p.name for p in (ROOT / "src/leeward").iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert not [room for room in rooms if f"`{room}/" not in architecture]


def test_the_map_in_the_package_names_every_room() -> None:
    text = (ROOT / "src/leeward/__init__.py").read_text("utf-8")
    rooms = {p.name for p in (ROOT / "src/leeward").iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert not [room for room in rooms if f"\n{room} " not in text]


def test_the_version_is_in_the_changelog_or_unreleased() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_two_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    usage = subprocess.run(["sh", str(ROOT / "do")], capture_output=True, text=True, check=True).stdout
    for command in ("./do demo", "./do test"):
        assert command in readme
        assert command in usage


def test_ci_runs_what_the_readme_says() -> None:
    assert "./do test" in (ROOT / ".ci/run").read_text("utf-8")


def test_the_generator_says_when_a_page_is_stale(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "docs.generate", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout
