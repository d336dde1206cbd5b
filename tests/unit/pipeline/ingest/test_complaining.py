"""Complaints meet posts; posts are decided anew; what a server's own moderators did is read off."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from leeward.model.cases import State
from leeward.model.events import Posted, Removed, Reporter
from leeward.model.items import WayIn
from leeward.pipeline.complaints import told
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.policy.community.events import Group, Judged, Review
from leeward.store.arrivals import looks
from leeward.store.policies import flags
from tests.complaining import FORUM, PROVEN, Desks, a_post, closed, local
from tests.stores import a_server, opened, recorder


@pytest.fixture
async def desks(fresh_database: str) -> AsyncIterator[Desks]:
    async with opened(fresh_database) as store:
        yield Desks(store, await a_server(store))


async def _judged(desks: Desks) -> list[tuple[str, Review, Group | None]]:
    async with desks.store.session() as connection:
        events = [told(one) for one in await flags.every(connection, 0, 1_000)]
    return [(one.item, one.review, one.group) for one in events if isinstance(one, Judged)]


async def test_a_complaint_has_its_posts_decided_anew(desks: Desks) -> None:
    item = await desks.post(1)
    other = await desks.post(2)
    flag = replace(desks.flag(1, FORUM), posts=("p1", "https://far2.example/posts/2", "p99"))
    await desks.arrive(flag)
    rows = await desks.ask(
        "SELECT convert_from(payload, 'utf8'), priority FROM pgqueuer WHERE entrypoint = 'decide'"
    )
    assert rows == [(f'{{"items": [{item}, {other}]}}', 5)]
    await desks.decide_due()
    assert (await desks.case(item) or (0, []))[1] == ["queue:community"]


async def test_a_complaint_of_nothing_that_is_there_wants_no_job(desks: Desks) -> None:
    await desks.arrive(desks.flag(1, FORUM), replace(desks.flag(1, FORUM), posts=()))
    assert await desks.ask("SELECT 1 FROM pgqueuer WHERE entrypoint = 'decide'") == []


@pytest.mark.parametrize(
    ("is_upheld", "review"), [(True, Review.UPHELD), (None, Review.UNCLEAR), (False, Review.UNCLEAR)]
)
async def test_what_the_servers_moderators_did_is_told(
    desks: Desks, is_upheld: bool | None, review: Review
) -> None:
    item = await desks.post(1)
    flag = desks.flag(1, FORUM)
    await desks.arrive(flag)
    await desks.arrive(closed(flag, is_upheld=is_upheld))
    await desks.arrive(replace(closed(flag, is_upheld=is_upheld), told_at=None))
    assert await _judged(desks) == [(str(item), review, Group.GENERAL)]


async def test_a_post_that_is_gone_when_its_report_is_closed_was_a_wrong_one(desks: Desks) -> None:
    item = await desks.post(1)
    flag = desks.flag(1, FORUM)
    await desks.arrive(flag)
    async with desks.store.transaction() as connection:
        gone = Arrival(desks.server, WayIn.STREAM, Removed("p1"))
        await write(connection, [gone], desks.door, recorder(desks.clock))
    await desks.arrive(closed(flag, is_upheld=None))
    assert await _judged(desks) == [(str(item), Review.UPHELD, Group.GENERAL)]


async def test_what_we_did_ourselves_is_nobody_elses_verdict(desks: Desks) -> None:
    """Limiting an account settles its reports on the server: our hold must not prove itself right."""
    await desks.prove()
    before = await _judged(desks)
    item = await desks.post(1)
    await desks.complain(1, *PROVEN)
    found = await desks.case(item)
    assert found is not None
    await desks.ask(
        'INSERT INTO orders (key, "case", server, action, target, subject, state, made_at) '
        "VALUES ('k', $1, $2, 'limit_account', 'a1', '{}', 'done', $3)",
        found[0],
        desks.server,
        desks.clock(),
    )
    flag = replace(desks.flag(1, local(9)), native_id="1")
    for number in range(22, 26):
        flag = replace(flag, native_id=str(number), is_open=False, is_upheld=True, told_at=desks.clock())
        await desks.arrive(flag)
    assert await _judged(desks) == before
    await desks.judge(item, State.RELEASED)
    assert (await _judged(desks))[-1] == (str(item), Review.REJECTED, None)


async def test_marks_are_kept_under_a_key_and_addresses_nowhere(desks: Desks) -> None:
    made = replace(local(12), batches=("invite 5 2026-18", "address 192.0.2.0/24"))
    await desks.post(1)
    await desks.arrive(desks.flag(1, made), desks.flag(1, replace(made, source="local:13")))
    rows = await desks.ask("SELECT flag::text FROM flags UNION ALL SELECT body::text FROM flag_events")
    assert len(rows) == 4
    assert not [1 for (text,) in rows if "192.0.2" in str(text) or "invite" in str(text)]
    marks = await desks.ask("SELECT DISTINCT body->'reporter'->'batches'->>0 FROM flag_events")
    assert len(marks) == 1
    assert len(str(marks[0][0])) == 32


async def test_what_cannot_be_kept_beside_a_complaint_keeps_no_decision_waiting(desks: Desks) -> None:
    """Whoever decides has locked posts, and waits for the complaints: those come last."""
    item = await desks.post(1)
    bad = Posted(replace(a_post(3), uri="\ud800"))
    told = (desks.flag(1, FORUM), bad, Removed("p1"))
    async with desks.store.transaction() as other:
        await looks.lock_items(other, [item])
        arriving = asyncio.create_task(desks.arrive(*told))
        while not await other.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            await asyncio.sleep(0.01)
        await other.execute("SET LOCAL lock_timeout = '2s'")
        await flags.lock(other)
    await arriving
    assert await desks.kinds(item) == ["complaint"]
    assert await desks.ask("SELECT count(*) FROM items WHERE gone_at IS NOT NULL") == [(1,)]


async def test_a_reporter_with_an_endless_name_keeps_no_post_from_being_decided(desks: Desks) -> None:
    item = await desks.post(1)
    endless = Reporter(f"person:https://x.example/{os.urandom(4000).hex()}", "x.example")
    await desks.complain(1, endless, FORUM, endless)
    assert await desks.kinds(item) == ["complaint"] * 2
    assert (await desks.case(item) or (0, []))[1] == ["queue:community"]
    (source,) = await desks.ask("SELECT source FROM flag_events WHERE source LIKE 'person:%'")
    assert str(source[0]).startswith("person:sha256:")
