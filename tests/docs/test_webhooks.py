"""The receiver that the docs show takes what Leeward sends, and nothing else."""

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from leeward.review.reach.hooks import TEST, Event
from leeward.store.desk.reach.hooks import Call
from leeward.worker.desk.telling import letter
from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs/howto/webhooks.md").read_text("utf-8")
SECRET = bytes(range(32))
SHOWN = "whsec_" + base64.b64encode(SECRET).decode()
NOW = datetime(2026, 11, 22, 15, 50, tzinfo=UTC)


@pytest.fixture
def is_from_leeward() -> Callable[..., bool]:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    shown: dict[str, Any] = {}
    exec(code, shown)
    found: Callable[..., bool] = shown["is_from_leeward"]
    return found


def _letter() -> tuple[dict[str, str], bytes]:
    call = Call(
        id=31,
        hook=1,
        event="case.moved",
        case=12,
        made_at=NOW,
        attempts=1,
        url="https://program.example/leeward",
        secret=b"",
        is_ended=False,
        person=1,
        name="ada",
        roles=(),
        is_everywhere=True,
        has_left=False,
        servers=frozenset(),
        grants=frozenset(),
    )
    sent = letter(call, SECRET, NOW)
    assert sent.body is not None
    return dict(sent.headers), sent.body


def test_what_leeward_sends_is_taken(is_from_leeward: Callable[..., bool]) -> None:
    headers, body = _letter()
    assert is_from_leeward(SHOWN, headers, body, NOW.timestamp() + 299)


@pytest.mark.parametrize(
    "change",
    [
        lambda h, b: (h, b + b" "),
        lambda h, b: (h | {"webhook-id": "call_32"}, b),
        lambda h, b: (h | {"webhook-timestamp": "1795343401"}, b),
        lambda h, b: (h | {"webhook-timestamp": "x"}, b),
        lambda h, b: ({}, b),
    ],
    ids=["body", "id", "time", "no time", "nothing"],
)
def test_what_was_changed_is_not(is_from_leeward: Callable[..., bool], change: Any) -> None:
    headers, body = change(*_letter())
    assert not is_from_leeward(SHOWN, headers, body, NOW.timestamp())


def test_what_is_old_or_of_another_secret_is_not(is_from_leeward: Callable[..., bool]) -> None:
    headers, body = _letter()
    assert not is_from_leeward(SHOWN, headers, body, NOW.timestamp() + 301)
    assert not is_from_leeward(
        "whsec_" + base64.b64encode(bytes(32)).decode(), headers, body, NOW.timestamp()
    )


def test_the_page_shows_a_real_call() -> None:
    _, body = _letter()
    assert body.decode() in PAGE


def test_the_page_names_every_event() -> None:
    assert all(f"| `{event}` |" in PAGE for event in [*Event, TEST])
