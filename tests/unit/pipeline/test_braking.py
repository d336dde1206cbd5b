"""A brake that is set, lifted or over is an alarm and an entry in the ledger, and names nothing private."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from leeward.ledger.entries import decode
from leeward.pipeline import braking
from leeward.policy.rules import Policy
from leeward.policy.watch.brakes import Kind, Strike, by_hand, called
from leeward.store.connection import Store
from leeward.store.policies import brakes
from tests.stores import START, Clock, opened, recorder
from tests.unit.policy.texts import policy, rule

KNOWN = policy("\n[quota]\nhold = 4\n", rule("some-rule"), rule("two"))


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def _strike(store: Store, known: Policy, *strikes: Strike, clock: Clock | None = None) -> list[str]:
    async with store.transaction() as connection:
        return await braking.strike(connection, recorder(clock or Clock()), known, strikes, "ada")


async def _lift(store: Store, core: str) -> int:
    async with store.transaction() as connection:
        return len(await braking.lift(connection, recorder(Clock()), core, "bob", "looked at"))


async def _told(store: Store) -> tuple[str, str]:
    """All that alarms and the ledger say."""
    async with store.session() as connection:
        alarms = await connection.fetch("SELECT name, said FROM alarms WHERE cleared_at IS NULL")
        ledger = await connection.fetch("SELECT kind, data FROM ledger ORDER BY id")
    told = [f"{row['kind']} {decode(row['data']).body}" for row in ledger]
    return "\n".join(f"{row['name']} {row['said']}" for row in alarms), "\n".join(told)


async def test_a_brake_is_told_once_and_again_when_it_is_lifted(store: Store) -> None:
    strike = by_hand(KNOWN.rules[0], "too much")
    assert await _strike(store, KNOWN, strike) == ["some-rule"]
    assert await _strike(store, KNOWN, strike) == []
    alarms, ledger = await _told(store)
    assert alarms.count("brake:by-hand:some-rule") == 1
    assert "leeward policy brakes lift some-rule" in alarms
    assert (ledger.count("brake.set"), "'person': 'ada'" in ledger) == (1, True)
    assert [await _lift(store, KNOWN.rules[0].core) for _ in range(2)] == [1, 0]
    alarms, ledger = await _told(store)
    assert alarms == ""
    assert "'why': 'looked at'" in ledger
    assert ledger.count("brake.lifted") == 1


async def test_a_private_rule_is_named_by_its_digest_only(store: Store) -> None:
    known = policy(rule("some-rule", title='"What nobody may know"'))
    object.__setattr__(known.rules[0], "is_private", True)
    await _strike(store, known, by_hand(known.rules[0], "too much"))
    told = "\n".join(await _told(store))
    assert called(known.rules[0]) in told
    assert "some-rule" not in told
    assert "nobody may know" not in told


async def test_what_is_over_is_told_as_over(store: Store) -> None:
    clock = Clock()
    limit = Strike(Kind.LIMIT, "some-rule", "too much", START + timedelta(hours=1))
    await _strike(store, KNOWN, limit, clock=clock)
    clock.pass_s(3600)
    assert await _strike(store, KNOWN, Strike(Kind.LIMIT, "some-rule", "too much again"), clock=clock)
    alarms, ledger = await _told(store)
    assert "too much again" in alarms
    assert [line.split()[0] for line in ledger.splitlines()] == ["brake.set", "brake.lifted", "brake.set"]


async def test_a_quota_is_kept_under_its_action(store: Store) -> None:
    await _strike(store, KNOWN, Strike(Kind.QUOTA, "hold", "used up", START + timedelta(days=1)))
    assert await _lift(store, brakes.of_action("hold")) == 1
    assert (await _told(store))[0] == ""
