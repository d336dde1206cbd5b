"""Leeward's side of Mastodon's API against real servers: a double of Mastodon, and snac."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_httpserver import HTTPServer

from demo.federation.asking import post_form
from demo.federation.mastodon_double import MastodonDouble
from demo.federation.pictures import drawn
from demo.federation.snac import Snac
from leeward.model.errors import BadSignature, ServerError
from leeward.model.events import Event, Flagged, Posted, Removed
from leeward.model.items import Visibility, WayIn
from leeward.model.orders import Answer, Order, Subject
from leeward.model.proofs import Seen
from leeward.model.servers import Support
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.plugins import loader
from leeward.plugins.servers.protocol import Link

pytestmark = pytest.mark.xdist_group("federation")
SERVER = loader.server("mastodon")
SECRET = "a-secret-of-forty-characters-for-webhooks"
WORD = "quilmoss"


@asynccontextmanager
async def linked(address: str, token: str) -> AsyncIterator[Link]:
    """A link with the card of a server that was asked."""

    async def pace(_: str) -> None:
        await asyncio.sleep(0)

    async with Client(ClientSettings("Leeward/test", ("127.0.0.1",))) as client:
        link = Link(address, token, client, pace, lambda: datetime.now(UTC))
        yield replace(link, card=await SERVER.discover(link))


@asynccontextmanager
async def as_admin(server: MastodonDouble) -> AsyncIterator[Link]:
    async with linked(server.url, server.tokens["admin"]) as link:
        yield link


async def polled(link: Link, cursor: dict[str, object]) -> tuple[list[Event], dict[str, object]]:
    """Asked again until it is complete."""
    found: list[Event] = []
    for _ in range(20):
        one = await SERVER.poll(link, cursor)  # type: ignore[arg-type]
        found += one.events
        cursor = dict(one.cursor)
        if one.is_complete:
            return found, cursor
    raise AssertionError("a poll without end")


def posts(events: list[Event]) -> set[str]:
    return {event.post.native_id for event in events if isinstance(event, Posted)}


async def test_a_double_of_mastodon_is_found_out(mastodon: MastodonDouble) -> None:
    async with as_admin(mastodon) as link:
        card = link.card
        assert card is not None
    assert (card.software, card.version, card.account, card.missing) == ("mastodon", "4.6.0", "admin", ())
    assert {way.way_in for way in card.ways_in if way.is_there} == set(WayIn)
    assert card.ability("limit_account").support is Support.API
    assert card.ability("remove_post").support is Support.HAND


async def test_a_role_without_rights_is_told_before_any_order(mastodon: MastodonDouble) -> None:
    async with linked(mastodon.url, mastodon.tokens["alice"]) as link:
        assert link.card is not None
        assert "the role's permission Manage Users" in link.card.missing
        order = Order("case-1", "limit_account", Subject(account=mastodon.account("mallory")))
        assert (await SERVER.perform(link, order)).answer is Answer.BY_HAND


async def test_polling_finds_posts_replies_edits_and_complaints(mastodon: MastodonDouble) -> None:
    async with as_admin(mastodon) as link:
        _, cursor = await polled(link, {})
        first = mastodon.post("alice", f"a bridge {WORD}", [drawn(1)])
        reply = mastodon.post("bob", WORD, [drawn(2)], {"in_reply_to_id": first["id"]})
        mastodon.report("bob", mastodon.account("alice"), [first["id"]], WORD)
        later = replace(link, clock=lambda: datetime.now(UTC) + timedelta(minutes=2))
        events, cursor = await polled(later, cursor)
        assert {first["id"], reply["id"]} <= posts(events)
        (flagged,) = [event for event in events if isinstance(event, Flagged)]
        assert (flagged.target, flagged.posts) == (mastodon.account("alice"), (first["id"],))
        mastodon.edit("alice", first["id"], f"another {WORD}")
        edits, _ = await polled(later, cursor)
        (edited,) = [event.post for event in edits if isinstance(event, Posted)]
    assert edited.native_id == first["id"]
    assert edited.revision
    assert WORD not in repr((events, edits))


async def test_a_stream_tells_of_posts_and_deletions_as_they_happen(mastodon: MastodonDouble) -> None:
    told: list[Event] = []

    async def listen(link: Link) -> None:
        async with aclosing(SERVER.stream(link)) as events:  # type: ignore[type-var]
            async for event in events:
                told.append(event)
                if isinstance(event, Removed):
                    return

    async with as_admin(mastodon) as link, asyncio.timeout(20):
        listening = asyncio.create_task(listen(link))
        last = ""
        while not told:  # until the socket is open
            last = (await asyncio.to_thread(mastodon.post, "alice", WORD, [drawn(3)]))["id"]
            await asyncio.sleep(0.2)
        await asyncio.to_thread(mastodon.delete, "alice", last)
        await listening
    assert posts(told)
    assert told[-1] == Removed(last)
    assert WORD not in repr(told)


async def test_a_stream_that_breaks_says_so_and_another_try_helps(mastodon: MastodonDouble) -> None:
    async with as_admin(mastodon) as link:
        mastodon.kill()
        with pytest.raises(ServerError) as error:
            await anext(aiter(SERVER.stream(link)))
    mastodon.start()
    assert error.value.is_passing


def test_webhooks_are_believed_once_signed(mastodon: MastodonDouble, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/hook").respond_with_data("")
    hook = mastodon.add_webhook(httpserver.url_for("/hook"), SECRET)
    made = mastodon.post("alice", WORD, [drawn(4)], {"visibility": "private"})
    mastodon.report("bob", mastodon.account("alice"), [made["id"]], WORD)
    hook.wait()
    events: list[Event] = []
    for request, _ in httpserver.log:
        headers = {name.lower(): value for name, value in request.headers.items()}
        events += SERVER.hear(headers, request.data, SECRET.encode(), datetime.now(UTC))
        with pytest.raises(BadSignature):
            SERVER.hear(headers, request.data + b" ", SECRET.encode(), datetime.now(UTC))
    assert [type(event) for event in events] == [Posted, Posted, Flagged]
    assert WORD not in repr(events)


@pytest.mark.parametrize(
    ("action", "undo", "mark"),
    [
        ("limit_account", "unlimit_account", "silenced"),
        ("mark_sensitive", "unmark_sensitive", "sensitized"),
        ("suspend_account", "unsuspend_account", "suspended"),
    ],
)
async def test_an_account_is_acted_on_and_let_go_again(
    mastodon: MastodonDouble, action: str, undo: str, mark: str
) -> None:
    subject = Subject(account=mastodon.account("mallory"))
    shown = f"/api/v1/admin/accounts/{subject.account}"
    async with as_admin(mastodon) as link:
        for name, is_on in ((action, True), (action, True), (undo, False), (undo, False)):
            order = Order(f"case-1:{name}", name, subject)
            assert (await SERVER.perform(link, order)).answer is Answer.DONE
            assert (await SERVER.read_back(link, order)).answer is Answer.DONE
            assert mastodon.call("GET", shown, user="admin").json()[mark] is is_on


@pytest.mark.parametrize(
    ("effect", "answer"),
    [
        ({"type": "status", "status": 503}, Answer.LATER),
        ({"type": "status", "status": 500}, Answer.UNSURE),
        ({"type": "ratelimit"}, Answer.LATER),
        ({"type": "status", "status": 403}, Answer.REFUSED),
    ],
)
async def test_a_faulty_answer_is_never_taken_for_done(
    mastodon: MastodonDouble, effect: dict[str, object], answer: Answer
) -> None:
    order = Order("case-1", "limit_account", Subject(account=mastodon.account("mallory")))
    async with as_admin(mastodon) as link:
        mastodon.fault("POST", "/api/v1/admin/accounts/*", effect)
        assert (await SERVER.perform(link, order)).answer is answer
        assert (await SERVER.read_back(link, order)).answer is Answer.NOT_DONE
        assert (await SERVER.perform(link, order)).answer is Answer.DONE
        assert (await SERVER.read_back(link, order)).answer is Answer.DONE


async def test_a_malformed_look_does_nothing_and_comes_again(mastodon: MastodonDouble) -> None:
    order = Order("case-1", "limit_account", Subject(account=mastodon.account("mallory")))
    async with as_admin(mastodon) as link:
        mastodon.fault("GET", "/api/v1/admin/accounts/*", {"type": "malformed"})
        assert (await SERVER.perform(link, order)).answer is Answer.LATER
        assert (await SERVER.read_back(link, order)).answer is Answer.NOT_DONE


async def test_a_report_is_filed_once_and_settled_once(mastodon: MastodonDouble) -> None:
    made = mastodon.post("mallory", "a bridge", [drawn(5)])
    subject = Subject(account=mastodon.account("mallory"), post=made["id"])
    async with as_admin(mastodon) as link:
        for _ in range(3):
            receipt = await SERVER.perform(link, Order("case-1:file", "file_report", subject))
            assert receipt.answer is Answer.DONE
        (filed,) = mastodon.call("GET", "/api/v1/admin/reports", user="admin").json()
        assert [one["id"] for one in filed["statuses"]] == [made["id"]]
        for _ in range(2):
            order = Order("case-1:settle", "resolve_report", Subject(report=filed["id"]))
            assert (await SERVER.perform(link, order)).answer is Answer.DONE
    assert mastodon.call("GET", "/api/v1/admin/reports", user="admin").json() == []


async def test_a_post_that_a_person_removed_is_seen_to_be_gone(mastodon: MastodonDouble) -> None:
    made = mastodon.post("mallory", "a bridge", [drawn(6)])
    subject = Subject(account=mastodon.account("mallory"), post=made["id"])
    order = Order("case-1", "remove_post", subject)
    async with as_admin(mastodon) as link:
        assert (await SERVER.perform(link, order)).answer is Answer.BY_HAND
        assert (await SERVER.read_back(link, order)).answer is Answer.NOT_DONE
        mastodon.delete("mallory", made["id"])
        assert (await SERVER.read_back(link, order)).answer is Answer.DONE


async def test_a_canary_is_posted_seen_and_withdrawn(mastodon: MastodonDouble) -> None:
    async with as_admin(mastodon) as link:
        _, cursor = await polled(link, {})
        post = await SERVER.send_canary(link, drawn(7).content, Visibility.PUBLIC)
        assert post.media
        events, _ = await polled(link, cursor)
        assert post.native_id in posts(events)
        assert (await SERVER.is_gone(link, post)).seen is Seen.STILL_THERE
        await SERVER.withdraw_canary(link, post.native_id)
        assert (await SERVER.is_gone(link, post)).seen is Seen.GONE


async def test_snac_is_found_out_read_and_not_overrated(snac_a: Snac) -> None:
    async with linked(snac_a.url, snac_a.token) as link:
        assert link.card is not None
        assert (link.card.software, link.card.version) == ("snac", "2.75")
        assert [way.way_in for way in link.card.ways_in if way.is_there] == [WayIn.POLL]
        assert not [one for one in link.card.abilities if one.support is Support.API]
        _, cursor = await polled(link, {})
        post = await SERVER.send_canary(link, drawn(8).content, Visibility.PUBLIC)
        assert post.author.is_local
        events, _ = await polled(link, cursor)
        assert post.native_id in posts(events)
        with pytest.raises(ServerError, match="by its API"):
            await SERVER.withdraw_canary(link, post.native_id)
        assert (await SERVER.is_gone(link, post)).seen is Seen.STILL_THERE
        snac_a.delete(post.uri)
        assert (await SERVER.is_gone(link, post)).seen is Seen.GONE


async def test_a_server_that_resets_kept_connections_is_read_all_the_same(snac_a: Snac) -> None:
    async with linked(snac_a.url, snac_a.token) as link:
        cursor: dict[str, object] = {}
        for _ in range(20):
            _, cursor = await polled(link, cursor)


async def test_a_person_signs_us_in_to_snac(snac_a: Snac) -> None:
    async with linked(snac_a.url, "") as link:
        assert link.card is not None
        assert link.card.missing == ("a token that is valid",)
        begun = await SERVER.sign_in(link, canaries=True)
        query = {name: values[0] for name, values in parse_qs(urlsplit(begun.url).query).items()}
        login = {"login": "alice", "passwd": snac_a.passwords["alice"], "redir": query["redirect_uri"]}
        said = post_form(
            f"{snac_a.url}/oauth/x-snac-login", {**login, "cid": query["client_id"], "state": ""}
        )
        token = await begun.finish(said.wanted().body.decode().partition("&")[0])
    async with linked(snac_a.url, token) as link:
        assert link.card is not None
        assert (link.card.account, link.card.missing) == ("alice", ())
