"""What the web is given: everything that it does not know how to do itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from leeward.model.findings import Json
from leeward.review.room import Room


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one webhook. status: HTTP. retry_after_s: with 503."""

    status: int
    said: str
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A whole answer: of the relay, whose documents have types of their own."""

    status: int
    body: bytes = b""
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether this process can do its work. problems: sentences."""

    problems: tuple[str, ...] = ()


class RelayDoor(Protocol):
    """The listening relay, as HTTP sees it."""

    async def document(self, path: str, query: Mapping[str, str]) -> Answered:
        """The actor, WebFinger, NodeInfo; 404 for anything else."""
        ...

    async def inbox(self, target: str, headers: Sequence[tuple[str, str]], body: bytes) -> Answered:
        """One delivery."""
        ...


class Cases(Protocol):
    """What the API shows and lets do."""

    async def listed(self, state: str | None, most: int) -> Json:
        """Cases, newest first."""
        ...

    async def story(self, case: int) -> Json:
        """One case in words. Raises: CaseError: there is none."""
        ...

    async def verdict(self, case: int, verdict: str, person: str) -> Json:
        """Decide one. Raises: CaseError: it cannot be decided so."""
        ...


@dataclass(frozen=True, slots=True)
class WebParts:
    """host, port: where to listen. token: of the API. hear: one webhook of one server.

    room: the review desk. metrics: Prometheus text. status: the same as `leeward status --json`.
    """

    host: str
    port: int
    token: str
    hear: Callable[[int, Mapping[str, str], bytes], Awaitable[Heard]]
    ready: Callable[[], Awaitable[Ready]]
    status: Callable[[], Awaitable[Json]]
    metrics: Callable[[], Awaitable[bytes]]
    cases: Cases
    room: Room | None = None
    relay: RelayDoor | None = None
