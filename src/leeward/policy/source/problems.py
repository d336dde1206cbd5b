"""What is wrong with a policy's files, and where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leeward.model.errors import PolicyError
from leeward.policy.source.positions import Place, inside, locate, nearest
from leeward.policy.source.wording import Path

MOST = 20  # that are told


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. path: of the value; error.at: a place inside of it. place: in the file, where
    that is known already.
    """

    file: str
    path: Path
    error: PolicyError
    place: Place | None = None


def told(problems: Sequence[Problem], files: Mapping[str, str]) -> PolicyError:
    """One error for all: a line `file:line:column: what is wrong` for each, in the order of the files.

    The hint belongs to the first.
    """
    found = tuple(one for file, text in files.items() for one in _of_file(problems, file, text))
    lines = [f"{file}:{line}:{column}: {message}" for file, line, column, message, _ in found]
    more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return PolicyError("\n".join([*lines[:MOST], *more]), found[0][4], problems=found[:MOST])


def _of_file(problems: Sequence[Problem], file: str, text: str) -> Iterator[tuple[str, int, int, str, str]]:
    own = [problem for problem in problems if problem.file == file]
    places = locate(text) if any(problem.place is None for problem in own) else {}
    placed = sorted(((_place(one, places), one.error) for one in own), key=lambda found: found[0])
    for (line, column), error in placed:
        yield file, line, column, error.message, error.hint


def _place(problem: Problem, places: Mapping[Path, Place]) -> Place:
    if problem.place is not None:
        return problem.place
    start = nearest(places, problem.path)
    is_exact = problem.path in places
    return inside(start, problem.error.at) if problem.error.at and is_exact else start
