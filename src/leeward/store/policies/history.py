"""What was decided, streamed: page by page, so that memory stays small however much there is."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.store.connection import Connection
from leeward.store.queries import query

A_PAGE = 500  # rows


@dataclass(frozen=True, slots=True)
class Span:
    """From when (included) to when (excluded), UTC. servers: posts of these only; None: of all.

    child_safety: also posts that ever had a child-safety case.
    """

    since: datetime
    until: datetime
    servers: tuple[int, ...] | None = None
    child_safety: bool = True

    @property
    def places(self) -> list[int] | None:
        """The servers, as the database asks for them."""
        return None if self.servers is None else [*self.servers]


@dataclass(frozen=True, slots=True)
class Made:
    """One decision. frame, evaluation: JSON as the database lays it out. policy: its digest."""

    id: int
    policy: str
    frame: str
    evaluation: str


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a post, with what a person said of it. at: its moment. author: a number for the account.

    verdict: confirmed or released; by: a person's name, or a job's.
    """

    id: int
    item: int
    round: int
    frame: str
    at: str
    decided_at: datetime
    author: int
    case: int | None
    verdict: str | None
    verdict_by: str | None


async def number(connection: Connection, span: Span) -> int:
    """How many decisions there are."""
    asked = (span.since, span.until, span.places, span.child_safety)
    return int(await connection.fetchval(query("history", "number"), *asked))


async def decisions(connection: Connection, span: Span) -> AsyncIterator[Made]:
    """Every decision, by number."""
    last = 0
    while rows := await connection.fetch(query("history", "decisions"), last, span.since, span.until, A_PAGE):
        for row in rows:
            yield Made(row["id"], row["policy"], row["frame"], row["evaluation"])
        last = rows[-1]["id"]


async def posts(connection: Connection, span: Span) -> AsyncIterator[list[Round]]:
    """Every post that was decided, with its rounds in their order; our own canaries are left out."""
    last, rounds = (0, 0), list[Round]()
    asked = (span.since, span.until, A_PAGE, span.places, span.child_safety)
    while rows := await connection.fetch(query("history", "posts"), *last, *asked):
        for row in rows:
            if rounds and rounds[0].item != row["item"]:
                yield rounds
                rounds = []
            rounds.append(Round(*(row[name] for name in Round.__slots__)))
        last = rows[-1]["item"], rows[-1]["round"]
    if rounds:
        yield rounds


async def text(connection: Connection, digest: str) -> str | None:
    """The text of a policy that was in force. digest: or its beginning. None: there was none such."""
    found: str | None = await connection.fetchval(query("history", "text"), digest)
    return found


async def of_case(connection: Connection, case: int) -> list[Any]:
    """The decisions about the post of a case, in their order."""
    return await connection.fetch(query("history", "of_case"), case)


async def braked(connection: Connection, rules: Sequence[str], at: datetime) -> dict[str, str]:
    """What was said of the brakes that held these rules back then."""
    rows = await connection.fetch(query("history", "braked"), [*rules], at)
    return {row["rule"]: row["said"] for row in rows}
