"""Posts that people complain of, complaints and verdicts, in a real database."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from leeward.model.cases import State
from leeward.model.events import Event, Flagged, Posted, Reporter
from leeward.model.items import Author, Copy, MediaRef, Place, Post, Visibility, WayIn
from leeward.pipeline.act.ordering import Ordering
from leeward.pipeline.act.verdicts import Desk
from leeward.pipeline.decide.deciding import Decider
from leeward.pipeline.decide.weighing import Weighing
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.policy.parse import parse
from leeward.store.arrivals import looks
from leeward.store.arrivals.looks import Looked
from leeward.store.connection import Store
from leeward.store.policies import decisions
from tests.stores import START, Clock, recorder

POLICY = """
policy = 1
name = "complaints hold"
[[rule]]
id = "community"
title = "What those with a record complain of waits for a look"
mode = "enforce"
when = '"general" in flag.holds'
then = ["hold", "queue:community"]
because = "Complaints that weigh {flag.score} hold it."
for_hours = 24
[[rule]]
id = "community-children"
title = "The same, of child safety"
mode = "enforce"
when = '"child-safety" in flag.holds'
then = ["hold", "queue:child-safety"]
because = "Complaints about child safety hold it."
for_hours = 72
[[rule]]
id = "complaints"
title = "Somebody looks at every complaint"
mode = "enforce"
when = "flag.count > 0"
then = ["queue:community"]
because = "{flag.count} open complaints."
"""
FORUM, MARSH, GULL = (
    Reporter(f"domain:{one}.example", f"{one}.example") for one in ("forum", "marsh", "gull")
)
PROVEN = (FORUM, MARSH, GULL)


def local(number: int, days: int = 400) -> Reporter:
    """An account of the protected server, so many days old."""
    return Reporter(f"local:{number}", "", START - timedelta(days=days), True)


def a_post(number: int, revision: int = 0, domain: str | None = None) -> Post:
    """A post with a picture, by an account of a server of its own unless it is named."""
    home = domain or f"far{number}.example"
    author = Author(f"a{number}", f"https://{home}/users/{number}", is_local=home == "m.example")
    media = MediaRef(f"{number}-0", "image", (Copy(Place.ORIGINAL, f"https://{home}/files/{number}.png"),))
    edited = START + timedelta(hours=revision) if revision else None
    return Post(
        f"p{number}",
        f"https://{home}/posts/{number}",
        author,
        Visibility.PUBLIC,
        START,
        edited,
        media=(media,),
    )


@dataclass
class Desks:
    """One server, its intake, decider and desk. weighing: of one process; a new one is a new process."""

    store: Store
    server: int
    clock: Clock = field(default_factory=Clock)
    policy: str = POLICY
    child_safety: tuple[str, ...] = ("legal", "rule:3")
    weighing: Weighing = field(init=False)
    flags: int = 0

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A new process, which knows nothing but the database."""
        self.weighing = Weighing(recorder(self.clock), {self.server: "mastodon"}, self.child_safety)

    @property
    def door(self) -> Door:
        """As configured."""
        return Door(child_safety=frozenset(self.child_safety), marks=b"key")

    @property
    def decider(self) -> Decider:
        """Decides with what complaints weigh."""
        policy = parse(self.policy, "a.toml")
        return Decider(
            policy,
            frozenset(),
            {self.server: "mastodon"},
            "1.0",
            recorder(self.clock),
            (self.weighing,),
            None,
            (self.weighing,),
        )

    @property
    def desk(self) -> Desk:
        """Where people decide."""
        return Desk(self.store, Ordering(recorder(self.clock), 25))

    async def arrive(self, *events: Event, way_in: WayIn = WayIn.WEBHOOK) -> None:
        """Told by the server."""
        async with self.store.transaction() as connection:
            arrivals = [Arrival(self.server, way_in, event) for event in events]
            await write(connection, arrivals, self.door, recorder(self.clock))

    async def post(self, number: int, revision: int = 0, domain: str | None = None) -> int:
        """A post arrives, is looked at and is on no list; its item's id."""
        await self.arrive(Posted(a_post(number, revision, domain)))
        async with self.store.transaction() as connection:
            await decisions.add_policy(connection, self.decider.policy.digest, self.policy, START)
            row = await connection.fetchrow(
                "SELECT max(id) AS item FROM items WHERE native_id = $1", f"p{number}"
            )
            media = await connection.fetchval("SELECT id FROM media WHERE item = $1", row["item"])
            looked = Looked(media, "looked", True, None, None, None, None, None, 1, None)
            await looks.save(connection, [looked], self.clock())
        await self.decide(row["item"])
        return int(row["item"])

    def flag(self, number: int, reporter: Reporter | None, *, category: str = "spam") -> Flagged:
        """A new complaint about a post."""
        self.flags += 1
        return Flagged(
            native_id=str(self.flags),
            target=f"a{number}",
            posts=(f"p{number}",),
            category=category,
            is_open=True,
            told_at=self.clock(),
            reporter=reporter,
            made_at=self.clock(),
        )

    async def complain(self, number: int, *reporters: Reporter, category: str = "spam") -> None:
        """They complain of a post, one after another, and it is decided anew."""
        for reporter in reporters:
            await self.arrive(self.flag(number, reporter, category=category))
            self.clock.pass_s(60)
        await self.decide_due()

    async def decide(self, *items: int) -> None:
        """As a job does it."""
        async with self.store.transaction() as connection:
            await looks.lock_items(connection, items)
            await self.decider.decide(connection, items)

    async def decide_due(self) -> None:
        """What a DECIDE job waits for."""
        rows = await self.ask(
            "DELETE FROM pgqueuer WHERE entrypoint = 'decide' "
            "RETURNING (convert_from(payload, 'utf8')::jsonb)->'items'"
        )
        for (items,) in rows:
            await self.decide(*map(int, str(items).strip("[]").split(",")))

    async def case(self, item: int) -> tuple[int, list[str]] | None:
        """The case of a post, and what it asks for."""
        rows = await self.ask("SELECT id, actions FROM cases WHERE item = $1 ORDER BY id DESC", item)
        return (int(str(rows[0][0])), list(rows[0][1])) if rows else None  # type: ignore[call-overload]

    async def is_held(self, item: int) -> bool:
        """Whether complaints or anything else hide it."""
        found = await self.case(item)
        return found is not None and "hold" in found[1]

    async def judge(self, item: int, to: State) -> None:
        """A person decides the case of a post."""
        found = await self.case(item)
        assert found is not None
        async with self.store.transaction() as connection:
            await connection.execute("UPDATE cases SET state = 'waiting' WHERE id = $1", found[0])
        verdict = self.desk.confirm if to is State.CONFIRMED else self.desk.release
        assert await verdict(found[0], "ada")

    async def prove(self, reporters: Sequence[Reporter] = PROVEN, times: int = 7, first: int = 1_000) -> None:
        """They complain of posts, and people find each time that they are right."""
        for number in range(first, first + times):
            item = await self.post(number)
            await self.complain(number, *reporters)
            await self.judge(item, State.CONFIRMED)
            self.clock.pass_s(3600)

    async def ask(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What the database says."""
        async with self.store.transaction() as connection:
            return [tuple(row) for row in await connection.fetch(statement, *values)]

    async def kinds(self, item: int | None = None) -> list[str]:
        """What the log says of one post, or of all."""
        where = "WHERE item = $1" if item else "WHERE $1 = ''"
        rows = await self.ask(f"SELECT kind FROM flag_events {where} ORDER BY id", str(item or ""))
        return [str(kind) for (kind,) in rows]


def closed(flag: Flagged, *, is_upheld: bool | None) -> Flagged:
    """The same complaint, settled by the server's moderators a day later."""
    assert flag.told_at is not None
    return replace(flag, is_open=False, is_upheld=is_upheld, told_at=flag.told_at + timedelta(days=1))
