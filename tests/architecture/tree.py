"""The source tree, as the tests of the house see it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
UNIT = ROOT / "tests" / "unit"


def modules() -> list[Path]:
    """Every module of ours, relative to src/."""
    return sorted(path.relative_to(SRC) for path in SRC.rglob("*.py"))
