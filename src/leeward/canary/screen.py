"""Everything that the one screen shows, as plain facts. Times are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leeward.canary.lamps import Light


@dataclass(frozen=True, slots=True)
class Database:
    """Which PostgreSQL runs. schema: its version."""

    kind: str
    version: str
    where: str
    schema: str


@dataclass(frozen=True, slots=True)
class Process:
    """One process of Leeward. disk_free, disk_size: bytes, of its data folder."""

    host: str
    roles: tuple[str, ...]
    version: str
    started_at: datetime
    seen_at: datetime
    is_alive: bool
    disk_free: int
    disk_size: int


@dataclass(frozen=True, slots=True)
class Way:
    """One configured way in. polled_at: when the server was asked last, None where nobody asks."""

    light: Light
    polled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """One protected server. missing: rights its token lacks. left: canaries that a person must delete."""

    id: int
    address: str
    domain: str
    software: str
    version: str
    ways_in: tuple[Way, ...]
    missing: tuple[str, ...] = ()
    left: int = 0


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits. jobs: by kind. oldest: since when the first media is due. undecided: since when the first
    post waits that was looked at. None: nothing waits."""

    jobs: Mapping[str, int]
    media: int
    oldest: datetime | None
    undecided: datetime | None


@dataclass(frozen=True, slots=True)
class Looks:
    """What came of looking: media by look."""

    today: Mapping[str, int]
    last_hour: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ListState:
    """One list. changed_at: of its file; None: it is gone. said: why it cannot be used, "" if it can."""

    name: str
    entries: int
    changed_at: datetime | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """size: entries with a place. waiting: entries without one; since: the oldest of them."""

    size: int
    waiting: int
    since: datetime | None
    head_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counted:
    """Something that is only counted, today."""

    server: int
    what: str
    number: int


@dataclass(frozen=True, slots=True)
class Open:
    """One alarm that is open."""

    name: str
    said: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Screen:
    """All of it. answers: of rules in the last day, by known and unknown. impatient: cases by state that wait
    longer than that state's patience. problems: what is wrong now, name to sentence. alarms: what was found
    wrong and is not known to be over. untold: by address, why alarms do not get there."""

    at: datetime
    leeward: str
    database: Database
    processes: tuple[Process, ...]
    servers: tuple[Server, ...]
    queue: Queue
    looks: Looks
    answers: Mapping[str, int]
    lists: tuple[ListState, ...]
    cases: Mapping[str, int]
    impatient: Mapping[str, int]
    orders: Mapping[str, int]
    ledger: Ledger
    counted: tuple[Counted, ...]
    alarms: tuple[Open, ...]
    untold: Mapping[str, str]
    problems: Mapping[str, str]

    @property
    def is_well(self) -> bool:
        """Whether nobody needs to do anything."""
        return not (self.problems or self.alarms or self.untold)


def unknown_share(looks: Mapping[str, int]) -> float | None:
    """0.0 to 1.0: of the media that somebody tried to look at, those of which nobody knows what they show.
    None: there were none."""
    total = sum(looks.values())
    return (total - looks.get("looked", 0)) / total if total else None
