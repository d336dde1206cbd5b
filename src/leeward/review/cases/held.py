"""Posts that are hidden until somebody decides, with how long their authors have waited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.model.cases import State
from leeward.model.errors import CaseError
from leeward.review.cases.tracing import Tracing
from leeward.review.ground import Ground
from leeward.review.people.rights import Visitor
from leeward.review.people.sight import Sight, seen
from leeward.store.connection import Connection
from leeward.store.desk.cases import facts
from leeward.store.desk.cases.facts import HeldRow

A_PAGE = 50
_LONG_H = 12.0  # hours after which an author has waited too long


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One. since: its author waits. rules: titles of those that hold it. can_decide: False: it is just being
    hidden."""

    case: int
    queue: str
    uri: str
    account: str
    server: str
    since: datetime
    lapses_at: datetime | None
    rules: tuple[str, ...]
    is_exact: bool
    can_decide: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Whoever waits longest comes first. more: what to ask for to see further ones; "": there are none."""

    posts: tuple[HeldPost, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Held:
    """For the authors' sake."""

    ground: Ground

    async def told(self, visitor: Visitor, after: str = "") -> HeldPage:
        """One page of them. after: `more` of the page before. Raises: CaseError: it is none."""
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            rows = await facts.held(connection, _place(after), A_PAGE + 1)
            titles = await self._titles(connection, [one.item for one in rows[:A_PAGE]])
        now = self.ground.clock()
        posts = tuple(_post(one, titles.get(one.item, ()), now) for one in rows[:A_PAGE])
        last = rows[A_PAGE - 1] if len(rows) > A_PAGE else None
        return HeldPage(posts, f"{last.since.isoformat()},{last.id}" if last else "")

    async def _titles(self, connection: Connection, items: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
        found = await facts.last_decisions(connection, items)
        tracing = Tracing(self.ground)
        told = {}
        for item, (policy, evaluation) in found.items():
            rules = await tracing.rules(connection, [{"policy": policy, "evaluation": evaluation}])
            told[item] = tuple(one.title for one in rules if one.fired and not one.is_shadow)
        return told


def _post(row: HeldRow, rules: tuple[str, ...], now: datetime) -> HeldPost:
    return HeldPost(
        case=row.id,
        queue=row.queue,
        uri=row.uri,
        account=row.account,
        server=row.domain,
        since=row.since,
        lapses_at=row.lapses_at,
        rules=rules,
        is_exact=row.is_exact,
        can_decide=row.state is State.WAITING,
        is_late=(now - row.since).total_seconds() > _LONG_H * 3600,
    )


def _place(after: str) -> tuple[datetime, int] | None:
    if not after:
        return None
    since, _, number = after.partition(",")
    try:
        return datetime.fromisoformat(since), int(number)
    except ValueError as error:
        raise CaseError(
            "this is no page of the held posts", "begin with the first one: /desk/held"
        ) from error
