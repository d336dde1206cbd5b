"""What programs send and are sent, as types: the document of the API is made of them.

Cases, outcomes and the like are told in the words of the review room itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar.params import PathParameter

from leeward.review.cases.verdicts import Kind
from leeward.review.queue.claims import Pass
from leeward.review.reach.hooks import Event

MOST_NUMBER = 2**53  # exact in every program that reads JSON
_PLAIN = r"^[^\x00]*$"

Number = Annotated[int, PathParameter(ge=1, le=MOST_NUMBER)]
CaseNumber = Annotated[int, msgspec.Meta(ge=1, le=MOST_NUMBER)]
Words = Annotated[str, msgspec.Meta(max_length=2_000, pattern=_PLAIN)]


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a program sends: a field that nobody knows is refused, as it was meant to do something."""


class Passing(Sent, frozen=True):
    """Why a case is let go: skip, unable (nobody else is asked but a lead), handed."""

    why: Pass = Pass.SKIP


class Verdict(Sent, frozen=True):
    """What is said of a case. also: near copies of it. actions: further ones, by plug-in, with remove."""

    case: CaseNumber
    kind: Kind
    without_looking: bool
    also: Annotated[list[int], msgspec.Meta(max_length=1_000)] = []
    why: Words = ""
    actions: Annotated[list[str], msgspec.Meta(max_length=10)] = []


class Appealed(Sent, frozen=True):
    """What the author of a decided post says."""

    said: Annotated[str, msgspec.Meta(max_length=5_000, pattern=_PLAIN)]


class Look(Sent, frozen=True):
    """One step of the ladder. level: 1 mosaic, 2 blurred and grey, 3 grey, 4 colour. frame: of a clip."""

    level: Annotated[int, msgspec.Meta(ge=1, le=4)]
    why: Annotated[str, msgspec.Meta(min_length=10, max_length=500, pattern=_PLAIN)]
    frame: Annotated[int, msgspec.Meta(ge=0, le=11)] = 0


class NewHook(Sent, frozen=True):
    """Where to tell of what. url: http or https, without a name or password in it."""

    url: Annotated[str, msgspec.Meta(max_length=500, pattern=_PLAIN)]
    events: Annotated[list[Event], msgspec.Meta(min_length=1, max_length=10)]


class Trial(Sent, frozen=True):
    """Files of a policy to be tried on what was decided in the last days. files: text by name."""

    files: Annotated[dict[str, str], msgspec.Meta(max_length=50)]
    days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 30


class Promotion(Sent, frozen=True):
    """A rule is to do what it says, for so many of 100 accounts. why: for whoever reads the history."""

    why: Annotated[str, msgspec.Meta(min_length=1, max_length=500, pattern=_PLAIN)]
    share: Annotated[int, msgspec.Meta(ge=1, le=100)] = 100


class OperatorVerdict(Sent, frozen=True):
    """A verdict by the operator's own token, in somebody's name."""

    verdict: Literal["confirm", "release"]
    person: Words


class Token(msgspec.Struct, frozen=True):
    """The token that was shown."""

    id: int
    name: str
    ends_at: datetime


class Promoted(msgspec.Struct, frozen=True):
    """The version of the policy in force. is_new: false: the rule did so already, and nothing changed."""

    version: int
    is_new: bool


class Me(msgspec.Struct, frozen=True):
    """Whose program this is, and what it may do. servers: whose cases it sees; null: all of them."""

    name: str
    roles: list[str]
    may: list[str]
    servers: list[int] | None
    token: Token


class Band(msgspec.Struct, frozen=True):
    """What waits of one kind. since: the oldest; null: nothing waits."""

    band: str
    number: int
    overdue: int
    since: datetime | None


class Home(msgspec.Struct, frozen=True):
    """How much waits. held: authors who wait for a decision. sees: green, amber, unknown; why: not green."""

    bands: list[Band]
    held: int
    held_since: datetime | None
    lead: int
    partner: int
    sees: str
    why: list[str]


class Dealt(msgspec.Struct, frozen=True):
    """The case that is theirs now; null: nothing waits for them."""

    case: int | None


class Claimed(msgspec.Struct, frozen=True):
    """A case that is theirs until then, with the near copies that are decided with it."""

    case: int
    also: list[int]
    until: datetime


class Freed(msgspec.Struct, frozen=True):
    """How many cases are free again."""

    number: int


class Spoken(msgspec.Struct, frozen=True):
    """A verdict. id: null: the case was a check of how far people agree, and takes no effect.

    seconds: for which it can be taken back. outcome: what came of each case, once it is applied.
    """

    id: int | None
    kind: Kind
    cases: list[int]
    seconds: float
    is_applied: bool
    is_undone: bool
    outcome: Mapping[str, str]


class Opened(msgspec.Struct, frozen=True):
    """The number of a new case."""

    case: int


class Seconds(msgspec.Struct, frozen=True):
    """How long a picture was shown, in all."""

    seconds: int


class Outcome(msgspec.Struct, frozen=True):
    """Counts. decided: cases; upheld: of them, not released. effective: about which a server did something.
    addresses, hosts: gone when last looked at. appeals: decided; changed: of them. saved: looks."""

    decided: int
    upheld: int
    effective: int
    reports: int
    closed: int
    addresses: int
    hosts: int
    appeals: int
    changed: int
    saved: int


class Outcomes(msgspec.Struct, frozen=True):
    """Of one week, from start to end. own: null: this person does not decide. everybody: all together."""

    start: datetime
    end: datetime
    own: Outcome | None
    everybody: Outcome


class Person(msgspec.Struct, frozen=True):
    """Somebody of the team. servers: null: all of them."""

    id: int
    name: str
    roles: list[str]
    servers: list[int] | None
    made_at: datetime
    left_at: datetime | None


class Hook(msgspec.Struct, frozen=True):
    """One hook. calls: still to be told. trouble: why the oldest of them did not get through."""

    id: int
    owner: str
    url: str
    events: list[str]
    made_at: datetime
    ended_at: datetime | None
    ended_why: str | None
    calls: int
    told_at: datetime | None
    trouble: str | None


class HookMade(msgspec.Struct, frozen=True):
    """A new hook. secret: what its calls are signed with; this once, and never again."""

    id: int
    secret: str


class HookCall(msgspec.Struct, frozen=True):
    """One event that a hook was told, or is to be told at next_at."""

    id: int
    event: str
    case: int
    made_at: datetime
    attempts: int
    next_at: datetime | None
    done_at: datetime | None
    said: str | None


class Called(msgspec.Struct, frozen=True):
    """The id of a call that is made now."""

    call: int


class Policy(msgspec.Struct, frozen=True):
    """The policy in force. number: of its version. files: text by name."""

    number: int
    files: Mapping[str, str]


class Tried(msgspec.Struct, frozen=True):
    """A trial of a policy. state: waiting, running, done, failed, stopped. done, total: decisions; total 0:
    nobody knows yet. result: null: not yet. said: why it failed."""

    id: int
    state: str
    done: int
    total: int
    result: dict[str, Any] | None
    said: str
    asked_at: datetime
    ended_at: datetime | None


class Head(msgspec.Struct, frozen=True):
    """The newest signed head of the ledger, as `leeward ledger head` prints it: keep it elsewhere."""

    head: str


class Asked(msgspec.Struct, frozen=True):
    """The number of a trial, to ask after it."""

    trial: int
