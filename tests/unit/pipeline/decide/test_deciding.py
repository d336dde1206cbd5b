"""A decision is made from what is known, opens the case that it asks for, and writes down why."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from importlib import resources
from typing import cast

import pytest

from leeward.ledger.entries import decode
from leeward.model.findings import Json
from leeward.model.items import WayIn
from leeward.pipeline.decide.deciding import Decider
from leeward.pipeline.decide.made import CANARY_BANK
from leeward.pipeline.explain import story
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.policy.parse import parse
from leeward.store import queue
from leeward.store.arrivals import looks
from leeward.store.arrivals.looks import Looked, MatchRow
from leeward.store.connection import Connection, Store
from leeward.store.policies import decisions
from leeward.store.watch import canaries
from leeward.store.watch.canaries import Posted, Sending
from tests.stores import START, Clock, a_post, a_server, opened, posted, recorder

TEXT = resources.files("leeward.policy.source").joinpath("default.toml").read_text("utf-8")
POLICY = parse(TEXT, "default.toml")
URL = "https://m.example/files/1.png"
ENTRY = b"\7" * 32


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        async with store.transaction() as connection:
            await decisions.add_policy(connection, POLICY.digest, TEXT, START)
        yield store


def _decider(text: str = TEXT, verified: Sequence[str] = ()) -> Decider:
    return Decider(parse(text, "a.toml"), frozenset(verified), {1: "mastodon"}, "1.0", recorder(Clock()))


async def _seen(connection: Connection, files: int = 1) -> tuple[int, list[int]]:
    """A post with so many media, nobody has looked at yet: its id and theirs."""
    server = await connection.fetchval("SELECT id FROM servers")
    arrival = Arrival(server, WayIn.WEBHOOK, posted(1, *[URL] * files))
    await write(connection, [arrival], Door(), recorder(Clock()))
    rows = await connection.fetch("SELECT id, item FROM media ORDER BY id")
    return rows[0]["item"], [row["id"] for row in rows]


async def _look(connection: Connection, media: int, look: str = "looked", *matches: MatchRow) -> None:
    reason = None if look == "looked" else "said"
    row = Looked(media, look, True, reason, None, None, None, None, 1, None)
    await looks.save(connection, [row], START)
    await looks.add_matches(connection, [replace(match, media=media) for match in matches])


def _match(bank: str = "stand-ins", *, is_exact: bool = True, distance: int = 0) -> MatchRow:
    return MatchRow(0, bank, "version-1", "md5", is_exact, distance, 31, "whole", ENTRY)


async def _actions(connection: Connection) -> list[list[str]]:
    rows = await connection.fetch("SELECT actions FROM decisions ORDER BY round")
    return [row["actions"] for row in rows]


async def _case(connection: Connection) -> tuple[list[str], str, bool] | None:
    row = await connection.fetchrow("SELECT actions, queue, is_exact FROM cases")
    return row and tuple(row)


async def _note(connection: Connection, kind: str) -> Json:
    row = await connection.fetchrow("SELECT data FROM ledger WHERE kind = $1 ORDER BY id DESC", kind)
    return cast(Json, decode(row["data"]).body)


async def test_a_match_is_held_with_a_case_a_job_and_a_note(store: Store) -> None:
    await a_server(store)
    async with store.transaction() as connection:
        item, (media,) = await _seen(connection)
        await _look(connection, media, "looked", _match())
        await _decider().decide(connection, [item])
        assert await _actions(connection) == [["hold", "queue:child-safety"]]
        assert await _case(connection) == (["hold", "queue:child-safety"], "child-safety", True)
        assert (await queue.sizes(connection))["act"] == 1
        body = await _note(connection, "post.decided")
        assert isinstance(body, dict)
        assert body["lists"] == [{"bank": "stand-ins", "version": "version-1", "kind": "md5", "distance": 0}]
        assert (body["policy"], body["code"], body["rules"]) == (POLICY.digest, "1.0", ["exact-match"])
        assert ENTRY.hex() not in json.dumps(body)
        assert URL not in json.dumps(body)
        case = await connection.fetchval("SELECT id FROM cases")
        assert await _note(connection, "case.opened") == {"case": case}


PROPOSES = """
policy = 1
name = "a proposal"
[[rule]]
id = "gone-too-far"
title = "what only people may do"
mode = "enforce"
when = "match.exact"
then = ["remove"]
because = "It is the same."
human = "two"
queue = "elders"
"""


async def test_what_is_only_proposed_is_seen_by_somebody_and_nothing_is_done(store: Store) -> None:
    await a_server(store)
    async with store.transaction() as connection:
        decider = _decider(PROPOSES)
        await decisions.add_policy(connection, decider.policy.digest, PROPOSES, START)
        item, (media,) = await _seen(connection)
        await _look(connection, media, "looked", _match())
        await decider.decide(connection, [item])
        assert await _case(connection) == (["queue:elders"], "elders", True)
        body = await _note(connection, "post.decided")
        assert isinstance(body, dict)
        assert body["proposals"] == ["remove"]
        case = await connection.fetchval("SELECT id FROM cases")
        assert "Proposed to people: remove (by gone-too-far)." in await story(connection, case)


async def test_what_the_operator_verified_counts_as_such(store: Store) -> None:
    await a_server(store)
    async with store.transaction() as connection:
        item, (media,) = await _seen(connection)
        await _look(connection, media, "looked", _match())
        await _decider(verified=["stand-ins"]).decide(connection, [item])
        assert "preserve-request" in (await _actions(connection))[0]


async def test_nothing_is_decided_while_a_media_without_a_match_is_pending(store: Store) -> None:
    await a_server(store)
    async with store.transaction() as connection:
        item, (first, second) = await _seen(connection, 2)
        await _look(connection, first)
        await _decider().decide(connection, [item])
        assert await _actions(connection) == []
        await _look(connection, second)
        await _decider().decide(connection, [item])
        assert await _actions(connection) == [[]]
        assert await _case(connection) is None


async def test_a_second_round_adds_to_the_case_and_wakes_it_though_its_job_waits(store: Store) -> None:
    await a_server(store)
    async with store.transaction() as connection:
        item, (first, second) = await _seen(connection, 2)
        await _look(connection, first, "looked", _match(is_exact=False, distance=12))
        await _decider().decide(connection, [item])
        before = await _case(connection)
        assert before is not None
        assert before[1:] == ("child-safety", False)
        await _look(connection, second, "looked", _match())
        await _decider(verified=["stand-ins"]).decide(connection, [item])
        actions, _, is_exact = await _case(connection) or ([], "", False)
        assert is_exact
        assert {"hold", "preserve-request", *before[0]} <= set(actions)
        assert (await queue.sizes(connection))["act"] == 2
        assert len(await _actions(connection)) == 2


async def test_labels_alone_open_no_case(store: Store) -> None:
    await a_server(store)
    async with store.transaction() as connection:
        item, (media,) = await _seen(connection)
        await _look(connection, media, "vanished")
        await _decider().decide(connection, [item])
        assert await _actions(connection) == [["label:media-gone"]]
        assert await _case(connection) is None
        assert "act" not in await queue.sizes(connection)


async def test_what_could_not_be_looked_at_is_shown_to_people(store: Store) -> None:
    await a_server(store)
    async with store.transaction() as connection:
        item, (media,) = await _seen(connection)
        await _look(connection, media, "unreadable")
        await _decider().decide(connection, [item])
        assert await _case(connection) == (["queue:unlooked"], "unlooked", False)


async def _a_canary(connection: Connection) -> None:
    server = await connection.fetchval("SELECT id FROM servers")
    await canaries.begin(connection, Sending(server, ("webhook",), START, START), START)
    await canaries.sent(
        connection, Sending(server, ("webhook",), START, START), Posted(server, "1", a_post(1).uri), START
    )


async def _has_passed(connection: Connection) -> bool:
    return bool(await connection.fetchval("SELECT seen_at IS NOT NULL FROM canaries"))


async def test_a_canary_is_nobodys_case_and_passes(store: Store) -> None:
    await a_server(store)
    async with store.transaction() as connection:
        item, (media,) = await _seen(connection)
        await _a_canary(connection)
        await _look(connection, media, "looked", _match(CANARY_BANK))
        await _decider().decide(connection, [item])
        assert await _actions(connection) == [["canary"]]
        assert await _case(connection) is None
        assert await _has_passed(connection)


async def test_a_canary_that_also_matches_another_list_passes_and_is_held(store: Store) -> None:
    await a_server(store)
    async with store.transaction() as connection:
        item, (media,) = await _seen(connection)
        await _a_canary(connection)
        await _look(connection, media, "looked", _match(CANARY_BANK), _match())
        await _decider().decide(connection, [item])
        assert await _actions(connection) == [["hold", "queue:child-safety", "canary"]]
        assert await _case(connection) == (["hold", "queue:child-safety"], "child-safety", True)
        assert await _has_passed(connection)


async def test_a_canary_beside_something_else_excuses_nothing(store: Store) -> None:
    await a_server(store)
    async with store.transaction() as connection:
        item, (first, second) = await _seen(connection, 2)
        await _look(connection, first, "looked", _match(CANARY_BANK))
        await _decider().decide(connection, [item])
        assert await _actions(connection) == []
        await _look(connection, second, "unreadable")
        await _decider().decide(connection, [item])
        assert await _case(connection) == (["queue:unlooked"], "unlooked", False)


_ON_FLAGS = """
policy = 1
name = "flags"
[[rule]]
id = "flagged"
title = "Complaints"
mode = "enforce"
when = "flag.count > 0"
then = ["queue:flagged"]
because = "Somebody complained."
on_unknown = ["queue:unknown"]
"""


@pytest.mark.parametrize(("software", "actions"), [("mastodon", []), ("snac", ["queue:unknown"])])
async def test_no_complaint_is_none_where_a_server_tells_of_them_and_unknown_elsewhere(
    store: Store, software: str, actions: list[str]
) -> None:
    server = await a_server(store)
    decider = replace(_decider(_ON_FLAGS), software={server: software})
    async with store.transaction() as connection:
        await decisions.add_policy(connection, decider.policy.digest, _ON_FLAGS, START)
        item, (media,) = await _seen(connection)
        await _look(connection, media)
        await decider.decide(connection, [item])
        assert await _actions(connection) == [actions]


async def test_a_strangers_post_of_one_of_our_pictures_is_excused_nothing(store: Store) -> None:
    """Or whoever makes a picture look like a canary is never shown to people, whatever is said of it."""
    server = await a_server(store)
    decider = replace(_decider(_ON_FLAGS), software={server: "snac"})
    async with store.transaction() as connection:
        await decisions.add_policy(connection, decider.policy.digest, _ON_FLAGS, START)
        item, (media,) = await _seen(connection)
        await _look(connection, media, "looked", _match(CANARY_BANK))
        await decider.decide(connection, [item])
        assert await _actions(connection) == [["queue:unknown", "canary"]]
        assert await _case(connection) == (["queue:unknown"], "unknown", False)


@pytest.mark.parametrize("has_address", [True, False])
async def test_ours_is_excused_also_while_its_sender_does_not_know_its_address(
    store: Store, has_address: bool
) -> None:
    server = await a_server(store)
    decider = replace(_decider(_ON_FLAGS), software={server: "snac"})
    async with store.transaction() as connection:
        await decisions.add_policy(connection, decider.policy.digest, _ON_FLAGS, START)
        item, (media,) = await _seen(connection)
        await canaries.begin(connection, Sending(server, ("webhook",), START, START), START)
        if has_address:
            await _a_canary(connection)
        await _look(connection, media, "looked", _match(CANARY_BANK))
        await decider.decide(connection, [item])
        assert await _actions(connection) == [["canary"]]
