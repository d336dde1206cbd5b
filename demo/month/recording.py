"""Plays the month into a database, through the doors that a real one comes through, with a clock."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from demo.month.happenings import BANK, Happening, Kind, Month, happenings
from leeward.app.commands import desk
from leeward.app.station import Station
from leeward.model.cases import State
from leeward.model.events import Flagged, Posted, Reporter
from leeward.model.items import Post, WayIn
from leeward.model.look import Look
from leeward.model.servers import Ability, ServerCard, Support
from leeward.pipeline.ingest.intake import Arrival, Intake
from leeward.pipeline.recording import Recorder
from leeward.store import servers
from leeward.store.arrivals import looks
from leeward.store.arrivals.looks import Looked, MatchRow
from leeward.store.casework import cases
from leeward.store.casework.cases import JOB, Move
from leeward.store.connection import Connection
from leeward.store.servers import NewServer
from leeward.worker.deciding import Deciding

ADDRESS = "https://home.example"
SLICE = timedelta(hours=6)  # what is written at once
LONG_AGO = timedelta(days=60)  # before the month the policy was put in force
MODERATORS = (("ada", 0.03), ("bo", 0.12))  # how often they are wrong
JUDGED_AFTER = timedelta(hours=6)
_VERSION = hashlib.sha256(BANK.encode()).hexdigest()
_CAN = ("hold_post", "release_post", "mark_sensitive", "unmark_sensitive", "limit_account", "unlimit_account")
CARD = ServerCard("mastodon", "4.6.0", "mastodon", (), tuple(Ability(one, Support.API) for one in _CAN))


@dataclass(slots=True)
class Clock:
    """Time that passes when it is told to."""

    at: datetime

    def __call__(self) -> datetime:
        """The time."""
        return self.at


@dataclass(slots=True)
class Recording:
    """One month being written. told: how many posts are, from time to time."""

    station: Station
    month: Month
    told: Callable[[int], None] = lambda _: None
    clock: Clock = field(init=False)
    _server: int = 0
    _true: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = Clock(self.month.start)
        self.station = replace(self.station, recorder=Recorder(self.clock, Random(self.month.seed).randbytes))

    async def play(self) -> None:
        """Write all of it."""
        station, start = self.station, self.month.start
        async with station.store.transaction() as connection:
            new = NewServer(ADDRESS, CARD, (WayIn.WEBHOOK,))
            self._server = await servers.put(connection, new, start)
            await connection.execute("UPDATE promotions SET promoted_at = $1", start - LONG_AGO)
            await connection.execute("UPDATE policy_versions SET made_at = $1", start - LONG_AGO)
        await station.learn_servers()
        written = 0
        async with station.intake() as intake:
            for part in _slices(happenings(self.month)):
                await self._slice(intake, part)
                written += len(part)
                self.told(written)
        self.clock.at += timedelta(days=1)
        await self._judge(everything=True)
        async with station.store.transaction() as connection:
            await connection.execute("DELETE FROM pgqueuer")  # nobody acts on what is long past

    async def _slice(self, intake: Intake, part: Sequence[Happening]) -> None:
        self.clock.at = part[-1].at
        self._true |= {one.post.uri: one.is_bad for one in part}
        await intake.take([_arrival(self._server, one.post) for one in part])
        deciding = Deciding(self.station.store, self.station.decider, self.clock)
        await deciding.greet(await self._items(part))
        self.clock.at += timedelta(seconds=20)
        async with self.station.store.transaction() as connection:
            await self._look(connection, part)
        flagged = [one for one in part if one.kind is Kind.FLAGGED]
        if flagged:
            await intake.take([self._complaint(one) for one in flagged])
            await deciding.decide({"items": [*await self._items(flagged)]})
        await self._judge(everything=False)

    async def _items(self, part: Sequence[Happening]) -> list[int]:
        async with self.station.store.session() as connection:
            rows = await connection.fetch(
                "SELECT id FROM items WHERE uri = ANY($1::text[]) ORDER BY id", [one.post.uri for one in part]
            )
        return [row["id"] for row in rows]

    def _complaint(self, one: Happening) -> Arrival:
        who = f"a{one.number % 200}"
        flag = Flagged(
            native_id=f"f{one.number}",
            target=one.post.author.native_id,
            posts=(one.post.native_id,),
            category="other",
            is_open=True,
            told_at=self.clock(),
            reporter_is_local=True,
            reporter=Reporter(f"local:{who}", born=self.month.start - timedelta(days=400)),
            made_at=self.clock(),
        )
        return Arrival(self._server, WayIn.WEBHOOK, flag)

    async def _look(self, connection: Connection, part: Sequence[Happening]) -> None:
        by_uri = {one.post.uri: one for one in part}
        rows = await connection.fetch(
            "SELECT m.id, m.item, m.position, i.uri FROM media m JOIN items i ON i.id = m.item "
            "WHERE i.uri = ANY($1::text[]) ORDER BY m.id",
            list(by_uri),
        )
        items = sorted({row["item"] for row in rows})
        await looks.lock_items(connection, items)
        looked = [_looked(row["id"], by_uri[row["uri"]].look(row["position"])) for row in rows]
        await looks.save(connection, looked, self.clock())
        first = [(row["id"], by_uri[row["uri"]]) for row in rows if row["position"] == 0]
        await looks.add_matches(connection, [_match(*one) for one in first if one[1].kind in _MATCHED])
        await self.station.decider().decide(connection, items)

    async def _judge(self, *, everything: bool) -> None:
        """What has waited long enough is judged, by one of two; some of it is left for the next month."""
        before = self.clock() - (timedelta() if everything else JUDGED_AFTER)
        async with self.station.store.transaction() as connection:
            rows = await connection.fetch(
                "SELECT c.id, i.uri FROM cases c JOIN items i ON i.id = c.item "
                "WHERE c.state = ANY($1::text[]) AND c.opened_at <= $2 ORDER BY c.id",
                [State.DECIDED, State.WAITING],
                before,
            )
            for row in rows:
                await cases.move(connection, row["id"], Move(State.DECIDED, State.WAITING, JOB, self.clock()))
        for row in rows:
            drawn = Random(f"{self.month.seed} {row['uri']}")
            name, wrong = drawn.choice(MODERATORS)
            is_bad = self._true[row["uri"]] != (drawn.random() < wrong)
            await (desk.confirm if is_bad else desk.release)(self.station, row["id"], name)


_MATCHED = {Kind.EXACT, Kind.NEAR}


def _slices(found: Sequence[Happening]) -> Iterator[list[Happening]]:
    part: list[Happening] = []
    for one in found:
        if part and one.at - part[0].at > SLICE:
            yield part
            part = []
        part.append(one)
    if part:
        yield part


def _looked(media: int, look: Look) -> Looked:
    """As the sandbox would have told."""
    is_looked = look is Look.LOOKED
    return Looked(
        media=media,
        look=str(look),
        is_final=True,
        reason=None if is_looked else "made so for the demo",
        size=1000,
        sha256=hashlib.sha256(str(media).encode()).digest() if is_looked else None,
        media_type="image/png" if is_looked else None,
        signals=[],
        attempt=1,
        next_at=None,
    )


def _match(media: int, one: Happening) -> MatchRow:
    """As the index would have told."""
    is_exact = one.kind is Kind.EXACT
    return MatchRow(
        media=media,
        bank=BANK,
        bank_digest=_VERSION,
        kind="md5" if is_exact else "pdq",
        is_exact=is_exact,
        distance=one.distance,
        threshold=0 if is_exact else 31,
        view="whole",
        entry=hashlib.sha256(f"stand-in {one.number % 8}".encode()).digest(),
    )


def _arrival(server: int, post: Post) -> Arrival:
    return Arrival(server, WayIn.WEBHOOK, Posted(post))
