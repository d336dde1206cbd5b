"""What arrives is in the database before anybody is told so, once, whoever tells it and however often."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.model.errors import Busy, DatabaseError
from leeward.model.events import Dropped, Event, Flagged, Joined, Posted, Removed
from leeward.model.items import Visibility, WayIn
from leeward.pipeline.ingest import intake as module
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, Intake, write
from leeward.store.connection import Store
from tests.databases import Databases
from tests.stores import START, Clock, a_post, a_server, opened, posted, recorder

URL = "https://m.example/files/1.png"
PATIENT_S = 20.0


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


def an_intake(store: Store, clock: Clock, backlog: int = 1_000) -> Intake:
    return Intake(store, Door(), recorder(clock), clock, backlog)


async def _count(store: Store, table: str) -> int:
    async with store.session() as connection:
        return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))


async def _counts(store: Store) -> dict[str, int]:
    async with store.session() as connection:
        return {
            row["what"]: row["number"] for row in await connection.fetch("SELECT what, number FROM counts")
        }


async def _write(store: Store, *arrivals: Arrival) -> None:
    async with store.transaction() as connection:
        await write(connection, arrivals, Door(), recorder(Clock()))


def _hooked(server: int, event: Event, way_in: WayIn = WayIn.WEBHOOK) -> Arrival:
    return Arrival(server, way_in, event)


def _endless_uri(number: int) -> Posted:
    """An address too long for any index, that cannot be packed either."""
    tail = "".join(random.Random(number).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=12_000))
    return Posted(replace(a_post(number, URL), uri=f"https://m.example/{tail}"))


async def test_what_was_taken_is_there_with_its_job_and_its_note(store: Store) -> None:
    server = await a_server(store)
    async with an_intake(store, Clock()) as intake:
        await intake.take([_hooked(server, posted(1, URL, URL))])
        tables = ("items", "media", "sightings", "ledger", "pgqueuer")
        assert [await _count(store, table) for table in tables] == [1, 2, 1, 1, 1]


async def test_many_that_arrive_at_once_share_a_transaction(store: Store) -> None:
    server = await a_server(store)
    async with an_intake(store, Clock()) as intake:
        await asyncio.gather(*(intake.take([_hooked(server, posted(n, URL))]) for n in range(100)))
    async with store.session() as connection:
        commits = await connection.fetchval("SELECT count(DISTINCT xmin::text) FROM items")
        jobs = await connection.fetchval("SELECT count(*) FROM pgqueuer")
    assert await _count(store, "items") == 100
    assert commits <= 3
    assert jobs <= 3 + 100 / module.A_JOB + 1


async def test_the_same_news_counts_once_within_a_batch_and_after_it(store: Store) -> None:
    server = await a_server(store)
    async with an_intake(store, Clock()) as intake:
        for _ in range(2):
            await asyncio.gather(*(intake.take([_hooked(server, posted(1, URL))]) for _ in range(5)))
    assert [await _count(store, table) for table in ("items", "media", "pgqueuer")] == [1, 1, 1]


async def test_another_way_in_is_another_sighting_of_the_same_post(store: Store) -> None:
    server = await a_server(store)
    await _write(store, *(_hooked(server, posted(1, URL), way) for way in WayIn))
    assert [await _count(store, table) for table in ("items", "media", "sightings")] == [1, 1, 4]


async def test_an_edit_is_looked_at_anew(store: Store) -> None:
    server = await a_server(store)
    edited = Posted(replace(a_post(1, URL), edited_at=START + timedelta(minutes=1)))
    await _write(store, _hooked(server, posted(1, URL)))
    await _write(store, _hooked(server, edited))
    await _write(store, _hooked(server, edited))
    assert [await _count(store, table) for table in ("items", "media", "pgqueuer")] == [2, 2, 2]


def _relayed(number: int) -> Posted:
    post = a_post(number, URL)
    return Posted(replace(post, native_id=post.uri))


@pytest.mark.parametrize("order", ["one after the other", "at once"])
@pytest.mark.parametrize("api", [WayIn.POLL, WayIn.WEBHOOK])
async def test_a_post_that_the_relay_told_of_learns_its_id_from_the_api(
    store: Store, order: str, api: WayIn
) -> None:
    server = await a_server(store)
    relayed, told = _hooked(server, _relayed(1), WayIn.RELAY), _hooked(server, posted(1, URL), api)
    if order == "at once":
        await _write(store, told, relayed)
    else:
        await _write(store, relayed)
        await _write(store, told)
        await _write(store, replace(relayed, way_in=WayIn.STREAM))
    async with store.session() as connection:
        assert await connection.fetchval("SELECT native_id FROM items") == "1"
    assert await _count(store, "media") == 1


@pytest.mark.parametrize("poison", ["nul", "half a character", "endless", "no server"])
async def test_what_cannot_be_kept_takes_nothing_else_with_it_and_is_counted(
    store: Store, poison: str
) -> None:
    server = await a_server(store)
    bad = {
        "nul": _hooked(server, Posted(replace(a_post(2, URL), url="a\0b"))),
        "half a character": _hooked(server, Posted(replace(a_post(2, URL), uri="\ud800"))),
        "endless": _hooked(server, _endless_uri(2)),
        "no server": _hooked(server + 1, posted(2, URL)),
    }[poison]
    async with an_intake(store, Clock()) as intake:
        one = intake.take([_hooked(server, posted(1, URL)), bad, _hooked(server, posted(3, URL))])
        await asyncio.gather(one, intake.take([_hooked(server, posted(4, URL))]))
        await intake.take([_hooked(server, posted(5, URL))])
    async with store.session() as connection:
        ids = [row["native_id"] for row in await connection.fetch("SELECT native_id FROM items ORDER BY 1")]
    assert ids == ["1", "3", "4", "5"]
    assert await _counts(store) == {"dropped: cannot be kept": 1}


async def test_who_is_refused_because_too_much_waits_is_taken_when_it_no_longer_does(store: Store) -> None:
    server, clock = await a_server(store), Clock()
    async with an_intake(store, clock, backlog=module.COUNT_EVERY) as intake:
        for number in range(module.COUNT_EVERY):
            await intake.take([_hooked(server, posted(number, URL))])
        await asyncio.sleep(0.1)
        with pytest.raises(Busy, match="too many media"):
            await intake.take([_hooked(server, posted(100, URL))])
        clock.pass_s(module.RECOUNT_S)
        with pytest.raises(Busy, match="too many media"):
            await intake.take([_hooked(server, posted(100, URL))])
        async with store.transaction() as connection:
            await connection.execute("UPDATE media SET look = 'looked', is_final = true")
        clock.pass_s(module.RECOUNT_S)
        await intake.take([_hooked(server, posted(100, URL))])
    assert await _count(store, "items") == module.COUNT_EVERY + 1


async def test_who_writes_by_themselves_can_ask_whether_too_much_waits(store: Store) -> None:
    server, clock = await a_server(store), Clock()
    async with an_intake(store, clock, backlog=2) as intake:
        assert not await intake.is_full()
        await _write(store, *(_hooked(server, posted(n, URL)) for n in (1, 2)))
        clock.pass_s(module.RECOUNT_S)
        assert await intake.is_full()
        async with store.transaction() as connection:
            await connection.execute("UPDATE media SET look = 'looked', is_final = true")
        clock.pass_s(module.RECOUNT_S)
        assert not await intake.is_full()


async def test_more_at_once_than_fits_into_the_line_is_refused(store: Store) -> None:
    server = await a_server(store)
    async with an_intake(store, Clock()) as intake:
        takes = (intake.take([_hooked(server, posted(n, URL))]) for n in range(3 * module.MOST))
        outcomes = await asyncio.gather(*takes, return_exceptions=True)
    refused = [one for one in outcomes if isinstance(one, Busy)]
    assert 0 < len(refused) < len(outcomes)
    assert await _count(store, "items") == len(outcomes) - len(refused)


async def test_a_database_that_is_gone_is_told_to_who_brought_it_and_nothing_is_acknowledged(
    databases: Databases,
) -> None:
    with databases.fresh() as url:
        async with opened(url) as store, an_intake(store, Clock()) as intake:
            server = await a_server(store)
            async with store.transaction() as connection:
                await connection.execute("LOCK TABLE sightings IN ACCESS EXCLUSIVE MODE")
                taking = asyncio.ensure_future(intake.take([_hooked(server, posted(1, URL))]))
                await asyncio.sleep(0.2)
                assert not taking.done()
                name = url.partition("?")[0].rpartition("/")[2]
                where = f"datname = '{name}' AND wait_event_type = 'Lock'"
                databases.do(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {where}")
                with pytest.raises(DatabaseError):
                    await taking
            await intake.take([_hooked(server, posted(1, URL))])
            assert await _count(store, "items") == 1


@pytest.mark.parametrize("linger_s", [0.0, 0.1, 0.3])
async def test_when_the_writer_stops_everybody_who_waits_is_told(store: Store, linger_s: float) -> None:
    server = await a_server(store)
    async with an_intake(store, Clock()) as intake:
        async with store.transaction() as connection:
            await connection.execute("LOCK TABLE sightings IN ACCESS EXCLUSIVE MODE")
            first = asyncio.ensure_future(intake.take([_hooked(server, posted(1, URL))]))
            await asyncio.sleep(linger_s)
            rest = [asyncio.ensure_future(intake.take([_hooked(server, posted(n, URL))])) for n in (2, 3)]
            await asyncio.sleep(0)
            await intake.__aexit__()
            outcomes = await asyncio.wait_for(asyncio.gather(first, *rest, return_exceptions=True), PATIENT_S)
        assert all(isinstance(one, Busy) for one in outcomes)
        with pytest.raises(Busy, match="stopped"):
            await intake.take([_hooked(server, posted(4, URL))])


async def test_a_writer_that_stops_by_a_fault_of_ours_is_noticed(store: Store) -> None:
    server = await a_server(store)
    broken = Intake(store, Door(), recorder(Clock()), Clock(), 10)
    object.__setattr__(broken.recorder, "entropy", lambda number: 1 / 0)
    with suppress(ZeroDivisionError):
        async with broken:
            with pytest.raises(Busy, match="stopped"):
                await broken.take([_hooked(server, posted(1, URL))])
            with pytest.raises(ZeroDivisionError):
                await asyncio.wait_for(broken.watch(), PATIENT_S)


async def test_a_post_that_is_deleted_is_gone_by_its_address_or_its_id(store: Store) -> None:
    server = await a_server(store)
    await _write(store, *(_hooked(server, posted(n, URL)) for n in (1, 2, 3)))
    await _write(store, _hooked(server, Removed("1")), _hooked(server, Removed(a_post(2).uri)))
    async with store.session() as connection:
        rows = await connection.fetch("SELECT native_id FROM items WHERE gone_at IS NOT NULL ORDER BY 1")
    assert [row["native_id"] for row in rows] == ["1", "2"]
    assert await _count(store, "ledger WHERE kind = 'post.gone'") == 2


async def test_complaints_and_new_accounts_are_kept_and_what_is_dropped_is_counted(store: Store) -> None:
    server = await a_server(store)
    flag = Flagged("9", "7", ("1",), "other", is_open=True, told_at=START)
    closed = replace(flag, is_open=False, told_at=START + timedelta(minutes=1))
    direct = Posted(replace(a_post(5, URL), visibility=Visibility.DIRECT))
    for events in ((flag, Joined("8", "https://m.example/users/8")), (closed, Dropped("a boost"), direct)):
        await _write(store, *(_hooked(server, event) for event in events))
    await _write(store, _hooked(server, posted(6)))
    async with store.session() as connection:
        assert [row["is_open"] for row in await connection.fetch("SELECT is_open FROM flags")] == [False]
    assert await _counts(store) == {
        "dropped: a boost": 1,
        "dropped: direct message": 1,
        "dropped: no media": 1,
    }
    assert await _count(store, "items") == 0
    kinds = [await _count(store, f"ledger WHERE kind = '{kind}'") for kind in ("flag.told", "account.joined")]
    assert kinds == [2, 1]


async def test_media_of_one_post_stay_in_one_job(store: Store) -> None:
    server = await a_server(store)
    await _write(store, *(_hooked(server, posted(n, *[URL] * 5)) for n in range(10)))
    async with store.session() as connection:
        jobs = await connection.fetch("SELECT convert_from(payload, 'UTF8')::jsonb AS told FROM pgqueuer")
        media = {row["id"]: row["item"] for row in await connection.fetch("SELECT id, item FROM media")}
    of_jobs = [set(await _items_of(one["told"], media)) for one in jobs]
    assert sum(map(len, of_jobs)) == len(set.union(*of_jobs)) == 10
    assert len(of_jobs) == 2


async def _items_of(told: str, media: dict[int, int]) -> list[int]:
    return [media[int(one)] for one in told.partition("[")[2].rstrip("]} ").split(",")]


async def test_nothing_of_a_post_that_failed_half_way_stays(store: Store) -> None:
    server = await a_server(store)
    with suppress(ZeroDivisionError):
        async with store.transaction() as connection:
            await write(connection, [_hooked(server, posted(1, URL))], Door(), recorder(Clock()))
            _ = 1 / 0
    assert [await _count(store, table) for table in ("items", "sightings", "pgqueuer", "ledger")] == [0] * 4
