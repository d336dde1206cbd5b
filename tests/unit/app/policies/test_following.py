"""What is put in force anywhere is in force here within seconds."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from leeward.app.policies.following import Follower
from leeward.review.office.policies.adopting import InForce
from leeward.store.connection import Store
from leeward.store.policies import versions
from leeward.store.policies.versions import Kind, NewVersion, Origin
from tests.databases import ask
from tests.stores import START, Clock, opened
from tests.unit.review.office.policies.files import rule, start, write

_GONE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = user AND pid <> pg_backend_pid()"
)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


def _follower(store: Store, now: InForce) -> tuple[Follower, list[InForce]]:
    taken: list[InForce] = []
    return Follower(store, now, taken.append, Clock()), taken


async def test_a_new_version_is_taken_once(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml")
    follower, taken = _follower(store, await start(store, file))
    assert not await follower.look()
    write(file, rule("other"))
    newer = await start(store, file)
    assert await follower.look()
    assert not await follower.look()
    assert [(one.number, one.policy) for one in taken] == [(newer.number, newer.policy)]


async def test_a_version_that_this_program_cannot_read_leaves_what_was_in_force(
    store: Store, tmp_path: Path
) -> None:
    follower, taken = _follower(store, await start(store, write(tmp_path / "mine.toml")))
    async with store.transaction() as connection:
        newer = NewVersion("d", Kind.EDITED, Origin.FILE, "ada", "", "policy = 2", ())
        await versions.add(connection, newer, START)
    assert not await follower.look()
    assert not await follower.look()
    assert (taken, follower.now.number) == ([], 1)


async def test_decisions_may_name_what_was_taken_even_if_it_was_kept_under_another_digest(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "mine.toml")
    follower, taken = _follower(store, await start(store, file))
    async with store.transaction() as connection:
        told = write(file, rule("other")).read_text("utf-8")
        await versions.add(connection, NewVersion("d", Kind.EDITED, Origin.FILE, "ada", "", told, ()), START)
    assert await follower.look()
    async with store.session() as connection:
        found = await connection.fetchval(
            "SELECT text FROM policies WHERE digest = $1", taken[0].policy.digest
        )
    assert found == told


async def test_it_follows_again_and_again_also_after_the_database_was_away(
    store: Store, fresh_database: str, tmp_path: Path
) -> None:
    file = write(tmp_path / "mine.toml")
    stop, came = asyncio.Event(), asyncio.Event()
    taken: list[InForce] = []

    def take(found: InForce) -> None:
        taken.append(found)
        came.set()

    follower = Follower(store, await start(store, file), take, Clock())
    task = asyncio.create_task(follower.keep(stop, every_s=0.01))
    ask(fresh_database, _GONE)
    write(file, rule("other"))
    async with opened(fresh_database) as another:
        await start(another, file)
    await asyncio.wait_for(came.wait(), 30)
    stop.set()
    await asyncio.wait_for(task, 30)
    assert [one.number for one in taken] == [2]
