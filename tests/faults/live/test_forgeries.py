"""Forged, replayed and malformed webhooks: refused or let go, counted, and never a fault of ours."""

import asyncio
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.stand import Stand

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.xdist_group("guard")]
COUNTED = "SELECT coalesce(sum(number), 0)::int FROM counts"


def _mark(secret: bytes, body: bytes, digest: str = "sha256") -> str:
    return f"{digest}={hmac.new(secret, body, digest).hexdigest()}"


async def _items(guard: Stand) -> int:
    return int(await guard.one("SELECT count(*) FROM items"))


async def test_whoever_does_not_know_the_secret_is_refused_and_leaves_nothing(guard: Stand) -> None:
    before = await _items(guard)
    body = guard.event(1)
    marks = {
        "none": "",
        "of another secret": _mark(b"guessed", body),
        "of another body": _mark(guard.secret, guard.event(2)),
        "sha1": _mark(guard.secret, body, "sha1"),
        "the digest without a key": f"sha256={hashlib.sha256(body).hexdigest()}",
        "cut short": _mark(guard.secret, body)[:-1],
        "not ASCII": "sha256=" + "\u00e4" * 64,
        "without its name": _mark(guard.secret, body).removeprefix("sha256="),
    }
    answers = {what: (await guard.deliver(body, mark))[0] for what, mark in marks.items()}
    assert answers == dict.fromkeys(marks, 401)
    assert await _items(guard) == before


async def test_what_is_older_than_any_retry_is_refused(guard: Stand) -> None:
    before = await _items(guard)
    event = json.loads(guard.event(3))
    event["created_at"] = (datetime.now(UTC) - timedelta(days=3, minutes=1)).isoformat()
    assert await guard.deliver(json.dumps(event).encode()) == (401, None)
    assert await _items(guard) == before


async def test_the_same_body_fifty_times_is_one_post(guard: Stand) -> None:
    before = await _items(guard)
    body = guard.event(100)
    answers = await asyncio.gather(*(guard.deliver(body) for _ in range(50)))
    assert {status for status, _ in answers} == {202}
    assert await _items(guard) == before + 1
    assert await guard.deliver(body) == (202, None)
    await guard.until("SELECT count(*) FROM items WHERE native_id = '100' AND decided_at IS NOT NULL", 1)
    of_it = "SELECT count(*) FROM {} x JOIN items i ON i.id = x.item WHERE i.native_id = '100'"
    assert [await guard.one(of_it.format(table)) for table in ("decisions", "media")] == [1, 1]


async def test_a_post_told_again_is_the_same_and_an_edited_one_is_looked_at_anew(guard: Stand) -> None:
    first, again = guard.event(101), guard.event(101, kind="status.updated")
    stamp = datetime.now(UTC).isoformat()
    edited = guard.event(101, kind="status.updated", edited_at=stamp)
    for body in (first, again, edited, edited):
        assert (await guard.deliver(body))[0] == 202
    revisions = await guard.ask("SELECT revision FROM items WHERE native_id = '101'")
    assert len(revisions) == 2
    await guard.until("SELECT count(*) FROM items WHERE native_id = '101' AND decided_at IS NOT NULL", 2)


DEEP = b'{"a":' * 200_000 + b"1" + b"}" * 200_000
MALFORMED = {
    "no JSON": b"bridge",
    "nothing": b"",
    "half of one": b'{"event": "status.created", "object": {',
    "a list": b"[1, 2]",
    "null": b"null",
    "not UTF-8": b'{"event": "\xff\xfe"}',
    "deep": DEEP,
    "a number without end": b'{"created_at": ' + b"9" * 100_000 + b"}",
    "the object is a list": b'{"event": "status.created", "created_at": "2026-01-01", "object": []}',
    "NaN": b'{"event": NaN, "created_at": Infinity, "object": {"id": NaN}}',
}


