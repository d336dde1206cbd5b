"""An evening on stage: a desk with a dozen varied, benign cases, made by the real intake and decider."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from leeward.model.events import Event, Flagged, Posted, Reporter, TextHit
from leeward.model.items import Author, Copy, MediaRef, Place, Post, Visibility, WayIn
from leeward.pipeline.decide.deciding import Decider
from leeward.pipeline.decide.hits import Hits
from leeward.pipeline.decide.newcomers import Newcomers
from leeward.pipeline.decide.weighing import Weighing
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.pipeline.recording import Recorder
from leeward.policy.parse import parse
from leeward.policy.rules import When
from leeward.review.cases.verdicts import Kind, Saying
from leeward.review.people.rights import Role
from leeward.review.reach.hooks import Event as Told
from leeward.store.arrivals import looks
from leeward.store.arrivals.looks import Looked, MatchRow
from leeward.store.policies import decisions, hits
from leeward.store.policies.hits import NewHits
from tests.desks import Served, served_desk
from tests.offices import began, complained, config, judged, placed, work
from tests.scenes import Clock, Scene, card, scene_of
from tests.sealed import seal

HOME = "harbour.example"
LIST = "bridges-of-the-world"
POLICY = """
policy = 1
name = "An evening at the harbour"
[[rule]]
id = "newcomer"
title = "First posts of a new account wait for a look"
mode = "enforce"
at = "arrival"
when = "media.count > 0 and author.age_days < 2"
then = ["hold"]
for_hours = 24
because = "The account is new: it is {author.age_days} days old."
[[rule]]
id = "verified-match"
title = "Media is the same as an entry of a verified list"
mode = "enforce"
when = "match.verified"
then = ["preserve-request", "hold", "queue:child-safety"]
because = "A file of this post is the same as an entry of the verified list {match.list}."
on_unknown = ["queue:unlooked"]
[[rule]]
id = "looks-like"
title = "Media looks like an entry of a list"
mode = "enforce"
when = "match.perceptual"
then = ["hold", "queue:child-safety"]
because = "A file looks like an entry of {match.list} ({match.perceptual_distance} of 256 bits differ)."
on_unknown = ["queue:unlooked"]
[[rule]]
id = "unlooked"
title = "Media that could not be looked at"
mode = "enforce"
when = 'media.unlooked > 0 and not only(media.look, ["looked", "vanished"])'
then = ["queue:unlooked"]
because = "Of {media.count} files of this post {media.unlooked} could not be looked at ({media.look})."
on_unknown = ["queue:unlooked"]
[[rule]]
id = "listed-words"
title = "The words of the post have an entry of a list"
mode = "enforce"
when = "text.hits > 0"
then = ["queue:words"]
because = "The post has entries of {text.lists}."
on_unknown = ["nothing"]
[[rule]]
id = "flagged"
title = "Somebody complained"
mode = "enforce"
when = "flag.count > 0"
then = ["queue:flags"]
because = "Open complaints about this post: {flag.count}."
on_unknown = ["nothing"]
"""
_NAMES = (
    "ilse",
    "tomas",
    "noor",
    "yuki",
    "pavel",
    "amina",
    "bruno",
    "greta",
    "kofi",
    "lene",
    "mateo",
    "sora",
)


@dataclass
class Evening:
    """The desk, its one protected server and its cases by what they are."""

    desk: Served
    scene: Scene
    server: int = 0
    cases: dict[str, int] = field(default_factory=dict)
    media: dict[str, int] = field(default_factory=dict)
    posts: int = 0
    token: str = ""  # of Robin's session
    numbers: dict[str, int] = field(default_factory=dict)
    mark: str = ""  # of one who complains

    @property
    def clock(self) -> Clock:
        """The time on stage."""
        return self.scene.clock

    @property
    def recorder(self) -> Recorder:
        """Writes the ledger as of the time on stage."""
        return self.scene.recorder

    @property
    def decider(self) -> Decider:
        """Decides under the policy above."""
        software = {self.server: "mastodon"}
        weighing = Weighing(self.recorder, software, ("legal",))
        sources = (Hits(), Newcomers(), weighing)
        policy = parse(POLICY, "evening.toml")
        return Decider(policy, frozenset({LIST}), software, "1.0", self.recorder, sources, None, (weighing,))

    async def raise_curtain(self) -> None:
        """The protected server, the policy."""
        self.server = await self.scene.add_server(card(), f"https://{HOME}")
        async with self.desk.store.transaction() as connection:
            await decisions.add_policy(connection, self.decider.policy.digest, POLICY, self.clock())

    async def case(
        self,
        name: str,
        look: "Look",
        *,
        complaints: Sequence[str] = (),
        words: bool = False,
        at_arrival: bool = False,
    ) -> int:
        """A post about which all that is told here is so; the number of its case, which waits."""
        self.posts += 1
        post = _post(self.posts, look, self.clock(), days=0 if at_arrival else 40 * self.posts)
        await self._arrive(Posted(post))
        item, media = await self._ids(post)
        self.media[name] = media
        if words:
            await self._read(post)
        await self._decide(item, When.ARRIVAL)
        if not at_arrival:
            await self._look(media, look)
            await self._decide(item, When.LOOKED)
        for number, category in enumerate(complaints):
            await self._arrive(_complaint(post, number, category, self.clock()))
        if complaints:
            await self._decide(item, When.LOOKED)
        self.cases[name] = await self._wait(item)
        return self.cases[name]

    async def _arrive(self, event: Event) -> None:
        async with self.desk.store.transaction() as connection:
            door = Door(child_safety=frozenset({"legal"}), marks=b"key")
            await write(connection, [Arrival(self.server, WayIn.WEBHOOK, event)], door, self.recorder)

    async def _ids(self, post: Post) -> tuple[int, int]:
        async with self.desk.store.session() as connection:
            row = await connection.fetchrow(
                "SELECT i.id, min(m.id) AS media FROM items i JOIN media m ON m.item = i.id "
                "WHERE i.native_id = $1 GROUP BY i.id",
                post.native_id,
            )
        assert row is not None
        return int(row["id"]), int(row["media"])

    async def _read(self, post: Post) -> None:
        found = (TextHit("terms", "invented-words", "1", "ab" * 32, "text", "folded"),)
        async with self.desk.store.transaction() as connection:
            new = NewHits(self.server, post.uri, "", found, ("terms",))
            await hits.keep(connection, [new])

    async def _look(self, media: int, look: "Look") -> None:
        sha256 = hashlib.sha256(look.file.encode()).digest()
        async with self.desk.store.transaction() as connection:
            looked = Looked(
                media, look.look, True, look.reason, 81_000, sha256, look.media_type, look.signals, 1, None
            )
            await looks.save(connection, [looked], self.clock())
            if look.distance is not None:
                kind = "pdq" if look.distance else "sha256"
                await looks.add_matches(
                    connection,
                    [
                        MatchRow(
                            media,
                            LIST,
                            "c" * 64,
                            kind,
                            not look.distance,
                            look.distance,
                            31 if look.distance else 0,
                            "whole",
                            sha256,
                        )
                    ],
                )

    async def _decide(self, item: int, at: When) -> None:
        async with self.desk.store.transaction() as connection:
            await looks.lock_items(connection, [item])
            await self.decider.decide(connection, [item], at)

    async def _wait(self, item: int) -> int:
        async with self.desk.store.session() as connection:
            number = int(await connection.fetchval("SELECT id FROM cases WHERE item = $1", item))
        await self.scene.act(number)
        return number


@dataclass(frozen=True)
class Look:
    """What came of looking at the post's file. distance: to an entry of the list; 0: the same; None: none."""

    file: str
    distance: int | None = None
    look: str = "looked"
    reason: str | None = None
    media_type: str = "image/jpeg"
    kind: str = "image"
    signals: list[dict[str, str]] | None = None

    def again(self, **changes: object) -> "Look":
        """The same, but."""
        return replace(self, **changes)  # type: ignore[arg-type]


