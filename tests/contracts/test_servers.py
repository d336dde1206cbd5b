"""What every server program promises: it says what it can, does what it says, and keeps nobody's words."""

import hashlib
import hmac
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from leeward.model.errors import BadSignature, ServerError
from leeward.model.events import Dropped, Flagged, Joined, Posted, Removed
from leeward.model.items import Author, Post, Visibility, WayIn
from leeward.model.orders import Answer, Order, Subject
from leeward.model.proofs import Seen
from leeward.model.servers import ServerCard, Support
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.plugins import loader
from leeward.plugins.servers.protocol import Link

SERVERS = loader.names("servers")
CARDS = [(name, card) for name in SERVERS for card in loader.server(name).cards]
SECRET = b"a-secret-of-forty-characters-for-webhooks"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WORD = "quilmoss"
ABILITIES = pytest.mark.parametrize(("name", "card"), CARDS, ids=lambda one: getattr(one, "software", one))
SUBJECT = Subject(
    "11", "115", "https://m.example/1", "5", ("https://m.example/a.jpg",), Visibility.PUBLIC, False
)


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nothing answers."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


@asynccontextmanager
async def linked(address: str, card: ServerCard | None = None) -> AsyncIterator[Link]:
    async def pace(kind: str) -> None:
        assert kind in {"read", "page", "write"}

    async with Client(ClientSettings("Leeward/test", ("127.0.0.1",))) as client:
        yield Link(address, "a-token", client, pace, lambda: NOW, card)


@pytest.mark.parametrize("name", SERVERS)
def test_a_program_is_named_like_its_file_and_knows_its_software(name: str) -> None:
    program = loader.server(name)
    assert program.name == name
    assert 0 < len(program.title) < 100
    assert not program.knows("no-such-software")
    known = [program.knows(card.software) for card in program.cards]
    assert known
    assert all(known) or not any(known)  # one that stands for all others is found by no name


@ABILITIES
def test_a_card_speaks_of_actions_that_there_are_each_once(name: str, card: ServerCard) -> None:
    spoken_of = [one.action for one in card.abilities]
    assert len(spoken_of) == len(set(spoken_of))
    assert set(spoken_of) <= set(loader.names("actions"))
    assert card.program == name
    assert len({one.way_in for one in card.ways_in}) == len(card.ways_in)


@ABILITIES
def test_what_is_not_done_by_api_says_why_and_every_way_says_what_it_leaves_out(
    name: str, card: ServerCard
) -> None:
    assert all(one.note for one in card.abilities if one.support is not Support.API), name
    assert all(one.note for one in card.ways_in)


@ABILITIES
def test_what_a_server_cannot_take_back_is_said_before_it_is_ordered(name: str, card: ServerCard) -> None:
    for one in card.abilities:
        undo = loader.action(one.action).undo
        if one.support is Support.API and undo and card.ability(undo).support is not Support.API:
            assert one.note, f"{name}: {one.action} cannot be taken back, and nobody says so"


@ABILITIES
async def test_every_promised_action_is_tried_and_no_other_asks_anybody(
    name: str, card: ServerCard, nobody: str
) -> None:
    """Nobody answers here: who tries is told to come later or is unsure, who cannot refuses at once."""
    async with linked(nobody, card) as link:
        for action in loader.names("actions"):
            receipt = await loader.server(name).perform(link, Order(f"case-7:{action}", action, SUBJECT))
            looked = await loader.server(name).read_back(link, Order(f"case-7:{action}", action, SUBJECT))
            match card.ability(action).support:
                case Support.API:
                    assert receipt.answer in {Answer.LATER, Answer.UNSURE}, action
                    assert looked.answer in {Answer.LATER, Answer.UNSURE}, action
                case Support.HAND:
                    assert receipt.answer is Answer.BY_HAND, action
                    assert looked.answer in {Answer.LATER, Answer.UNSURE}, action
                case Support.NONE:
                    assert receipt.answer in {Answer.REFUSED, Answer.BY_HAND}, action
            assert receipt.said
            assert "m.example" not in receipt.said


@pytest.mark.parametrize("name", SERVERS)
async def test_nothing_is_known_of_a_server_that_does_not_answer(name: str, nobody: str) -> None:
    program = loader.server(name)
    post = Post("115", f"{nobody}/1", Author("11", f"{nobody}/alice"), Visibility.PUBLIC, url=f"{nobody}/1")
    async with linked(nobody) as link:
        assert (await program.is_gone(link, post)).seen is Seen.UNKNOWN
        with pytest.raises(ServerError):
            await program.discover(link)
        receipt = await program.perform(link, Order("k", "limit_account", SUBJECT))
    assert receipt.answer in {Answer.LATER, Answer.REFUSED, Answer.BY_HAND}


def _signed(body: bytes) -> dict[str, str]:
    return {"x-hub-signature": f"sha256={hmac.new(SECRET, body, hashlib.sha256).hexdigest()}"}


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("body", [b"", b"{}", b'{"event": "status.created"}'])
def test_a_webhook_that_nobody_signed_is_never_believed(name: str, body: bytes) -> None:
    program = loader.server(name)
    try:
        events = program.hear({}, body, SECRET, NOW)
    except BadSignature:
        return
    has_webhooks = any(
        way.way_in is WayIn.WEBHOOK and way.is_there for card in program.cards for way in card.ways_in
    )
    assert not has_webhooks
    assert all(isinstance(event, Dropped) for event in events)


def _status(**changes: object) -> dict[str, object]:
    account = {
        "id": "11",
        "acct": "alice",
        "uri": "https://m.example/users/alice",
        "note": WORD,
        "display_name": WORD,
    }
    media = {"id": "7", "type": "image", "url": "https://files.m.example/7.jpg", "description": WORD}
    shown = {
        "id": "115",
        "uri": "https://m.example/1",
        "visibility": "public",
        "content": f"<p>{WORD}</p>",
        "text": WORD,
        "spoiler_text": WORD,
        "poll": {"options": [{"title": WORD}]},
        "card": {"title": WORD, "description": WORD},
        "account": account,
        "media_attachments": [media],
    }
    return {**shown, **changes}


def _report() -> dict[str, object]:
    person = {
        "id": "11",
        "email": f"{WORD}@example.net",
        "ip": "192.0.2.7",
        "domain": None,
        "invite_request": WORD,
    }
    return {"id": "5", "comment": WORD, "account": person, "target_account": person, "statuses": [_status()]}


MESSAGES: dict[str, Callable[[], dict[str, Any]]] = {
    "status.created": _status,
    "status.updated": lambda: _status(visibility="direct"),
    "report.created": _report,
    "account.created": lambda: {"id": "11", "email": WORD, "account": _status()["account"]},
    f"{WORD}.{WORD}": lambda: {WORD: WORD},
}


@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("event", MESSAGES, ids=lambda event: event.replace(WORD, "unknown"))
def test_what_people_wrote_is_in_nothing_that_is_parsed(name: str, event: str) -> None:
    message = {"event": event, "created_at": NOW.isoformat(), "object": MESSAGES[event]()}
    body = json.dumps(message).encode()
    events = loader.server(name).hear(_signed(body), body, SECRET, NOW)
    assert events
    assert all(isinstance(one, Posted | Removed | Flagged | Joined | Dropped) for one in events)
    assert WORD not in repr(events)
    assert "192.0.2.7" not in repr(events)
