"""What a case page tells: facts as values, in the order in which they are read; pages put them into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leeward.model.cases import State
from leeward.model.items import Visibility
from leeward.model.orders import OrderState
from leeward.review.cases.prospects import Prospects
from leeward.review.cases.verdicts import Kind


class Why(StrEnum):
    """Why a case is here, the strongest reason first."""

    APPEAL = "appeal"
    RETURNED = "returned"
    SAME = "same"  # a file is byte for byte an entry of a list
    ALIKE = "alike"  # a file looks like one
    COMPLAINTS = "complaints"
    UNLOOKED = "unlooked"  # a file could not be looked at, and nothing else is known
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Step:
    """One term of a rule. values: as they were. answer: None: unknown."""

    term: str
    values: str
    answer: bool | None


@dataclass(frozen=True, slots=True)
class RuleTold:
    """One rule that fired, or could not be told. title: as the policy has it; of a private one: that it is.

    is_shadow: it only noted. missing: facts that nobody knows.
    """

    name: str
    title: str
    fired: bool
    is_shadow: bool
    because: str
    missing: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One media that a list has an answer for. version: of the list. found_at: when it was compared.

    is_verified: a person verified every entry of that list. distance: of at most `threshold` bits.
    """

    position: int
    bank: str
    version: str
    kind: str
    is_exact: bool
    is_verified: bool
    distance: int
    threshold: int
    found_at: datetime | None


@dataclass(frozen=True, slots=True)
class MediaTold:
    """One media. look: None: not looked at yet. evidence: whether it is kept, sealed; "": nobody asked."""

    id: int
    position: int
    kind: str
    look: str | None
    reason: str
    evidence: str


@dataclass(frozen=True, slots=True)
class AuthorTold:
    """Who posted. None: not known. first_seen: by us. earlier: their other cases by verdict; "": none yet."""

    name: str
    uri: str
    is_local: bool | None
    born: datetime | None
    posts: int | None
    followers: int | None
    is_limited: bool | None
    first_seen: datetime | None
    media_posts: int | None
    earlier: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Complaints:
    """Who complained, and what it weighed. said: on the complainants' record, as it was weighed."""

    number: int
    groups: tuple[str, ...]
    first_at: datetime | None
    last_at: datetime | None
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderTold:
    """One order. by_person: else the policy's. steps, link: of one by hand. note: what was answered."""

    id: int
    title: str
    state: OrderState
    by_person: bool
    is_undoing: bool
    made_at: datetime
    ended_at: datetime | None
    note: str
    steps: tuple[str, ...]
    link: str | None


@dataclass(frozen=True, slots=True)
class ProofTold:
    """One round of looking whether it is gone. said: counts in words."""

    number: int
    at: datetime
    said: str
    is_held: bool  # while it waits, not after a removal


@dataclass(frozen=True, slots=True)
class Copy:
    """A near copy of the post that waits, too."""

    case: int
    uri: str
    account: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class AppealTold:
    """What an appeal is about: facts of the first decision, nobody's name and nobody's words.

    said: what the author wrote; "": nothing. first: the verdict.
    """

    of: int
    first: str
    decided_at: datetime | None
    filed_at: datetime
    said: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, once it is. by: a person's name; "": not told while somebody else is asked again.

    appeal: the case that asks about it again.
    """

    verdict: str
    by: str
    at: datetime
    appeal: int | None
    can_be_appealed: bool


class Claim(StrEnum):
    """Who is at a case."""

    NONE = "none"
    MINE = "mine"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case, for one visitor. ways: what they may say of it now; empty: nothing. default: the usual one.

    has_spoken: they have said that it is to be removed, and another person is asked. parts: of its priority.
    no_look: the list matches for which nobody has to look.
    """

    number: int
    why: Why
    state: State
    queue: str
    server: str
    uri: str
    visibility: Visibility
    opened_at: datetime
    posted_at: datetime | None
    seen_at: datetime
    gone_at: datetime | None
    way_in: str
    is_sensitive: bool | None
    lapses_at: datetime | None
    rules: tuple[RuleTold, ...]
    listed: tuple[Listed, ...]
    words: tuple[str, ...]
    complaints: Complaints
    author: AuthorTold
    media: tuple[MediaTold, ...]
    orders: tuple[OrderTold, ...]
    impossible: tuple[str, ...]
    proofs: tuple[ProofTold, ...]
    copies: tuple[Copy, ...]
    parts: Mapping[str, float | bool]
    needs: str
    claim: Claim
    appeal: AppealTold | None
    decided: Decided | None
    has_spoken: bool
    may_say_again: bool
    could_not_judge: bool
    ways: frozenset[Kind]
    default: Kind | None
    prospects: Prospects | None
    story: tuple[str, ...]

    @property
    def no_look(self) -> tuple[Listed, ...]:
        """Exact matches: somebody has looked before. Whether the list is verified, each of them says."""
        return tuple(one for one in self.listed if one.is_exact)

    @property
    def accounts(self) -> int:
        """Of this post and its copies."""
        return len({self.author.uri, *(one.account for one in self.copies)})
