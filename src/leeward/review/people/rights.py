"""Roles, and what each may see and do: the one table that pages, deeds and API calls are checked against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

CHILD_SAFETY = "child-safety"  # the queue whose cases not everybody sees


class Role(StrEnum):
    """What somebody is to a team. One person may be several: who moderates alone is lead and operator."""

    OBSERVER = "observer"  # numbers, never a case
    MODERATOR = "moderator"
    CHILD_SAFETY = "child-safety"  # a moderator who also takes child-safety cases
    LEAD = "lead"
    OPERATOR = "operator"  # runs the program; sees no case for that


class Right(StrEnum):
    """One thing that may be seen or done."""

    NOTHING = "nothing"  # everybody, signed in or not
    OWN = "own"  # one's own settings, sessions, exposure
    NUMBERS = "numbers"  # how much waits, lamps, outcomes: no case, no name
    CASES = "cases"  # facts of cases, without pictures
    CHILD_SAFETY = "child-safety"  # the same of child-safety cases
    DECIDE = "decide"  # verdicts on cases that one may see
    MEDIA = "media"  # pictures of cases that one may see, one at a time
    LEAD = "lead"  # what others could not judge; grants of single cases
    TEAM = "team"  # how the team is, as a whole
    COMPLAINANTS = "complainants"  # records of who complains; mute and trust
    POLICY = "policy"  # read, try
    PROMOTE = "promote"  # change what is in force
    AUDIT = "audit"  # the ledger
    PEOPLE = "people"  # who may sign in; other programs


_EVERYBODY = frozenset({Right.NOTHING})
_SIGNED_IN = _EVERYBODY | {Right.OWN, Right.NUMBERS}
_MODERATES = _SIGNED_IN | {Right.CASES, Right.DECIDE, Right.MEDIA, Right.POLICY}
_LEADS = _MODERATES | {
    Right.CHILD_SAFETY,
    Right.LEAD,
    Right.TEAM,
    Right.COMPLAINANTS,
    Right.PROMOTE,
    Right.AUDIT,
}

RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.OBSERVER: _SIGNED_IN,
        Role.MODERATOR: _MODERATES,
        Role.CHILD_SAFETY: _MODERATES | {Right.CHILD_SAFETY},
        Role.LEAD: _LEADS,
        Role.OPERATOR: _SIGNED_IN | {Right.POLICY, Right.PROMOTE, Right.AUDIT, Right.PEOPLE, Right.TEAM},
    }
)


def rights(roles: Iterable[Role]) -> frozenset[Right]:
    """What somebody with these roles may see and do; without any: what everybody may."""
    return _EVERYBODY.union(*(RIGHTS[one] for one in roles))


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. servers: protected servers whose cases they see; None: all of them.

    scopes: of a token: what a program may do at most; None: a person in a browser. visit: names this session
    in the database; empty for a token. grants: single cases that they may see for a while, whatever their
    server or queue.
    """

    person: int
    name: str
    roles: frozenset[Role]
    servers: frozenset[int] | None
    language: str = ""
    visit: bytes = field(default=b"", repr=False)
    scopes: frozenset[Right] | None = None
    grants: frozenset[int] = frozenset()

    @property
    def rights(self) -> frozenset[Right]:
        """All that they may."""
        held = rights(self.roles)
        return held if self.scopes is None else held & (self.scopes | _EVERYBODY)

    def may(self, right: Right) -> bool:
        """Whether they may see or do this."""
        return right in self.rights

    def sees(self, queue: str) -> bool:
        """Whether cases of this queue are theirs to see, on their servers."""
        return self.may(Right.CASES) and (queue != CHILD_SAFETY or self.may(Right.CHILD_SAFETY))