@asynccontextmanager
async def evening(url: str, folder: Path) -> AsyncIterator[Evening]:
    """A desk with a past, a dozen cases that wait, their media sealed, and Robin, who may see everything."""
    given = config(folder, url)
    live = given.live.model_copy(update={"verified": (LIST,)})
    async with (
        served_desk(url, given.model_copy(update={"live": live})) as desk,
        scene_of(desk.store) as scene,
    ):
        await began(desk)
        stage = Evening(desk, scene)
        now = desk.clock()
        await stage.raise_curtain()
        for hours, name, look, more in _plan():
            stage.clock.now = now - timedelta(hours=hours)
            await stage.case(name, look, **more)  # type: ignore[arg-type]
        stage.clock.now = now
        past = await judged(desk, server=stage.server)
        await complained(desk, past, stage.server, "pier.example")
        decided = await stage.case("decided", Look("bridge 12"), complaints=("spam",))
        assert await scene.desk.confirm(decided, "ines")
        await seal(desk, stage.media)
        await desk.room.queue.ranking.rank_all()
        stage.token = await desk.cookie("Robin", Role.LEAD, Role.OPERATOR)
        await _work(stage)
        yield stage


async def _work(stage: Evening) -> None:
    """What Robin has done already."""
    desk, room = stage.desk, stage.desk.room
    visitor = await room.sessions.recognise(stage.token)
    assert visitor is not None
    saying = Saying(stage.cases["complaint"], Kind.ALLOW, without_looking=True)
    stage.numbers["verdict"] = await room.verdicts.say(visitor, saying)
    stage.numbers["person"] = visitor.person
    address = "https://console.example/leeward"
    stage.numbers["hook"] = (await room.hooks.make(visitor, address, frozenset(Told))).id
    _, files = await room.policies.files(visitor)
    written = {one.name: one.text or "" for one in files}
    stage.numbers["trial"] = await room.policies.try_(visitor, written, 30)
    await placed(desk)
    stage.numbers["check"] = await room.audit.begin_check(visitor)
    for errand in ("trial", "check"):
        await work(desk, stage.numbers[errand])
    stage.mark = (await room.complainants.listed(visitor)).sources[0].mark


