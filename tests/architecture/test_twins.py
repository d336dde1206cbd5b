"""Each module has a twin test file that covers it."""

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import SRC, UNIT, modules

# covered by the suites of their family, or nothing but declarations
WITHOUT_TWIN = {"__init__.py", "protocol.py"}
DECLARATIONS = {"leeward/__main__.py"}


def _twin(module: Path) -> Path:
    inside = module.relative_to("leeward")
    return UNIT / inside.parent / f"test_{inside.name}"


def _behaves(module: Path) -> bool:
    """Whether there is anything to test: a function, or a method with a body."""
    tree = ast.parse((SRC / module).read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return any(not _is_stub(function) for function in functions)


def _is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """The body of a protocol's member: nothing but a docstring and an ellipsis."""
    return all(isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant) for s in function.body)


CANDIDATES = [
    m for m in modules() if m.name not in WITHOUT_TWIN and str(m) not in DECLARATIONS and _behaves(m)
]


@pytest.mark.parametrize("module", CANDIDATES, ids=str)
def test_every_module_that_behaves_has_a_twin_with_tests_in_it(module: Path) -> None:
    twin = _twin(module)
    assert twin.exists(), f"{module} has no {twin.relative_to(UNIT.parent)}"
    tree = ast.parse(twin.read_text("utf-8"))
    tests = [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name.startswith("test_")
    ]
    assert tests, f"{twin} has no test"


def test_no_twin_is_left_behind() -> None:
    expected = {_twin(module) for module in modules()}
    left = [t for t in UNIT.rglob("test_*.py") if t not in expected and not _is_suite_of(t)]
    assert not left, "tests of modules that are no more"


def _is_suite_of(test: Path) -> bool:
    """A test that covers a whole package stands beside the package's twins."""
    return (SRC / "leeward" / test.parent.relative_to(UNIT)).is_dir()
