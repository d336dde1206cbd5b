"""A decided file never returns, and nothing else is decided by memory."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from leeward.model.cases import State
from leeward.pipeline import explain
from leeward.pipeline.remembering import Memory, agreed
from leeward.policy import frames, record
from leeward.policy.evaluate import evaluate
from leeward.policy.parse import parse
from leeward.policy.values import Value
from leeward.store.casework.memory import JudgedFile, Matched
from leeward.store.policies import decisions
from tests.scenes import Scene, card, post, scene

RULES = """
policy = 1
name = "Bridges"
[[rule]]
id = "listed"
title = "A bridge of a list"
mode = "enforce"
when = "match.exact or match.perceptual"
then = ["hold", "queue:bridges"{remove}]{human}
because = "A file is an entry of {{match.list}}."
on_unknown = ["nothing"]
[[rule]]
id = "sensitive"
title = "Marked by its author"
mode = "enforce"
when = "post.sensitive"
then = ["queue:bridges"]
because = "Its author marked it."
on_unknown = ["nothing"]
"""
FACTS: dict[str, Value] = {
    "match.exact": True,
    "match.verified": False,
    "match.perceptual": False,
    "match.list": "bridges",
    "match.count": 1,
    "media.count": 1,
    "post.sensitive": False,
}
FILE, OTHER = b"f" * 32, b"o" * 32


@dataclass
class Town:
    """A scene with a policy and posts of files."""

    scene: Scene
    human: str = "one"
    number: int = 0
    is_on: bool = True

    @property
    def rules(self) -> str:
        """The policy, as written."""
        is_two = self.human == "two"
        return RULES.format(remove=', "remove"' if is_two else "", human='\nhuman = "two"' if is_two else "")

    async def case(
        self, *files: bytes, banks: Sequence[str] = ("bridges",), is_exact: bool = True, **facts: Value
    ) -> int:
        """A case that was just decided, of a post of these files, each on these lists."""
        self.number += 1
        case = await self.scene.add_case(("hold", "queue:bridges"), post(self.number))
        policy = parse(self.rules, "town.toml")
        told = frames.checked({**FACTS, **facts})
        async with self.scene.store.transaction() as connection:
            item = await connection.fetchval("SELECT item FROM cases WHERE id = $1", case)
            await connection.execute("DELETE FROM media WHERE item = $1", item)
            for position, one in enumerate(files or (FILE,)):
                media = await connection.fetchval(
                    "INSERT INTO media (item, position, native_id, kind, copies, look, is_final, sha256) "
                    "VALUES ($1, $2, 'm', 'image', '[]', 'looked', true, $3) RETURNING id",
                    *(item, position, one),
                )
                for bank in banks:
                    await connection.execute(
                        "INSERT INTO matches (media, bank, bank_digest, kind, is_exact, distance, threshold, "
                        "view, entry) VALUES ($1, $2, 'v1', 'pdq', $3, $4, 31, 'stored', 'e')",
                        *(media, bank, is_exact, 0 if is_exact else 20),
                    )
            await decisions.add_policy(connection, policy.digest, self.rules, self.scene.clock())
            evaluation = evaluate(policy, told)
            await connection.execute(
                "INSERT INTO decisions (item, round, policy, code, frame, evaluation, actions, decided_at) "
                "VALUES ($1, 1, $2, '1', $3, $4, $5, $6)",
                item,
                policy.digest,
                frames.to_json(told).decode(),
                record.to_json(evaluation).decode(),
                ["hold", "queue:bridges"],
                self.scene.clock(),
            )
        return case

    async def act(self, case: int) -> State:
        """Its job, with a memory; where the case then is."""
        policy = parse(self.rules, "town.toml")
        memory = Memory(self.scene.ordering, lambda: policy, self.is_on)
        acting = replace(self.scene.acting, memory=memory)
        for _ in range(4):
            await acting.act({"case": case})
            self.scene.clock.pass_s(2)
        return await self.scene.state(case)

    async def released(self, *files: bytes, **more: object) -> int:
        """A case that ada has released."""
        case = await self.case(*files, **more)  # type: ignore[arg-type]
        await self.act(case)
        assert await self.scene.desk.release(case, "ada")
        return case

    async def confirmed(self, *files: bytes, **more: object) -> int:
        """A case that ada has confirmed."""
        case = await self.case(*files, **more)  # type: ignore[arg-type]
        await self.act(case)
        assert await self.scene.desk.confirm(case, "ada")
        return case


@asynccontextmanager
async def town(url: str, human: str = "one", fuse: int = 25) -> AsyncIterator[Town]:
    async with scene(url, fuse) as one:
        await one.add_server(card(["hold_post", "release_post", "remove_post"]))
        yield Town(one, human)


async def test_a_file_that_was_released_is_released_and_never_hidden(fresh_database: str) -> None:
    async with town(fresh_database) as here:
        before = await here.released()
        case = await here.case()
        assert await here.act(case) is State.CLOSED
        assert await here.scene.orders(case) == []
        assert "case.remembered" in await here.scene.noted(case)
        async with here.scene.store.session() as connection:
            story = await explain.story(connection, case)
        assert f"That is as ada decided in case {before} about the same file: released." in story


async def test_a_file_that_was_confirmed_is_removed_by_a_job_and_no_account_is_touched(
    fresh_database: str,
) -> None:
    async with town(fresh_database) as here:
        before = await here.confirmed()
        case = await here.case()
        assert await here.act(case) is State.VERIFYING
        orders = await here.scene.orders(case)
        assert {(one.action, one.person) for one in orders} == {("remove_post", None)}
        (said,) = await here.scene.bodies(case, "case.remembered")
        assert (said["of"], said["as"], said["verdict"]) == (before, "ada", "confirmed")
        async with here.scene.store.session() as connection:
            story = await explain.story(connection, case)
        assert f"That is as ada decided in case {before} about the same file: confirmed." in story
        assert not [one for one in story if "by the policy" in one]


async def test_what_memory_removes_passes_the_fuse(fresh_database: str) -> None:
    async with town(fresh_database, fuse=1) as here:
        await here.confirmed()
        first, second = await here.case(), await here.case()
        assert await here.act(first) is State.VERIFYING
        assert await here.act(second) is State.CONFIRMED
        assert (await here.scene.states(second))["remove_post"] == "stopped"


async def test_a_job_that_is_killed_decides_once(fresh_database: str) -> None:
    async with town(fresh_database) as here:
        await here.confirmed()
        case = await here.case()
        await here.act(case)
        await here.act(case)
        assert (await here.scene.noted(case)).count("case.remembered") == 1
        assert len(await here.scene.orders(case)) == 1


@pytest.mark.parametrize("spoilt", ["off", "disputed", "words", "complaint", "unable", "reason", "unlooked"])
async def test_people_decide_whenever_anything_else_is_so(fresh_database: str, spoilt: str) -> None:
    async with town(fresh_database) as here:
        await here.released()
        case = await here.case(**({"post.sensitive": True} if spoilt == "reason" else {}))  # type: ignore[arg-type]
        async with here.scene.store.transaction() as connection:
            if spoilt == "words":
                await connection.execute("UPDATE items SET hits = '[1]' WHERE native_id = 'p2'")
            if spoilt == "unlooked":
                await connection.execute("UPDATE media SET look = 'unreadable' WHERE sha256 = $1", FILE)
            if spoilt == "complaint":
                await connection.execute(
                    "INSERT INTO flag_events (at, kind, item, body) "
                    "SELECT now(), 'complaint', max(id)::text, '{}' FROM items"
                )
            if spoilt == "unable":
                person = await connection.fetchval(
                    "INSERT INTO people (name, known_as, roles, made_at, made_by) "
                    "VALUES ('bo', 'bo', '{}', now(), 'a test') RETURNING id"
                )
                await connection.execute("INSERT INTO passes VALUES ($1, $2, 'unable', now())", case, person)
        if spoilt == "disputed":
            here.is_on = False
            await here.confirmed()
        here.is_on = spoilt != "off"
        assert await here.act(case) is State.WAITING


async def test_what_only_looks_alike_is_another_file(fresh_database: str) -> None:
    async with town(fresh_database) as here:
        await here.released(FILE)
        assert await here.act(await here.case(OTHER, is_exact=False)) is State.WAITING


async def test_another_server_and_another_list_ask_anew(fresh_database: str) -> None:
    async with town(fresh_database) as here:
        await here.released()
        assert await here.act(await here.case(banks=("bridges", "rivers"))) is State.WAITING
        await here.scene.add_server(card(), "https://other.example")
        assert await here.act(await here.case()) is State.WAITING


async def test_an_open_appeal_makes_it_the_peoples_again(fresh_database: str) -> None:
    async with town(fresh_database) as here:
        before = await here.confirmed()
        async with here.scene.store.transaction() as connection:
            await here.scene.desk.appeal(connection, before, "its author")
        assert await here.act(await here.case()) is State.WAITING


async def test_where_two_must_agree_two_must_have_agreed(fresh_database: str) -> None:
    async with town(fresh_database, "two") as here:
        alone = await here.case()
        await here.act(alone)
        await here.scene.desk.confirm(alone, "ada")
        assert await here.scene.state(alone) is State.WAITING
        assert await here.act(await here.case()) is State.WAITING
        await here.scene.desk.confirm(alone, "bo")
        assert await here.scene.state(alone) is State.CONFIRMED
        assert await here.act(await here.case()) is State.VERIFYING


def _judged(sha256: bytes = FILE, **more: object) -> JudgedFile:
    told = {"verdict": "confirmed", "verdict_by": "ada", "is_early": False, "is_asked_again": False}
    told |= {"matched": 1, "banks": ("bridges",), "voices": 0} | more
    return JudgedFile(case=1, sha256=sha256, **told)  # type: ignore[arg-type]


def test_a_confirmed_post_of_several_files_says_of_none_that_it_was_that_one() -> None:
    mine = [Matched(1, FILE, ("bridges",))]
    assert agreed(mine, [_judged()]) is not None
    assert agreed(mine, [_judged(matched=2)]) is None
    assert agreed(mine, [_judged(OTHER)]) is None
    assert agreed([*mine, Matched(2, OTHER, ("bridges",))], [_judged()]) is None
    assert agreed(mine, [_judged(verdict="restricted")]) is None
    assert agreed(mine, [_judged(is_early=True, verdict="released")]) is None
    assert agreed(mine, []) is None
