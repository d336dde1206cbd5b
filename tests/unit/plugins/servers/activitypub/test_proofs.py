"""What an origin's answer says about a thing that it may have deleted."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import BadEvent
from leeward.model.findings import Json
from leeward.model.proofs import Seen
from leeward.net.wire import Answer
from leeward.plugins.servers.activitypub.proofs import document, judge, told
from tests.unit.plugins.servers.activitypub.shown import NOTE, SECRET, note

AS = "application/activity+json; charset=utf-8"
LD = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


def _answer(status: int, content: Json = None, kind: str = AS, url: str = NOTE) -> Answer:
    return Answer(status, {"Content-Type": kind}, json.dumps(content).encode(), url)


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (_answer(404), Seen.GONE),
        (_answer(410, {"type": "Tombstone", "id": NOTE}), Seen.GONE),
        (_answer(200, {"type": "Tombstone", "id": NOTE}), Seen.GONE),
        (_answer(200, {"type": "Tombstone"}), Seen.GONE),
        (_answer(200, note()), Seen.STILL_THERE),
        (_answer(200, note(), LD), Seen.STILL_THERE),
        (_answer(200, {"type": "Tombstone", "id": f"{NOTE}0"}), Seen.UNKNOWN),
        (_answer(200, note(id=f"{NOTE}0")), Seen.UNKNOWN),
        (_answer(200, note(), "text/html"), Seen.UNKNOWN),
        (_answer(200, [note()]), Seen.UNKNOWN),
        (_answer(401), Seen.UNKNOWN),
        (_answer(403), Seen.UNKNOWN),
        (_answer(429), Seen.UNKNOWN),
        (_answer(500), Seen.UNKNOWN),
        (_answer(302), Seen.UNKNOWN),
        (_answer(404, url="https://elsewhere.example/"), Seen.UNKNOWN),
    ],
    ids=lambda value: f"{value.status} {value.body[:20]!r}" if isinstance(value, Answer) else str(value),
)
def test_only_the_origins_own_word_counts(answer: Answer, seen: Seen) -> None:
    assert judge(NOTE, answer) is seen


def test_a_file_that_somebody_uploaded_there_tells_nothing() -> None:
    assert told(_answer(200, note(), "application/json")) == {}
    assert told(_answer(200, note(), "image/png")) == {}
    assert told(_answer(200, note())) == note()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"7",
        b'"a"',
        b"\xff\xfe{}",
        b"{",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a": NaN}',
        b'{"a": ' + b"9" * 10_000 + b"}",
        '{"a": 1}'.encode("utf-16"),
        SECRET.encode(),
    ],
    ids=lambda body: repr(body[:12]),
)
def test_what_is_no_object_is_refused_without_repeating_it(body: bytes) -> None:
    with pytest.raises(BadEvent) as caught:
        document(body)
    assert SECRET not in caught.value.message


@given(st.binary(max_size=60))
def test_any_bytes_are_an_object_or_refused(body: bytes) -> None:
    with suppress(BadEvent):
        assert isinstance(document(body), dict)
