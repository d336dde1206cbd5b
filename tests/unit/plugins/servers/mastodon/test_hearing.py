"""Webhooks: nobody else can send one, no retry is lost, and no shape raises."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import BadSignature
from leeward.model.events import Dropped, Event, Flagged, Joined, Posted
from leeward.plugins.servers.mastodon.hearing import OLDEST, hear
from tests.unit.plugins.servers.mastodon.shown import NOW, WORD, admin_account, report, status
from tests.unit.plugins.servers.mastodon.test_reading import JSON

SECRET = b"forty-characters-of-a-generated-secret!!"


def signed(body: bytes, secret: bytes = SECRET) -> dict[str, str]:
    return {"x-hub-signature": f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"}


def body_of(event: object, thing: object, sent_at: str = "2026-11-22T11:59:00.000Z") -> bytes:
    return json.dumps({"event": event, "created_at": sent_at, "object": thing}).encode()


def heard(body: bytes) -> list[Event]:
    return list(hear(signed(body), body, SECRET, NOW))


@pytest.mark.parametrize(
    ("event", "thing", "kinds"),
    [
        ("status.created", status(), [Posted]),
        ("status.updated", status(), [Posted]),
        ("status.created", status(visibility="direct"), [Posted]),
        ("status.created", status(reblog=status()), [Dropped]),
        ("report.created", report(), [Posted, Flagged]),
        ("report.updated", report(action_taken=True), [Posted, Flagged]),
        ("account.created", admin_account(), [Joined]),
        ("account.approved", admin_account(), [Joined]),
        ("account.updated", admin_account(), [Dropped]),
        ("collection.created", {"id": "1"}, [Dropped]),
        (None, {"id": "1"}, [Dropped]),
        ("status.created", [], [Dropped]),
        ("status.created", {}, [Dropped]),
    ],
)
def test_each_event_is_what_it_is(event: object, thing: object, kinds: list[type]) -> None:
    events = heard(body_of(event, thing))
    assert [type(one) for one in events] == kinds
    assert WORD not in repr(events)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-hub-signature": ""},
        {"x-hub-signature": "sha256="},
        {"x-hub-signature": "sha1=" + "0" * 40},
        {"x-hub-signature": "sha256=" + "0" * 64},
        {"x-hub-signature": "sha256=\N{SNOWMAN}"},
        {"x-hub-signature": "sha256=\ud800"},
        signed(body_of("status.created", status()), b"another secret"),
        {"x-hub-signature": signed(body_of("status.created", status()))["x-hub-signature"][7:]},
    ],
)
def test_what_is_not_signed_with_our_secret_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(BadSignature):
        hear(headers, body_of("status.created", status()), SECRET, NOW)


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_changed_byte_breaks_the_signature(at: int, bit: int) -> None:
    body = bytearray(body_of("status.created", status()))
    headers = signed(bytes(body))
    body[at % len(body)] ^= 1 << bit
    with pytest.raises(BadSignature):
        hear(headers, bytes(body), SECRET, NOW)


def test_without_a_secret_nothing_is_believed() -> None:
    body = body_of("status.created", status())
    with pytest.raises(BadSignature):
        hear(signed(body, b""), body, b"", NOW)


def test_the_last_retry_of_mastodon_still_gets_in() -> None:
    """Sixteen retries, each after n⁴ + 15 + at most 9(n + 1) seconds."""
    last = timedelta(seconds=sum(n**4 + 15 + 9 * (n + 1) for n in range(16)))
    sent_at = (NOW - last).isoformat()
    assert last < OLDEST
    assert [type(one) for one in heard(body_of("status.created", status(), sent_at))] == [Posted]


def test_what_is_older_than_any_retry_is_a_replay() -> None:
    body = body_of("status.created", status(), (NOW - OLDEST - timedelta(seconds=1)).isoformat())
    with pytest.raises(BadSignature, match="older"):
        hear(signed(body), body, SECRET, NOW)


def test_a_wrong_clock_of_the_server_loses_nothing() -> None:
    body = body_of("status.created", status(), (NOW + timedelta(days=2)).isoformat())
    assert [type(one) for one in heard(body)] == [Posted]


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"null", b"{}", b'{"event":"x"}', b"\xff"])
def test_a_signed_body_of_another_shape_is_counted_and_never_an_error(body: bytes) -> None:
    assert [type(one) for one in heard(body)] == [Dropped]


@given(
    thing=st.dictionaries(st.text(), JSON, min_size=1, max_size=4),
    kind=st.sampled_from(["status", "report", "account"]),
)
def test_no_signed_shape_raises(thing: dict[str, object], kind: str) -> None:
    assert heard(body_of(f"{kind}.created", thing))


def test_reasons_are_a_handful_of_sentences() -> None:
    """They are counted by their words, so nothing of a message may be in them."""
    (event,) = heard(body_of(f"status.{WORD}", {WORD: WORD}))
    assert isinstance(event, Dropped)
    assert WORD not in event.why
