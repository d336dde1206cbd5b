"""The log, read on by processes that began at different times."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest

from leeward.model.events import Reporter
from leeward.pipeline.complaints import add, row
from leeward.pipeline.decide.folding import Fold
from leeward.policy.community.events import Complaint, Group, Happening, Held, Judged, Review
from leeward.store.connection import Store
from leeward.store.policies import flags
from tests.stores import START, opened

FORUM = Reporter("domain:forum.example", "forum.example")


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


def upheld(number: int, days: int) -> list[Happening]:
    """A complaint that people found right, so many days after the start."""
    at, item = START + timedelta(days=days), f"i{number}"
    made = Complaint(at, item, Group.GENERAL, f"author {number}", f"d{number}.example", FORUM)
    return [made, Judged(at, item, Review.UPHELD)]


def asked(number: int, days: int) -> Complaint:
    """A complaint that nobody judged."""
    at = START + timedelta(days=days)
    return Complaint(at, f"i{number}", Group.GENERAL, f"author {number}", f"d{number}.example", FORUM)


async def _score(store: Store, fold: Fold) -> float:
    async with store.transaction() as connection:
        await flags.lock(connection)
        await fold.read_on(connection)
    (weight,) = fold.state.weigh("i99", START + timedelta(days=90))
    return weight.score


async def _add(store: Store, events: list[Happening], *, is_past: bool = False) -> None:
    async with store.transaction() as connection:
        await flags.lock(connection)
        await flags.append(connection, [row(one, is_past=is_past) for one in events])


async def test_who_reads_on_knows_what_a_new_process_knows(store: Store) -> None:
    fold, before = Fold(), 0.0
    await _add(store, [asked(99, 80)])
    for number in range(4):
        await _add(store, upheld(number, 81 + number))
        before = await _score(store, fold)
    assert before > 0.2
    assert await _score(store, Fold()) == before


async def test_the_past_comes_first_whenever_it_is_told(store: Store) -> None:
    fold = Fold()
    await _add(store, [asked(99, 80)])
    nothing = await _score(store, fold)
    past = [event for number in range(6) for event in upheld(number, number)]
    await _add(store, past[6:], is_past=True)
    await _add(store, past[:6], is_past=True)
    proven = await _score(store, fold)
    assert proven > nothing
    assert await _score(store, Fold()) == proven


async def test_events_that_a_transaction_took_back_are_forgotten(store: Store) -> None:
    fold = Fold()
    await _add(store, [asked(99, 80), *upheld(1, 81)])
    before = await _score(store, fold)
    with suppress(ZeroDivisionError):
        async with store.transaction() as connection:
            await add(connection, [event for number in range(2, 9) for event in upheld(number, 82)])
            await fold.read_on(connection)
            raise ZeroDivisionError
    await _add(store, upheld(1, 83))  # says nothing new
    assert await _score(store, fold) == before


async def test_a_replay_knows_at_each_event_what_was_known_then(store: Store) -> None:
    held = Held(START + timedelta(days=85), "i99", Group.GENERAL, ())
    await _add(store, [asked(99, 80), held])
    await _add(store, [event for number in range(6) for event in upheld(number, number)], is_past=True)
    await _add(store, [asked(98, 86)])
    fold, scores = Fold(), []
    async with store.session() as connection:
        async for kept in fold.replay(connection):
            scores += [(kept.kind, one.score > 0.2) for one in fold.state.weigh("i99", kept.at)]
    assert scores == [("held", False), ("complaint", True)]
