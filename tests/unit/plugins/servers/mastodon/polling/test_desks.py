"""Akkoma's list of complaints, read as Mastodon's is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from leeward.model.events import Dropped, Flagged, Posted, Reporter
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.plugins import loader
from leeward.plugins.servers.mastodon.polling.complaints import read_complaints
from leeward.plugins.servers.mastodon.polling.desks import desk
from leeward.plugins.servers.protocol import Link, Polled
from tests.unit.plugins.servers.activitypub.shown import hostile
from tests.unit.plugins.servers.mastodon.polling.test_late import Clock
from tests.unit.plugins.servers.mastodon.shown import WORD, Shown, account, asked, linked, status

CARD = next(one for one in loader.server("mastodon").cards if one.software == "akkoma")
LIST = "/api/v1/pleroma/admin/reports"
MADE = "2026-11-22T11:00:00.000Z"


async def pace(_: str) -> None:
    """Nobody waits."""


def merged(native_id: str, name: str, **changes: object) -> Shown:
    """An account as Akkoma's moderators see it: what everybody sees, with their own on top."""
    shown = {
        **account(native_id, name),
        "nickname": name,
        "email": f"{WORD}@example.net",
        "local": "@" not in name,
        "is_active": True,
        "is_approved": True,
        "actor_type": "Person",
        "registration_reason": WORD,
        "created_at": "2026-01-01T00:00:00.000Z",
    }
    return {**shown, **changes}


def complaint(native_id: str = "AaBb", /, **changes: object) -> Shown:
    """A report of Akkoma's."""
    shown = {
        "id": native_id,
        "state": "open",
        "content": WORD,
        "created_at": MADE,
        "account": merged("A11", "alice"),
        "actor": merged("A12", "kim"),
        "statuses": [status("A115")],
        "notes": [{"content": WORD}],
    }
    return {**shown, **changes}


def flags(polled: Polled) -> list[Flagged]:
    return [event for event in polled.events if isinstance(event, Flagged)]


def listed(server: HTTPServer, reports: list[Shown]) -> None:
    server.clear()
    server.expect_request(LIST).respond_with_json({"total": len(reports), "reports": reports})


async def test_an_akkoma_report_becomes_the_same_complaint(httpserver: HTTPServer) -> None:
    listed(httpserver, [complaint()])
    async with linked(httpserver, "akkoma") as link:
        polled = await read_complaints(link, {})
    (flag,) = flags(polled)
    assert (flag.native_id, flag.target, flag.posts, flag.is_open) == ("AaBb", "A11", ("A115",), True)
    assert flag.reporter == Reporter("local:A12", "", datetime(2026, 1, 1, tzinfo=UTC), True)
    assert flag.made_at == datetime(2026, 11, 22, 11, tzinfo=UTC)
    assert isinstance(polled.events[0], Posted)
    assert WORD not in repr(polled)
    assert asked(httpserver) == [f"GET {LIST}?state=open&page_size=40"]


async def test_each_change_of_its_state_is_news_also_when_it_is_open_again(httpserver: HTTPServer) -> None:
    clock, told = Clock(), []
    async with linked(httpserver, "akkoma", clock=clock) as link:
        listed(httpserver, [complaint()])
        polled = await read_complaints(link, {})
        told += flags(polled)
        clock.now += timedelta(minutes=2)
        listed(httpserver, [])
        httpserver.expect_request(f"{LIST}/AaBb").respond_with_json(complaint(state="resolved"))
        polled = await read_complaints(link, polled.cursor)
        told += flags(polled)
        clock.now += timedelta(minutes=2)
        listed(httpserver, [complaint()])
        told += flags(await read_complaints(link, polled.cursor))
    assert [one.is_open for one in told] == [True, False, True]
    assert len({one.told_at for one in told}) == 3


@pytest.mark.parametrize(
    ("state", "is_active", "is_upheld"),
    [("resolved", False, True), ("resolved", True, None), ("closed", False, True), ("open", False, None)],
)
async def test_a_settled_one_was_right_if_the_account_is_off(
    httpserver: HTTPServer, state: str, is_active: bool, is_upheld: bool | None
) -> None:
    made = complaint(state=state, account=merged("A11", "alice", is_active=is_active))
    async with linked(httpserver, "akkoma") as link:
        *_, flag = desk(link).told(link, made)
    assert isinstance(flag, Flagged)
    assert flag.is_upheld is is_upheld


@pytest.mark.parametrize(
    ("actor", "reporter"),
    [
        (
            merged("A9", "zoe@far.example", url="https://far.example/u/zoe"),
            Reporter("person:https://far.example/u/zoe", "far.example"),
        ),
        (
            merged("A9", "far.example@far.example", actor_type="Application"),
            Reporter("domain:far.example", "far.example"),
        ),
        ({}, None),
        ({"local": False}, None),
    ],
    ids=["a person", "a server", "hidden", "nothing told"],
)
async def test_who_complains(httpserver: HTTPServer, actor: Shown, reporter: Reporter | None) -> None:
    async with linked(httpserver, "akkoma") as link:
        *_, flag = desk(link).told(link, complaint(actor=actor))
    assert isinstance(flag, Flagged)
    assert flag.reporter == reporter


@given(hostile(), st.sampled_from(["id", "state", "account", "actor", "statuses", "created_at"]))
async def test_nothing_makes_it_fall_over(value: object, name: str) -> None:
    async with Client(ClientSettings("Leeward/test")) as client:
        link = Link("https://m.example", "", client, pace, Clock(), CARD)
        events = list(desk(link).told(link, complaint(**{name: value})))
        assert all(isinstance(one, Flagged | Posted | Dropped) for one in events)
        assert isinstance(desk(link).stamp({name: value}), str)
