"""Records begin with what a server's moderators settled, as far as that can be seen."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.model.events import Event, Flagged, Posted, Reporter
from leeward.pipeline.complaints import row
from leeward.pipeline.decide.folding import Fold
from leeward.pipeline.history import Past, PastPost, events_of, pasts
from leeward.policy.community.events import Group, Judged, Review
from leeward.policy.community.parameters import DEFAULTS
from leeward.store.connection import Store
from leeward.store.policies import flags
from tests.complaining import FORUM, GULL, MARSH, a_post, local
from tests.stores import START, a_server, opened


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


def settled(number: int, reporter: Reporter | None = FORUM, *, is_upheld: bool | None = True) -> list[Event]:
    """A report of a past day, about a post of that number, with the post."""
    at = START - timedelta(days=60 - number)
    flag = Flagged(
        str(number),
        f"a{number}",
        (f"p{number}",),
        "spam",
        False,
        at + timedelta(hours=5),
        reporter=reporter,
        is_upheld=is_upheld,
        made_at=at,
    )
    return [Posted(a_post(number)), flag]


def test_of_a_settled_report_its_posts_reporter_and_outcome_are_taken() -> None:
    (past,) = pasts(settled(1, local(12)), "m.example", ())
    at = START - timedelta(days=59)
    assert past == Past(
        "1",
        at,
        at + timedelta(hours=5),
        Group.GENERAL,
        replace(local(12), source="local:12@m.example"),
        True,
        (PastPost("p1", "https://far1.example/users/1", "far1.example"),),
    )


def test_what_is_open_or_names_no_post_reporter_or_time_is_left_out() -> None:
    post, flag = settled(1)
    assert isinstance(flag, Flagged)
    unfit = [
        replace(flag, is_open=True),
        replace(flag, reporter=None),
        replace(flag, made_at=None),
        replace(flag, posts=()),
        replace(flag, posts=("p9",)),
    ]
    assert pasts([post, *unfit], "m.example", ()) == []


def test_the_log_gets_complaints_and_what_was_seen_to_be_right() -> None:
    told = pasts([*settled(2), *settled(1), *settled(3, is_upheld=None)], "m.example", ())
    made = events_of(told, 4, ())
    assert [(one.kind, one.item, one.is_past) for one in made] == [
        ("complaint", "past:4:p1", True),
        ("judged", "past:4:p1", True),
        ("complaint", "past:4:p2", True),
        ("judged", "past:4:p2", True),
        ("complaint", "past:4:p3", True),
    ]
    assert events_of(told, 4, {"past:4:p1", "past:4:p2", "past:4:p3"}) == []


def test_who_was_mostly_closed_without_a_measure_begins_with_nothing() -> None:
    told = pasts(
        [*settled(1), *settled(2, is_upheld=None), *settled(3, is_upheld=None), *settled(4, MARSH)],
        "m.example",
        (),
    )
    assert {one.item for one in events_of(told, 1, ())} == {"past:1:p4"}


async def test_records_begin_with_the_past_and_nothing_is_held_by_it(store: Store) -> None:
    server = await a_server(store)
    told = pasts([event for n in range(12) for event in settled(n, FORUM)], "m.example", ())
    told += pasts([event for n in range(12, 20) for event in settled(n, GULL)], "m.example", ())
    async with store.transaction() as connection:
        await flags.append(connection, events_of(told, server, ()))
        fold = Fold()
        await fold.read_on(connection)
        held = await connection.fetchval("SELECT count(*) FROM flag_events WHERE kind = 'held'")
    records = fold.state.records()
    forum, gull = (records[Group.GENERAL, one.source] for one in (FORUM, GULL))
    assert (forum.upheld, gull.upheld, held) == (12, 8, 0)
    assert forum.weight(START, DEFAULTS) > gull.weight(START, DEFAULTS) > 0


def test_a_post_is_judged_when_it_was() -> None:
    told = pasts(settled(1), "m.example", ())
    _, judged = events_of(told, 1, ())
    assert judged == row(
        Judged(told[0].settled_at, "past:1:p1", Review.UPHELD, Group.GENERAL), 1, is_past=True
    )
