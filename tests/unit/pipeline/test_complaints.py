"""The log of complaints: what is written, and that it comes back as it was."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.model.cases import State
from leeward.model.events import Flagged, Reporter
from leeward.pipeline.complaints import add, group_of, judged, lapsed, link, named, row, told
from leeward.policy.community.events import (
    Complaint,
    Group,
    Happening,
    Held,
    Hidden,
    Judged,
    Lapsed,
    Paused,
    Review,
    TrustGiven,
)
from leeward.store.policies import flags
from tests.complaining import FORUM, Desks, closed, local
from tests.stores import START, a_server, opened

KIM = Reporter("local:12@m.example", "", START, True, ("0f",))
EVENTS: list[Happening] = [
    Complaint(START, "7", Group.GENERAL, "https://far.example/users/1", "far.example", KIM),
    Complaint(START, "7", Group.CHILD_SAFETY, "https://m.example/users/1", "", FORUM),
    Held(START, "7", Group.GENERAL, ("domain:forum.example", "local:12@m.example")),
    Hidden(START, "8"),
    Judged(START, "7", Review.UPHELD),
    Judged(START, "7", Review.UNCLEAR, Group.CHILD_SAFETY),
    Lapsed(START, "7", Group.GENERAL),
    TrustGiven(START, "domain:forum.example"),
    TrustGiven(START, "local:12@m.example", Group.CHILD_SAFETY),
    Paused(START, START + timedelta(hours=1)),
]


@pytest.fixture
async def desks(fresh_database: str) -> AsyncIterator[Desks]:
    async with opened(fresh_database) as store:
        yield Desks(store, await a_server(store))


async def test_every_event_comes_back_as_it_was(desks: Desks) -> None:
    async with desks.store.transaction() as connection:
        await add(connection, EVENTS)
        assert [told(one) for one in await flags.every(connection, 0, 100)] == EVENTS


async def test_one_source_complains_of_one_post_once(desks: Desks) -> None:
    async with desks.store.transaction() as connection:
        again = replace(EVENTS[0], at=START + timedelta(days=9))
        await add(connection, [EVENTS[0], again, again])
        assert [told(one) for one in await flags.every(connection, 0, 100)] == EVENTS[:1]


@pytest.mark.parametrize(
    ("category", "rules", "group"),
    [
        ("legal", (), Group.CHILD_SAFETY),
        ("violation", ("1", "3"), Group.CHILD_SAFETY),
        ("violation", ("1",), Group.GENERAL),
        ("", (), Group.GENERAL),
    ],
)
def test_what_a_complaint_is_about_is_configured(category: str, rules: tuple[str, ...], group: Group) -> None:
    flag = Flagged("5", "11", (), category, True, rules=rules)
    assert group_of(flag, ("legal", "rule:3")) is group
    assert group_of(flag, ()) is Group.GENERAL


def test_an_account_of_one_server_is_none_of_another() -> None:
    assert named(local(12), "m.example").source == "local:12@m.example"
    assert named(FORUM, "m.example") == FORUM


async def test_a_complaint_is_linked_with_what_is_needed_to_weigh_it(desks: Desks) -> None:
    item = await desks.post(1)
    mine = await desks.post(2, domain="m.example")
    both = replace(desks.flag(1, local(12)), posts=("p1", "https://m.example/posts/2"))
    await desks.arrive(both)
    async with desks.store.session() as connection:
        events = [told(one) for one in await flags.every(connection, 0, 100)]
    assert events == [
        Complaint(
            desks.clock(),
            str(item),
            Group.GENERAL,
            "https://far1.example/users/1",
            "far1.example",
            replace(local(12), source="local:12@m.example"),
        ),
        Complaint(
            desks.clock(),
            str(mine),
            Group.GENERAL,
            "https://m.example/users/2",
            "",
            replace(local(12), source="local:12@m.example"),
        ),
    ]


async def test_a_post_that_comes_after_its_complaint_is_linked_when_it_is_decided(desks: Desks) -> None:
    await desks.arrive(desks.flag(1, FORUM))
    assert await desks.kinds() == []
    item = await desks.post(1)
    assert await desks.kinds(item) == ["complaint"]


async def test_an_edited_post_takes_open_complaints_along(desks: Desks) -> None:
    old = await desks.post(1)
    await desks.complain(1, FORUM)
    desks.clock.pass_s(3600)
    new = await desks.post(1, revision=1)
    assert await desks.kinds(new) == ["complaint"]
    await desks.complain(1, local(5))
    assert (await desks.kinds(old)).count("complaint") == 1
    assert (await desks.kinds(new)).count("complaint") == 2


@pytest.mark.parametrize("is_settled", [True, False], ids=["settled", "people let the post pass"])
async def test_an_edited_post_leaves_behind_what_was_answered(desks: Desks, is_settled: bool) -> None:
    old = await desks.post(1)
    flag = desks.flag(1, FORUM)
    await desks.arrive(flag)
    await desks.decide_due()
    if is_settled:
        await desks.arrive(closed(flag, is_upheld=None))
    else:
        await desks.judge(old, State.RELEASED)
    desks.clock.pass_s(3600)
    new = await desks.post(1, revision=1)
    assert await desks.kinds(new) == []
    await desks.complain(1, local(5))
    assert await desks.kinds(new) == ["complaint"]


async def test_a_complaint_of_nobody_weighs_nothing(desks: Desks) -> None:
    item = await desks.post(1)
    await desks.complain(1)
    await desks.arrive(desks.flag(1, None))
    await desks.decide_due()
    assert await desks.kinds() == []
    assert await desks.case(item) is not None


async def test_verdicts_and_lapses_are_told(desks: Desks) -> None:
    async with desks.store.transaction() as connection:
        await judged(connection, 7, desks.server, Review.REJECTED, START)
        await lapsed(connection, 7, desks.server, START)  # complaints did not hold it
        await add(connection, [Held(START, "7", Group.GENERAL, ())])
        await lapsed(connection, 7, desks.server, START)
        events = [told(one) for one in await flags.every(connection, 0, 100)]
    assert events[0] == Judged(START, "7", Review.REJECTED)
    assert events[2:] == [Lapsed(START, "7", Group.GENERAL)]


async def test_linking_twice_changes_nothing(desks: Desks) -> None:
    item = await desks.post(1)
    await desks.arrive(desks.flag(1, FORUM))
    async with desks.store.transaction() as connection:
        assert await link(connection, [item], (), START) == set()


def test_a_row_says_who() -> None:
    assert [row(one).source for one in EVENTS[:2]] == ["local:12@m.example", "domain:forum.example"]
    assert row(EVENTS[7]).source == "domain:forum.example"
