"""Decisions are kept with what they were made from, and add to the one case of a post."""

from datetime import timedelta

from leeward.store.arrivals import intake
from leeward.store.arrivals.intake import NewItem
from leeward.store.connection import Connection
from leeward.store.policies import decisions
from leeward.store.policies.decisions import Maker, NewCase, NewDecision
from tests.stores import START, a_server, opened

MAKER = Maker("sha256:p", "1.0")


async def _item(connection: Connection, server: int, native_id: str = "7") -> int:
    item = NewItem(server, native_id, f"u{native_id}", "", "webhook", {}, START, ())
    (added,) = await intake.add_items(connection, [item])
    return added.item


async def test_a_decision_names_its_policy_and_is_made_once_a_round(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            item = await _item(connection, server)
            for _ in range(2):
                await decisions.add_policy(connection, MAKER.policy, "text", START)
            one = NewDecision(item, 1, '{"a": 1}', '{"b": 2}', ("hold", "queue:child-safety"))
            assert set(await decisions.add(connection, [one], MAKER, START)) == {item}
            assert await decisions.add(connection, [one], MAKER, START) == {}
            row = await connection.fetchrow("SELECT actions, policy, code FROM decisions")
            assert tuple(row) == (["hold", "queue:child-safety"], "sha256:p", "1.0")
            assert await connection.fetchval("SELECT decided_at FROM items") is None
            await decisions.mark_decided(connection, [item], START)
            assert await connection.fetchval("SELECT decided_at FROM items") == START


async def test_a_later_decision_adds_to_the_case_and_never_takes_away(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            item = await _item(connection, server)
            first = NewCase(item, server, "unlooked", ("queue:unlooked",), is_exact=False)
            second = NewCase(item, server, "child-safety", ("hold", "queue:child-safety"), is_exact=True)
            case, is_new = await decisions.open_case(connection, first, START)
            assert is_new
            for new in (second, first):
                assert await decisions.open_case(connection, new, START + timedelta(hours=1)) == (case, False)
            row = await connection.fetchrow("SELECT actions, is_exact, queue, opened_at, state FROM cases")
            assert tuple(row) == (
                ["hold", "queue:child-safety", "queue:unlooked"],
                True,
                "child-safety",
                START,
                "decided",
            )


async def test_open_complaints_are_counted_by_post_of_their_server(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server, other = await a_server(store), await a_server(store, "https://n.example")
        async with store.transaction() as connection:
            item, quiet = await _item(connection, server), await _item(connection, server, "8")
            assert await decisions.open_flags(connection, [item]) == {}
            rows = [(server, str(n), {"posts": ["7"]}, START, n < 2) for n in range(3)]
            await intake.add_flags(connection, [*rows, (other, "9", {"posts": ["7"]}, START, True)])
            assert await decisions.open_flags(connection, [item, quiet]) == {item: 2}