def _plan() -> Sequence[tuple[float, str, Look, dict[str, object]]]:
    """Hours ago, name, what came of looking, and what else."""
    listed, alike = Look("bridge 0", 0), Look("bridge 1", 14)
    return (
        (30.0, "unreadable", Look("broken", look="unreadable", reason="cut short"), {}),
        (26.0, "words", Look("bridge 7"), {"words": True}),
        (20.0, "complaint", Look("bridge 8"), {"complaints": ("spam",)}),
        (11.0, "complaints", Look("bridge 9"), {"complaints": ("violation", "violation", "spam")}),
        (9.0, "alike", alike, {}),
        (8.5, "alike too", alike.again(file="bridge 1 again", distance=12), {}),
        (5.0, "clip", Look("crossing", 20, media_type="video/mp4", kind="video"), {}),
        (3.0, "exact", listed, {}),
        (2.5, "exact copy", listed, {}),
        (2.0, "exact copy too", listed, {}),
        (1.2, "child safety", Look("bridge 10"), {"complaints": ("legal",)}),
        (0.4, "newcomer", Look("bridge 11"), {"at_arrival": True}),
    )


def _post(number: int, look: Look, at: datetime, days: int) -> Post:
    name = _NAMES[number % len(_NAMES)]
    is_local = number % 3 == 0
    home = HOME if is_local else f"{('quay', 'jetty')[number % 2]}.example"
    author = Author(f"a{number}", f"https://{home}/@{name}", is_local, at - timedelta(days=days))
    copies = (Copy(Place.ORIGINAL, f"https://{HOME}/media/{number}"),)
    ref = MediaRef(f"m{number}", look.kind, copies)
    uri = f"https://{home}/@{name}/{1000 + number}"
    return Post(f"p{number}", uri, author, Visibility.PUBLIC, at, media=(ref,))


def _complaint(post: Post, number: int, category: str, at: datetime) -> Flagged:
    who = Reporter(f"domain:{('pier', 'mole', 'dock')[number % 3]}.example", f"{number}.example")
    return Flagged(
        native_id=f"{post.native_id}-{number}",
        target=post.author.native_id,
        posts=(post.native_id,),
        category=category,
        is_open=True,
        told_at=at,
        reporter=who,
        made_at=at,
    )