@pytest.mark.parametrize("what", list(MALFORMED))
async def test_what_nobody_can_read_but_is_truly_signed_is_counted_and_let_go(
    guard: Stand, what: str
) -> None:
    """A refusal would only make the server send the same for two days."""
    items, counted = await _items(guard), await guard.one(COUNTED)
    assert await guard.deliver(MALFORMED[what]) == (202, None)
    assert await _items(guard) == items
    assert await guard.one(COUNTED) == counted + 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "1\x002"),
        ("id", "\ud800"),
        ("uri", "https://m.example/\x00"),
        ("uri", "https://m.example/\udfff"),
        ("uri", "https://m.example/" + "x" * 10_000),
        ("uri", 7),
        ("id", {"a": []}),
        ("account", None),
        ("account", {"id": "1", "uri": "https://m.example/u\x00"}),
    ],
)
async def test_a_post_that_cannot_be_named_is_counted_and_let_go(
    guard: Stand, field: str, value: object
) -> None:
    items, counted = await _items(guard), await guard.one(COUNTED)
    changes = {field: value} | ({"url": None} if field == "uri" else {})
    body = json.loads(guard.event(200))
    body["object"] |= changes
    assert await guard.deliver(json.dumps(body).encode()) == (202, None)
    assert await _items(guard) == items
    assert await guard.one(COUNTED) == counted + 1


@pytest.mark.parametrize(
    "changes",
    [
        {"content": "NUL \x00 and half a character \ud83d"},
        {"created_at": "\x00", "edited_at": "99999-01-01"},
        {"created_at": "0001-01-01T00:00:00+14:00"},
        {"created_at": "9999-12-31T23:59:59-14:00"},
        {"visibility": "\ud800"},
        {"uri": "https://m.example/" + "\U0001f309" * 2_000},
        {"uri": "https://m.example/" + "".join(map(chr, range(0x4E00, 0x4E00 + 2_000)))},
        {"sensitive": "yes", "in_reply_to_id": {"a": 1}, "reblog": [], "tags": None},
        {
            "account": {
                "id": 2**63,
                "uri": "https://m.example/u",
                "statuses_count": 2**70,
                "followers_count": -1,
            }
        },
        {"account": {"id": "7", "uri": "https://m.example/u", "created_at": "0001-01-01T00:00:00+14:00"}},
    ],
    ids=lambda changes: "+".join(changes),
)
async def test_odd_values_in_a_post_cost_neither_the_post_nor_those_beside_it(
    guard: Stand, changes: dict[str, object]
) -> None:
    """Taken or let go, but never a fault; and the post that comes with it is there."""
    number = 300 + abs(hash(str(changes))) % 10**9
    odd = json.loads(guard.event(number))
    odd["object"] |= changes
    answers = await asyncio.gather(
        guard.deliver(json.dumps(odd).encode()), guard.deliver(guard.event(number + 10**9))
    )
    assert [*answers] == [(202, None), (202, None)]
    neighbour = str(number + 10**9)
    assert len(await guard.ask("SELECT 1 FROM items WHERE native_id = $1", neighbour)) == 1


async def test_a_body_beyond_all_measure_is_not_read(guard: Stand) -> None:
    items = await _items(guard)
    body = json.loads(guard.event(400))
    body["object"]["content"] = "x" * (5 << 20)
    assert (await guard.deliver(json.dumps(body).encode()))[0] == 413
    assert await _items(guard) == items


async def test_a_hook_of_no_server_is_not_found(guard: Stand) -> None:
    body = guard.event(500)
    for number in ("999", str(2**63), "9" * 40, "-1", "x"):
        url = f"{guard.address}/in/{number}/webhook"
        async with guard.session.post(url, data=body) as answer:
            assert answer.status == 404, number


async def test_after_all_that_an_honest_post_is_decided(guard: Stand) -> None:
    assert await guard.deliver(guard.event(600)) == (202, None)
    await guard.until("SELECT count(*) FROM items WHERE native_id = '600' AND decided_at IS NOT NULL", 1)
    await guard.until("SELECT count(*) FROM media WHERE look IS NULL", 0)
