"""What was decided is made again to the same bytes, and other policies are tried on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from leeward.app.station import Station, station
from leeward.config import Config
from leeward.model.cases import State
from leeward.model.errors import PolicyError, UsageError
from leeward.policy.parse import parse
from leeward.policy.past.shares import Share
from leeward.policy.rules import Policy, When
from leeward.review.office.past import backtesting
from leeward.store.casework import cases
from leeward.store.casework.cases import JOB, Move
from leeward.store.connection import Connection
from leeward.store.policies import decisions
from leeward.store.policies.decisions import Maker, NewCase
from tests.pasts import add_items, decision, fill
from tests.stores import START, a_server
from tests.unit.policy.texts import policy_text, rule

YOUNG = rule(
    "young", when='"author.age_days < 7 or flag.score > 0.5"', because='"{author.age_days} {match.list}"'
)
TEXTS = (
    policy_text(
        rule("listed"), YOUNG, rule("early", at='"arrival"', when='"author.followers < 3"', because='"b"')
    ),
    policy_text(rule("far", when='"not author.is_local"', because='"{way_in} {media.look}"'), YOUNG),
)
BOTH = [(parse(text), text) for text in TEXTS]
OLD, NEW = (policy for policy, _ in BOTH)
TEN_THOUSAND = 10_000


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[tuple[Station, Connection, int]]:
    """A station with a server, and a transaction in it."""
    config = Config.model_validate(
        {"data_dir": folder / "data", "state_dir": folder / "state", "database": {"url": url}}
    )
    async with station(config) as one:
        server = await a_server(one.store)
        async with one.store.session() as connection:
            yield one, connection, server


async def test_ten_thousand_stored_decisions_come_out_the_same_and_one_changed_byte_is_noticed(
    fresh_database: str, tmp_path: Path
) -> None:
    async with opened(fresh_database, tmp_path) as (one, connection, server):
        await fill(connection, server, BOTH, TEN_THOUSAND)
        told: list[tuple[int, int]] = []
        came = await backtesting.replay(one, told=lambda done, of: told.append((done, of)))
        assert (came.same, came.different, came.impossible) == (TEN_THOUSAND, 0, 0)
        assert told[-1] == (TEN_THOUSAND, TEN_THOUSAND)
        assert len(told) > 10
        changed = await connection.fetchval(
            "UPDATE decisions SET evaluation = jsonb_set(evaluation, '{outcomes,0,state}', '\"nod\"') "
            "WHERE id = (SELECT min(id) + 4321 FROM decisions) RETURNING id"
        )
        came = await backtesting.replay(one)
        assert (came.same, came.different, came.named) == (TEN_THOUSAND - 1, 1, (changed,))


async def test_what_an_older_version_decided_in_its_own_words_is_told_apart(
    fresh_database: str, tmp_path: Path
) -> None:
    async with opened(fresh_database, tmp_path) as (one, connection, server):
        await fill(connection, server, BOTH, 1500)
        await connection.execute("UPDATE policies SET text = 'policy = 99' WHERE digest = $1", NEW.digest)
        came = await backtesting.replay(one)
        assert (came.same, came.different, came.impossible) == (1000, 0, 500)
        await connection.execute("UPDATE policies SET text = $1 WHERE digest = $2", TEXTS[0], NEW.digest)
        assert (await backtesting.replay(one)).impossible == 500  # a text that means another policy


async def _judged(connection: Connection, server: int, item: int, verdict: State, by: str) -> None:
    new = NewCase(item, server, "held", ("hold",), is_exact=False)
    case, _ = await decisions.open_case(connection, new, START)
    await cases.judge(connection, case, Move(State.DECIDED, verdict, by, START))


async def _three(connection: Connection, server: int) -> list[int]:
    """Three listed posts; the first one was looked at twice, and was listed only then."""
    items = await add_items(connection, server, 0, 3)
    await decisions.add_policy(connection, OLD.digest, TEXTS[0], START)
    made = [decision(OLD, items[0], {"match.exact": False, "author.age_days": 30}, 1)]
    made += [decision(OLD, item, {"match.exact": True, "author.age_days": 3}, 2) for item in items]
    made += [decision(OLD, items[0], {"author.age_days": 3}, 3, When.ARRIVAL)]
    for one in made:
        await decisions.add(connection, [one], Maker(OLD.digest, "test"), START)
    return items


async def test_a_post_counts_once_and_as_it_was_in_the_end(fresh_database: str, tmp_path: Path) -> None:
    async with opened(fresh_database, tmp_path) as (one, connection, server):
        items = await _three(connection, server)
        await _judged(connection, server, items[0], State.CONFIRMED, "ada")
        await _judged(connection, server, items[1], State.RELEASED, "bo")
        await _judged(connection, server, items[2], State.RELEASED, JOB)  # nobody looked: it is no judgement
        report = await backtesting.backtest(one, OLD, NEW)
        assert report.posts == 3
        assert report.judged.new == Share(1, 2)
        assert report.without_arrival == 2
        assert {each.rule: each.fired for each in report.rules} == {"listed": 3, "young": 3, "early": 0}
        assert (await backtesting.backtest(one, OLD, NEW, timedelta(hours=1))).posts == 0  # long ago


async def test_a_policy_to_compare_with_is_named_by_word_digest_or_file(
    fresh_database: str, tmp_path: Path
) -> None:
    def read(file: Path) -> Policy:
        return parse(file.read_text("utf-8"))

    async with opened(fresh_database, tmp_path) as (one, connection, _):
        await decisions.add_policy(connection, NEW.digest, TEXTS[1], START)
        file = tmp_path / "mine.toml"
        file.write_text(TEXTS[0], "utf-8")
        assert await backtesting.named(one, "ACTIVE", read) is one.policy
        assert (await backtesting.named(one, NEW.digest, read)).digest == NEW.digest
        assert (await backtesting.named(one, NEW.digest[:12], read)).digest == NEW.digest
        assert (await backtesting.named(one, str(file), read)).digest == OLD.digest
        assert (await backtesting.named(one, "1", read)).digest == one.policy.digest
        with pytest.raises(UsageError, match="no version 7"):
            await backtesting.named(one, "7", read)
        with pytest.raises(UsageError, match="was ever in force"):
            await backtesting.named(one, "0" * 64, read)
        await decisions.add_policy(connection, "f" * 64, "policy = 99", START)
        with pytest.raises(PolicyError):
            await backtesting.named(one, "f" * 64, read)
