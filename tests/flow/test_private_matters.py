"""What is nobody's business leaves no trace in the database, by whichever way it comes."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from leeward.model.events import Event, Posted
from leeward.model.items import WayIn
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.plugins import loader
from leeward.plugins.servers.activitypub.posts import post
from leeward.plugins.servers.mastodon.posts import Teller, told
from leeward.plugins.servers.mastodon.streaming import read_frame
from leeward.store.connection import Store
from tests.stores import Clock, a_server, opened, recorder
from tests.unit.plugins.servers.mastodon import shown
from tests.unit.plugins.servers.mastodon.shown import NOW, WORD, Shown

SECRET = b"a secret"
MARK = "vellith"  # invented; in every address of the message
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


def _status(visibility: str) -> Shown:
    url = f"https://m.example/{MARK}/1"
    picture = shown.media("7", url=f"{url}.jpg", preview_url=f"{url}-small.jpg")
    return shown.status("115", visibility=visibility, uri=url, url=url, media_attachments=[picture])


def _note(visibility: str) -> Shown:
    url, alice = f"https://m.example/{MARK}/1", "https://m.example/users/alice"
    to = {"public": [PUBLIC], "direct": ["https://m.example/users/bob"]}[visibility]
    picture = {"type": "Document", "mediaType": "image/jpeg", "url": f"{url}.jpg"}
    return {"id": url, "type": "Note", "attributedTo": alice, "to": to, "cc": [], "attachment": [picture]}


def _hooked(event: str, thing: Shown) -> Sequence[Event]:
    message = {"event": event, "created_at": (NOW - timedelta(minutes=1)).isoformat(), "object": thing}
    body = json.dumps(message).encode()
    mark = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    headers = {"x-hub-signature": f"sha256={mark}"}
    return loader.server("mastodon").hear(headers, body, SECRET, NOW)


def _relayed(visibility: str) -> Sequence[Event]:
    sent = post(_note(visibility))
    assert sent is not None
    return [Posted(sent)]


def _framed(kind: str, status: Shown) -> Sequence[Event]:
    event = read_frame(kind, json.dumps(status), Teller("m.example"))
    assert event is not None
    return [event]


def _news(visibility: str) -> dict[WayIn, Sequence[Event]]:
    """The same post by every way in, new, edited, and cited by a complaint."""
    status = _status(visibility)
    edited = {**status, "edited_at": "2026-11-22T11:30:00.000Z"}
    report = shown.report(statuses=[status])
    return {
        WayIn.WEBHOOK: [
            *_hooked("status.created", status),
            *_hooked("status.updated", edited),
            *_hooked("report.created", report),
            *_hooked("report.updated", {**report, "updated_at": "2026-11-22T11:45:00.000Z"}),
            *_hooked("account.created", shown.admin_account("11")),
        ],
        WayIn.STREAM: [*_framed("update", status), *_framed("status.update", edited)],
        WayIn.POLL: [told(status), told(edited)],
        WayIn.RELAY: _relayed(visibility),
    }


async def _traces(store: Store, words: Sequence[str]) -> set[str]:
    """Tables in which one of the words stands, as text or as bytes."""
    likes = [f"%{form}%" for word in words for form in (word, word.encode().hex())]
    async with store.session() as connection:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'leeward'")
        return {
            name
            for (name,) in tables
            if await connection.fetchval(
                f"SELECT EXISTS (SELECT 1 FROM {name} t WHERE t::text ILIKE ANY($1::text[]))", likes
            )
        }


_KEPT = {"items", "media", "sightings", "ledger", "newcomers"}


@pytest.mark.parametrize("way_in", list(WayIn))
async def test_a_direct_message_leaves_a_number_and_nothing_else(store: Store, way_in: WayIn) -> None:
    server = await a_server(store)
    for visibility, traces in (("direct", set()), ("public", _KEPT)):
        async with store.transaction() as connection:
            arrivals = [Arrival(server, way_in, event) for event in _news(visibility)[way_in]]
            await write(connection, arrivals, Door(), recorder(Clock()))
        assert await _traces(store, [MARK]) == traces
    async with store.session() as connection:
        assert await connection.fetchval("SELECT sum(number) FROM counts WHERE what LIKE '%direct%'") > 0


async def test_words_mail_and_network_addresses_leave_no_trace_at_all(store: Store) -> None:
    server = await a_server(store)
    async with store.transaction() as connection:
        for way_in, events in _news("public").items():
            arrivals = [Arrival(server, way_in, event) for event in events]
            await write(connection, arrivals, Door(), recorder(Clock()))
    assert await _traces(store, [WORD, "192.0.2.7", "@example.net"]) == set()
    assert "flags" in await _traces(store, ["violation"])
