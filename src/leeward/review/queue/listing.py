"""The list of cases, as far as somebody may see them: to look something up, not to work through."""

from collections.abc import Sequence
from dataclasses import dataclass

from leeward.model.cases import State
from leeward.model.errors import UsageError
from leeward.review.ground import Ground
from leeward.review.people.rights import Visitor
from leeward.review.people.sight import Sight, seen
from leeward.store.desk import listing
from leeward.store.desk.listing import Asked, Line

PAGE = 50
_WAITING = "open"  # of what can be asked for: all that waits for people


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for. state: a state, `open`, or empty for all. before: a case's number."""

    state: str = _WAITING
    queue: str = ""
    server: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page. further: what the next one is asked for with; None: this is the last one."""

    lines: Sequence[Line]
    further: int | None
    queues: Sequence[str]
    servers: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Listing:
    """Cases behind the walls of whoever asks."""

    ground: Ground

    async def page(self, visitor: Visitor, wanted: Wanted) -> Page:
        """Raises: UsageError: there is no such state. DatabaseError."""
        if "\0" in wanted.queue:
            raise UsageError("there is no such queue", "choose one of the list")
        asked = Asked(_states(wanted.state), wanted.queue or None, wanted.server, wanted.before)
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            found = await listing.page(connection, asked, PAGE + 1, self.ground.clock())
            queues = await listing.queues(connection)
            servers = await listing.servers(connection)
        lines = found[:PAGE]
        return Page(lines, lines[-1].id if len(found) > PAGE else None, queues, servers)


def states() -> tuple[str, ...]:
    """What can be asked for, beside all."""
    return (_WAITING, *(str(one) for one in State))


def _states(name: str) -> Sequence[str] | None:
    if not name:
        return None
    if name == _WAITING:
        return (str(State.WAITING), str(State.RETURNED))
    if name not in states():
        raise UsageError("there is no such state of a case", "choose one of the list")
    return (name,)
