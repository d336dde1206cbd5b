"""Text to Python's own syntax tree, safely: bounded, and nothing is ever run."""

import ast
import re
import warnings

from leeward.model.errors import PolicyError

LONGEST = 2000  # characters
MOST_NODES = 200

GRAMMAR = "write comparisons such as author.age_days < 7, joined by and, or, not"
_PLAIN_STRING = re.compile(r"""[rR]?("[^"\n]*"|'[^'\n]*')""")


class Source:
    """One condition's text, and where each part of its syntax tree stood in it."""

    def __init__(self, text: str) -> None:
        self._lines = _wrapped(text).split("\n")
        self._bytes = [line.encode("utf-8") for line in self._lines]

    def at(self, node: ast.expr) -> tuple[int, int]:
        """1-based line and column of its first character."""
        return self.place(node.lineno, len(self._bytes[node.lineno - 1][: node.col_offset].decode()) + 1)

    def place(self, line: int, column: int) -> tuple[int, int]:
        """A place in the wrapped text as one in the condition."""
        last = max(1, len(self._lines) - 1)
        if line > last:
            return last, max(1, len(self._lines[last - 1]) - (last == 1))
        return max(1, line), max(1, column - (line == 1))

    def written(self, node: ast.expr) -> str:
        """The characters of a node on one line; empty for one that goes over several."""
        if node.end_lineno != node.lineno:
            return ""
        return self._bytes[node.lineno - 1][node.col_offset : node.end_col_offset].decode()


def _wrapped(text: str) -> str:
    """In brackets, so that a condition may go over several lines and end in a comment."""
    return f"({text}\n)"


def syntax_of(text: str) -> tuple[ast.expr, Source]:
    """The syntax tree of one condition.

    Raises: PolicyError: too long, too large, or no expression; `at` says where in the condition.
    """
    _check_characters(text)
    source = Source(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they are about is refused by name later
            root = ast.parse(_wrapped(text), mode="eval").body
    except SyntaxError as error:
        raise _unreadable(error, source) from error
    except (ValueError, MemoryError, RecursionError) as error:
        raise PolicyError(
            "the condition is nested too deeply", "split it into several rules", (1, 1)
        ) from error
    if (root.lineno, root.col_offset) == (1, 0):
        raise PolicyError("a bracket has no partner, or there is a stray comma", GRAMMAR, (1, 1))
    _check_size(root)
    return root, source


def _check_characters(text: str) -> None:
    if not text.strip():
        raise PolicyError("the condition is empty", GRAMMAR, (1, 1))
    if len(text) > LONGEST:
        message = f"the condition has {len(text)} characters, {LONGEST} are allowed"
        raise PolicyError(message, "split it into several rules", (1, 1))
    for number, line in enumerate(text.split("\n"), 1):
        odd = next((i for i, c in enumerate(line, 1) if not (c.isprintable() or c == "\t")), None)
        if odd is not None:
            message = f"a character that cannot be printed (U+{ord(line[odd - 1]):04X})"
            raise PolicyError(message, "delete it, or put a plain space in its place", (number, odd))


def _check_size(root: ast.expr) -> None:
    nodes = sum(isinstance(node, ast.expr) for node in ast.walk(root))
    if nodes > MOST_NODES:
        message = f"the condition has {nodes} parts, {MOST_NODES} are allowed"
        raise PolicyError(message, "split it into several rules", (1, 1))


def _unreadable(error: SyntaxError, source: Source) -> PolicyError:
    said = (error.msg or "invalid syntax").removesuffix(" (<unknown>, line 1)")
    hint = GRAMMAR
    if "escape" in said:
        said, hint = "a backslash in a plain text", 'write r"…" around a text with a backslash'
    if "perhaps you forgot a comma" in said.lower():
        said = "two things stand side by side with nothing between them"
        return PolicyError(said, hint, source.place(error.end_lineno or 1, (error.end_offset or 2) - 1))
    return PolicyError(said, hint, source.place(error.lineno or 1, error.offset or 1))


def text_in(node: ast.Constant, source: Source) -> str:
    """The text of a string literal. Raises: PolicyError: it is written in a way with surprises in it."""
    written = source.written(node)
    if not _PLAIN_STRING.fullmatch(written):
        raise PolicyError("a text in an unusual spelling", 'write "…" or r"…", on one line', source.at(node))
    if "\\" in written and written[0] not in "rR":
        raise PolicyError(
            "a backslash in a plain text", 'write r"…" around a text with a backslash', source.at(node)
        )
    return str(node.value)
