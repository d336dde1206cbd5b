"""A case at a real server: held once whatever breaks, removed by a person's hand, and looked after."""

import hashlib
import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import pytest

from demo.federation.mastodon_double import MastodonDouble
from demo.federation.pictures import drawn
from leeward.model.cases import State
from leeward.model.items import Post
from leeward.model.orders import Order, Receipt
from leeward.net.wire import FetchLimits
from leeward.pipeline.links import Links
from leeward.pipeline.verify.rounds import Rounds
from leeward.pipeline.verify.seeing import Eyes
from leeward.plugins import loader
from leeward.plugins.servers.mastodon.posts import Teller, read_post
from leeward.plugins.servers.protocol import Link, ServerProgram
from leeward.worker.acting import Acting
from leeward.worker.probing import Probing
from tests.looking import lookers
from tests.scenes import KEY, Killed, Scene, scene

pytestmark = pytest.mark.xdist_group("federation")
PICTURE = drawn(1)


@dataclass
class Dying:
    """The real program; dies at its calls to `perform` as told: "before", "after"; else it lives."""

    real: ServerProgram
    dies: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)

    async def perform(self, link: Link, order: Order) -> Receipt:
        """Carry it out, or die."""
        when = self.dies.pop(0) if self.dies else ""
        if when == "before":
            raise Killed
        receipt = await self.real.perform(link, order)
        if when == "after":
            raise Killed
        return receipt


@dataclass
class Stage:
    """A scene whose server is the double."""

    scene: Scene
    double: MastodonDouble
    program: Dying
    status: str
    case: int
    log_from: int

    @property
    def links(self) -> Links:
        """To the double."""
        return Links(self.scene.client, KEY, self.scene.pacer)

    async def act(self) -> None:
        """Run the case's ACT job once, and survive its death."""
        one = self.scene
        acting = Acting(
            one.store, one.ordering, one.outbox, self.links, lambda _: self.real, Rounds(one.recorder)
        )
        try:
            await acting.act({"case": self.case})
        except Killed:
            return

    async def probe(self, number: int) -> State:
        """Run one round; where the case is then."""
        one = self.scene
        async with lookers() as sandbox:
            eyes = Eyes(one.client, FetchLimits(), sandbox.look, os.urandom)
            probing = Probing(one.store, Rounds(one.recorder), eyes, self.links, lambda _: self.real)
            await probing.probe({"case": self.case, "round": number, "times": 1})
        return await one.state(self.case)

    @property
    def real(self) -> ServerProgram:
        """The program as everything else sees it."""
        return cast(ServerProgram, self.program)

    def arrived(self, verb: str = "action") -> list[str]:
        """Statuses that the double gave to what changed mallory's account."""
        log = self.double.process.log.read_text("utf-8")[self.log_from :]
        return re.findall(rf'"POST /api/v1/admin/accounts/\d+/{verb} HTTP/1.1" (\d+)', log)

    def mallory(self, mark: str) -> bool:
        """Whether the account is so."""
        path = f"/api/v1/admin/accounts/{self.double.account('mallory')}"
        return bool(self.double.call("GET", path, user="admin").wanted().json()[mark])


@asynccontextmanager
async def stage(url: str, double: MastodonDouble, wishes: Sequence[str] = ("hold",)) -> AsyncIterator[Stage]:
    """Mallory posts a picture, and the policy has decided."""
    status = double.post("mallory", "a bridge", [PICTURE])
    post = read_post(status, Teller(double.domain))
    assert post is not None
    async with scene(url) as found:
        program = Dying(loader.server("mastodon"))
        (card,) = [
            one for one in program.real.cards if one.software == "mastodon"
        ]  # the double tells no rights
        await found.add_server(card, double.url, double.token)
        case = await found.add_case(wishes, _local(post))
        await found.ask(
            "UPDATE media SET look = 'looked', is_final = true, sha256 = $1",
            hashlib.sha256(PICTURE.content).digest(),
        )
        log = len(double.process.log.read_text("utf-8"))
        yield Stage(found, double, program, str(status["id"]), case, log)


def _local(post: Post) -> Post:
    assert post.author.is_local
    return post


async def test_a_hold_arrives_once_and_its_way_back_once(
    fresh_database: str, mastodon: MastodonDouble
) -> None:
    async with stage(fresh_database, mastodon) as at:
        for _ in range(3):
            await at.act()
        assert (at.mallory("sensitized"), at.mallory("silenced")) == (True, True)
        assert at.arrived() == ["200", "200"]
        await at.scene.desk.release(at.case, "ada")
        for _ in range(3):
            await at.act()
        assert (at.mallory("sensitized"), at.mallory("silenced")) == (False, False)
        assert at.arrived("unsilence") == at.arrived("unsensitive") == ["200"]
        assert await at.scene.state(at.case) is State.CLOSED


@pytest.mark.parametrize("dies", [["after"], ["before"], ["before", "after", "after"], ["", "after"]])
async def test_killed_at_a_call_nothing_is_done_twice_or_left_undone(
    fresh_database: str, mastodon: MastodonDouble, dies: list[str]
) -> None:
    async with stage(fresh_database, mastodon) as at:
        at.program.dies = list(dies)
        for _ in range(6):
            await at.act()
            at.scene.clock.pass_s(61)
        assert (at.mallory("sensitized"), at.mallory("silenced")) == (True, True)
        assert at.arrived() == ["200", "200"]
        assert await at.scene.state(at.case) is State.WAITING


@pytest.mark.parametrize(
    "effect",
    [
        {"type": "status", "status": 503},
        {"type": "ratelimit"},
        {"type": "status", "status": 500},
    ],
    ids=["503", "429", "500"],
)
async def test_a_server_that_fails_for_a_while_gets_each_order_once_in_the_end(
    fresh_database: str, mastodon: MastodonDouble, effect: dict[str, object]
) -> None:
    async with stage(fresh_database, mastodon) as at:
        mastodon.fault("POST", "/api/v1/admin/accounts/*", effect, count=2)
        for _ in range(8):
            await at.act()
            at.scene.clock.pass_s(700)
        mastodon.end_faults()
        assert (at.mallory("sensitized"), at.mallory("silenced")) == (True, True)
        assert [one for one in at.arrived() if one == "200"] == ["200", "200"]


async def test_removed_by_hand_its_media_are_found_still_served(
    fresh_database: str, mastodon: MastodonDouble
) -> None:
    async with stage(fresh_database, mastodon) as at:
        await at.act()
        await at.scene.desk.confirm(at.case, "ada")
        await at.act()
        states = await at.scene.states(at.case)
        assert (states["remove_post"], states["file_report"]) == ("by hand", "done")
        assert await at.scene.state(at.case) is State.CONFIRMED
        mastodon.delete("mallory", at.status)  # somebody clicks
        at.scene.clock.pass_s(200)
        await at.act()
        assert (await at.scene.states(at.case))["remove_post"] == "done"
        assert await at.scene.state(at.case) is State.VERIFYING
        assert await at.probe(0) is State.VERIFYING
        assert await at.probe(1) is State.RETURNED  # the double never takes a file away
        told = (await at.scene.alarms())[f"case:{at.case}:returned"]
        assert "post gone; 0 of" in told
        assert mastodon.url not in told
