"""A draft of the policy: what people wrote over the files in force, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leeward.model.errors import PolicyError, UsageError
from leeward.policy.parse import parse_bundle
from leeward.policy.rules import Policy
from leeward.policy.source.bundle import Bundle, is_private
from leeward.policy.source.reading import LONGEST
from leeward.review.office.policies.differing import Change, differences
from leeward.review.office.policies.finding import is_shipped
from leeward.review.office.policies.reading import results


@dataclass(frozen=True, slots=True)
class File:
    """One file of a draft. is_ours: Leeward brings it, so it is shown and not edited."""

    name: str
    text: str
    is_ours: bool
    is_private: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. line, column: from 1."""

    file: str
    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Failed:
    """One of the policy's own tests that does not pass."""

    name: str
    problem: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said of a draft. bundle: its files. policy: None: it cannot be read: see problems.

    changes: rule by rule, against what is in force.
    """

    bundle: Bundle
    policy: Policy | None
    problems: tuple[Problem, ...] = ()
    failed: tuple[Failed, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether it could be put in force."""
        return self.policy is not None and not self.failed


def open_part(bundle: Bundle) -> Bundle:
    """Without the private files."""
    kept = {name: text for name, text in bundle.files.items() if name == bundle.main or not is_private(name)}
    return Bundle(bundle.main, kept)


def files(bundle: Bundle) -> tuple[File, ...]:
    """The main one first, then one's own, then those that Leeward brings."""
    found = [
        File(name, text, name != bundle.main and is_shipped(name, text), name in bundle.private)
        for name, text in bundle.files.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.name != bundle.main, one.is_ours, one.name)))


def drafted(bundle: Bundle, written: Mapping[str, str]) -> Bundle:
    """The files with what was written into them; where nothing was, to the letter as before.

    Raises: UsageError: a text is too long, or is of no file that one may edit.
    """
    editable = {one.name for one in files(bundle) if not one.is_ours}
    new = dict(bundle.files)
    for name, told in written.items():
        text = told.replace("\r\n", "\n")
        if name not in editable:
            raise UsageError(f"the policy has no file {name[:80]!r} to be edited", "load the page again")
        if len(text) > LONGEST:
            raise UsageError(f"{name} is longer than {LONGEST} characters", "split the policy")
        if text.rstrip("\n") != new[name].replace("\r\n", "\n").rstrip("\n"):
            new[name] = text.rstrip("\n") + "\n"
    return Bundle(bundle.main, new)


def checked(bundle: Bundle, old: Policy, *, with_private: bool) -> Checked:
    """What is to be said of a draft beside what is in force."""
    try:
        policy = parse_bundle(bundle)
    except PolicyError as error:
        return Checked(bundle, None, tuple(_problems(error, with_private)))
    failed = tuple(
        Failed(one.test.name, str(one.problems[0])) for one in results(bundle) if not one.has_passed
    )
    changes = differences(old, policy, with_private=with_private)
    return Checked(bundle, policy, failed=failed, changes=changes)


def _problems(error: PolicyError, with_private: bool) -> Iterator[Problem]:
    if not error.problems:
        yield Problem("", 1, 1, error.message, error.hint)
    for file, line, column, message, hint in error.problems:
        if with_private or not is_private(file):
            yield Problem(file, line, column, message, hint)
        else:
            yield Problem("", 1, 1, "a private file does not fit this any more", "ask who may read it")
