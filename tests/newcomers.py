"""Posts that arrive, are looked at and are decided on a scene: with a real policy, database and cases."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from leeward.model.events import Posted
from leeward.model.items import Author, Post, WayIn
from leeward.model.servers import ServerCard
from leeward.pipeline.decide.deciding import Decider
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.policy.parse import parse
from leeward.store.arrivals import looks
from leeward.store.arrivals.looks import Looked, MatchRow
from leeward.store.policies import decisions
from leeward.worker.deciding import Deciding
from leeward.worker.lapsing import Lapsing
from tests.scenes import ACCOUNTS, Scene, card, post, scene

POLICY = """
policy = 1
name = "newcomers wait"

[[rule]]
id = "newcomer"
title = "First posts wait for a look"
at = "arrival"
mode = "enforce"
when = "media.count > 0"
then = ["hold"]
because = "The account is new here."

[[rule]]
id = "match"
title = "On a list"
mode = "enforce"
when = "match.exact or match.perceptual"
then = ["hold", "queue:child-safety"]
because = "It is on a list."
on_unknown = ["queue:unlooked"]

[[rule]]
id = "unlooked"
title = "Not looked at"
mode = "enforce"
when = 'media.unlooked > 0 and not only(media.look, ["looked", "vanished"])'
then = ["queue:unlooked"]
because = "It could not be looked at."
on_unknown = ["queue:unlooked"]
"""
LASTING = POLICY.replace('because = "The account', 'for_hours = 24\nbecause = "The account')
ENTRY = b"\7" * 32


@dataclass
class Street:
    """A scene, and a policy that decides on it."""

    stage: Scene
    text: str

    @property
    def decider(self) -> Decider:
        """Under the policy of the street."""
        return Decider(parse(self.text, "a.toml"), frozenset(), {}, "1.0", self.stage.recorder)

    @property
    def deciding(self) -> Deciding:
        """A new one is as good as the one that was killed."""
        return Deciding(self.stage.store, lambda: self.decider, self.stage.clock)

    @property
    def lapsing(self) -> Lapsing:
        """Ends holds."""
        return Lapsing(self.stage.store, self.stage.recorder)

    async def adopt(self, text: str) -> None:
        """Decide under this policy from now on."""
        self.text = text
        async with self.stage.store.transaction() as connection:
            await decisions.add_policy(connection, self.decider.policy.digest, text, self.stage.clock())

    async def arrive(self, number: int = 1, files: int = 1, **changes: object) -> int:
        """A post comes: its item."""
        told = post(number)
        told = replace(told, media=tuple(replace(told.media[0], native_id=f"m{n}") for n in range(files)))
        return await self.take(replace(told, **changes))  # type: ignore[arg-type]

    async def take(self, told: Post) -> int:
        """A post comes, as told: its item."""
        arrival = Arrival(self.stage.server, WayIn.WEBHOOK, Posted(told))
        async with self.stage.store.transaction() as connection:
            await write(connection, [arrival], Door(), self.stage.recorder)
            found = await connection.fetchval(
                "SELECT id FROM items WHERE uri = $1 AND revision = $2", told.uri, told.revision
            )
        return int(found)

    async def greet(self, *items: int) -> None:
        """As the look does at first."""
        await self.deciding.greet(items)

    async def look(self, item: int, *told: str) -> None:
        """Look at what was not looked at yet; told: for each media "looked", "match" or what else came of it,
        and nothing of those that are not named."""
        store, clock = self.stage.store, self.stage.clock
        async with store.transaction() as connection:
            rows = await connection.fetch(
                "SELECT id FROM media WHERE item = $1 AND NOT is_final ORDER BY position", item
            )
            await looks.lock_items(connection, [item])
            for row, said in zip(rows, told, strict=False):
                look = "looked" if said == "match" else said
                looked = Looked(row["id"], look, True, None, None, None, None, None, 1, None)
                await looks.save(connection, [looked], clock())
                if said == "match":
                    found = MatchRow(row["id"], "stand-ins", "v1", "md5", True, 0, 31, "whole", ENTRY)
                    await looks.add_matches(connection, [found])
            await self.decider.decide(connection, [item])

    async def cases(self) -> list[tuple[object, ...]]:
        """Number and state of each."""
        return await self.stage.ask("SELECT id, state FROM cases ORDER BY id")

    async def settle(self) -> None:
        """Every case does all that it has to do."""
        for number, _ in await self.cases():
            await self.stage.act_until_quiet(int(str(number)))

    def hidden(self) -> set[tuple[str, str]]:
        """What is hidden at the server now."""
        return {
            one for one in self.stage.program.so if one[0] in {"hold_post", "limit_account", "mark_sensitive"}
        }


def author(number: int, uri: str | None = None) -> Author:
    """An account."""
    return Author(f"a{number}", uri or f"https://home.example/users/{number}", is_local=True)


@asynccontextmanager
async def street(
    url: str, text: str = POLICY, found: ServerCard | None = None, fuse: int = 25
) -> AsyncIterator[Street]:
    """An empty street with one server."""
    async with scene(url, fuse) as stage:
        await stage.add_server(found or card())
        one = Street(stage, text)
        await one.adopt(text)
        yield one


def policy(*rules: Sequence[str]) -> str:
    """A policy of rules (id, when, then, more lines)."""
    parts = ['policy = 1\nname = "short"']
    for id_, when, then, *more in rules:
        lines = "\n".join(more)
        parts.append(
            f'[[rule]]\nid = "{id_}"\ntitle = "{id_}"\nmode = "enforce"\nwhen = "{when}"\nthen = {then}\n'
            f'because = "because"\n{lines}'
        )
    return "\n".join(parts)


TWO = policy(("far", "media.count > 0", '["remove"]', 'human = "two"', 'queue = "elders"'))


async def for_two(stage: Scene) -> int:
    """A case that two people have to agree about, as it waits for them."""
    await stage.add_server(card((*ACCOUNTS, "remove_post")))
    one = Street(stage, TWO)
    await one.adopt(TWO)
    await one.look(await one.arrive(), "looked")
    await one.settle()
    ((number, _),) = await one.cases()
    return int(str(number))
