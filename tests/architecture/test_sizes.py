"""Functions fit in a glance, files in a screenful or three, folders in a drawer."""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import SRC, modules

FUNCTION_LINES = 40  # without its docstring
MODULE_LINES = 300
PLUGIN_LINES = 150
FOLDER_ENTRIES = 15
ROOMS = 24  # the house itself: every room is placed by the import contracts


def _own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        assert first.end_lineno is not None
        lines -= first.end_lineno - first.lineno + 1
    return lines


@pytest.mark.parametrize("module", modules(), ids=str)
def test_functions_fit_in_a_glance(module: Path) -> None:
    tree = ast.parse((SRC / module).read_text("utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {f.name: _own_lines(f) for f in functions if _own_lines(f) > FUNCTION_LINES}
    assert not long, f"{module}: longer than {FUNCTION_LINES} lines: {long}"


@pytest.mark.parametrize("module", modules(), ids=str)
def test_modules_fit_in_a_screenful_or_three(module: Path) -> None:
    is_plugin = module.parts[:2] == ("leeward", "plugins") and len(module.parts) == 4
    limit = PLUGIN_LINES if is_plugin else MODULE_LINES
    assert len((SRC / module).read_text("utf-8").splitlines()) <= limit


def test_folders_stay_small_enough_to_read() -> None:
    folders = {module.parent for module in modules()}
    counts = {str(f): len([e for e in (SRC / f).iterdir() if e.name != "__pycache__"]) for f in folders}
    assert not {
        folder: n for folder, n in counts.items() if n > (ROOMS if folder == "leeward" else FOLDER_ENTRIES)
    }
