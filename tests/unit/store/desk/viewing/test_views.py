"""Rows of steps: begun, counted, ended, each once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.store.desk.viewing import views
from leeward.store.desk.viewing.views import NewView
from tests.desks import Served, served_desk
from tests.pictures import a_case, claim

HALF = timedelta(seconds=30)


@pytest.fixture
async def desk(fresh_database: str) -> AsyncIterator[Served]:
    async with served_desk(fresh_database) as served:
        yield served


async def _new(desk: Served, **changes: object) -> NewView:
    person, case = await desk.person("ada"), await a_case(desk, b"x")
    async with desk.store.session() as connection:
        media = await connection.fetchval("SELECT id FROM media")
    one = NewView(person, case, media, 3, "whole", 0, "held", "", desk.clock())
    return replace(one, **changes)  # type: ignore[arg-type]


async def test_a_step_is_counted_second_by_second_until_it_ends(desk: Served) -> None:
    new = await _new(desk)
    later = new.at + timedelta(seconds=2)
    async with desk.store.transaction() as connection:
        number = await views.begin(connection, new)
        for second in (1, 2):
            at = new.at + timedelta(seconds=second)
            found = await views.tick(connection, number, new.person, at, at - HALF)
            assert found is not None
            assert found.seconds == second
        assert await views.tick(connection, number, new.person + 1, later, later - HALF) is None
        (ended,) = await views.finish(connection, new.person, None, later, 30)
        assert (ended.id, ended.seconds) == (number, 2)
        assert await views.finish(connection, new.person, number, later, 30) == []
        assert await views.tick(connection, number, new.person, later, later - HALF) is None


@pytest.mark.parametrize(("elapsed_s", "seconds"), [(0.2, 1), (4.5, 5), (500, 30)])
async def test_where_nobody_counted_the_clock_did_up_to_a_limit(
    desk: Served, elapsed_s: float, seconds: int
) -> None:
    new = await _new(desk)
    async with desk.store.transaction() as connection:
        await views.begin(connection, new)
        (ended,) = await views.finish(connection, new.person, None, new.at + timedelta(seconds=elapsed_s), 30)
    assert ended.seconds == seconds


async def test_a_forgotten_step_is_found(desk: Served) -> None:
    new = await _new(desk)
    async with desk.store.transaction() as connection:
        number = await views.begin(connection, new)
        assert await views.forgotten(connection, new.at, 9) == []
        assert await views.forgotten(connection, new.at + HALF, 9) == [(number, new.person)]


async def test_a_ticket_is_good_once_and_for_its_person(desk: Served) -> None:
    new = await _new(desk, ticket=b"digest")
    before = new.at - HALF
    async with desk.store.transaction() as connection:
        number = await views.begin(connection, new)
        assert await views.redeem(connection, b"digest", new.person + 1, before) is None
        found = await views.redeem(connection, b"digest", new.person, before)
        assert found is not None
        assert (found.id, found.level, found.way) == (number, 3, "whole")
        assert await views.redeem(connection, b"digest", new.person, before) is None


async def test_only_a_spot_of_the_same_picture_goes_on(desk: Served) -> None:
    spot = await _new(desk, way="spot")
    async with desk.store.transaction() as connection:
        number = await views.begin(connection, spot)
        assert await views.same(connection, spot, spot.at - HALF) == number
        assert await views.same(connection, replace(spot, level=4), spot.at - HALF) is None
        assert await views.same(connection, replace(spot, frame=1), spot.at - HALF) is None
        assert await views.same(connection, spot, spot.at) is None, "nobody has told of it for too long"


async def test_a_reason_counts_for_its_person_and_case(desk: Served) -> None:
    new = await _new(desk, reason="because of the appeal")
    async with desk.store.transaction() as connection:
        await views.begin(connection, new)
        await views.finish(connection, new.person, None, new.at, 30)
        await views.begin(connection, replace(new, reason=""))
        assert await views.reason(connection, new.person, new.case, new.at - HALF) == "because of the appeal"
        assert await views.reason(connection, new.person + 1, new.case, new.at - HALF) == ""
        assert await views.reason(connection, new.person, new.case, new.at) == ""


async def test_files_and_claims_of_a_case(desk: Served) -> None:
    new = await _new(desk)
    async with desk.store.transaction() as connection:
        (file,) = await views.files(connection, new.case)
        assert (file.media, file.position, file.look, file.keep) == (new.media, 0, "looked", "kept")
        assert await views.files(connection, new.case + 1) == []
        assert not await views.is_claimed(connection, new.case, new.person, new.at)
    await claim(desk, new.case, "ada")
    async with desk.store.transaction() as connection:
        assert await views.is_claimed(connection, new.case, new.person, new.at)
        found = await views.begin(connection, new)
        await views.lock(connection, new.person)
        open_view = await connection.fetchval("SELECT id FROM views WHERE ended_at IS NULL")
    assert open_view == found
