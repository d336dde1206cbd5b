"""Versions of the policy as the desk shows them: who, when, why, and what differs."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.model.errors import PolicyError
from leeward.policy.source.bundle import Bundle, from_text
from leeward.review.ground import Ground
from leeward.review.office.policies import policing, reading
from leeward.review.office.policies.adopting import known_as
from leeward.review.office.policies.differing import Change, differences
from leeward.review.office.policies.drafting import File, files, open_part
from leeward.review.people.rights import Right, Visitor
from leeward.store.policies import versions
from leeward.store.policies.versions import RuleMark, Version


@dataclass(frozen=True, slots=True)
class Row:
    """One version in the list. The names are of rules, as the reader may know them."""

    number: int
    kind: str
    author: str
    why: str
    made_at: datetime
    digest: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    promoted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference. sign: "+", "-", " ", or "@" for a head."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between two versions. changes: None: one of them cannot be read by this program."""

    older: int
    newer: int
    changes: tuple[Change, ...] | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One version. before: against the one before; since: against what is in force; None: it is that."""

    version: Version
    newest: int
    files: tuple[File, ...]
    before: Compared | None
    since: Compared | None


@dataclass(frozen=True, slots=True)
class Versions:
    """On the desk."""

    ground: Ground

    async def history(self, visitor: Visitor) -> list[Row]:
        """Every version, the newest first."""
        is_private = visitor.may(Right.PROMOTE)
        return [_row(one, is_private) for one in await policing.history(self.ground)]

    async def one(self, visitor: Visitor, number: int) -> Told:
        """One version. Raises: UsageError: there is none with this number."""
        async with self.ground.store.session() as connection:
            found = await policing.version(connection, number)
            newest = await versions.newest(connection)
            older = await versions.one(connection, number - 1)
        assert newest is not None, "there is one"
        is_private = visitor.may(Right.PROMOTE)
        return Told(
            found,
            newest.number,
            files(_readable(found, is_private)),
            compared(older, found, is_private) if older else None,
            compared(found, newest, is_private) if newest.number != number else None,
        )


def compared(old: Version, new: Version, is_private: bool) -> Compared:
    """Two versions, the older one first. is_private: whether the reader may read private files."""
    try:
        policies = reading.parsed(old.text), reading.parsed(new.text)
        changes = differences(*policies, with_private=is_private)
    except PolicyError:
        changes = None
    lines = tuple(_lines(_readable(old, is_private), _readable(new, is_private)))
    return Compared(old.number, new.number, changes, lines)


def _lines(old: Bundle, new: Bundle) -> Iterator[Line]:
    for name in dict.fromkeys([*old.files, *new.files]):
        was, will = (one.files.get(name, "").splitlines() for one in (old, new))
        for text in list(difflib.unified_diff(was, will, name, name, lineterm="", n=2))[2:]:
            yield Line("@", name) if text.startswith("@@") else Line(text[0], text[1:])


def _readable(version: Version, is_private: bool) -> Bundle:
    bundle = from_text(version.text)
    return bundle if is_private else open_part(bundle)


def _row(one: policing.Past, is_private: bool) -> Row:
    def names(marks: Sequence[RuleMark]) -> tuple[str, ...]:
        return tuple(mark.id if is_private else known_as(mark) for mark in marks)

    made, delta = one.version, one.delta
    return Row(
        made.number,
        str(made.kind),
        made.author,
        made.why,
        made.made_at,
        made.digest,
        names(delta.added),
        names(delta.changed),
        names(delta.removed),
        names(one.promoted),
    )
