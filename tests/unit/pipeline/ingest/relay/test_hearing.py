"""The relay's inbox: who speaks, whether they may, and what it comes to."""

import asyncio
import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.federation.activities import PUBLIC
from demo.federation.asking import Json
from demo.federation.lies import new_key
from demo.federation.pictures import drawn
from demo.federation.serving import AS_ACTIVITY, Serving, as_json
from demo.federation.signing import Request, Signer
from leeward.model.errors import NotFetched
from leeward.model.events import Dropped, Posted, Removed
from leeward.net.client import Client
from leeward.net.signatures.keys import public_pem
from leeward.net.wire import ClientSettings
from leeward.pipeline.ingest.relay import Outgoing, Received, Relay, Settings, Trust
from leeward.pipeline.ingest.relay.hearing import MOST_AT_ONCE, MOST_BYTES
from tests.unit.pipeline.ingest.relay.stage import (
    ADDRESS,
    IDENTITY,
    VOCABULARY,
    Actor,
    Clock,
    Kept,
    Lie,
    Scheme,
    staged,
)

WORD = "quetzalflurb"  # invented; must never be kept
SIGNATURE = ("signature", "signature-input")
SCHEMES = pytest.mark.parametrize("scheme", list(Scheme))


def _dropped(received: Received) -> list[str]:
    return [event.why for event in received.events if isinstance(event, Dropped)]


@SCHEMES
async def test_a_post_comes_in_in_both_styles_without_its_words(carol: Actor, scheme: Scheme) -> None:
    note = carol.note(WORD, [drawn(7)])
    async with staged(carol) as stage:
        stage.subscribe()
        received = await stage.tell(carol.create(note), scheme=scheme)
    (event,) = received.events
    assert isinstance(event, Posted)
    assert (received.status, received.trust) == (202, Trust.ORIGIN)
    assert (received.sender_domain, received.server_domain) == (carol.domain, carol.domain)
    assert event.post.uri == note["id"]
    assert event.post.author.is_local
    assert [copy.url for ref in event.post.media for copy in ref.copies] == [note["attachment"][0]["url"]]
    assert WORD not in repr(received)


@pytest.mark.parametrize("order", [1, -1])
async def test_one_good_signature_among_several_is_enough(carol: Actor, order: int) -> None:
    body = json.dumps(carol.create(carol.note("a bridge"))).encode()
    request = Request("POST", f"{ADDRESS}/inbox", {"content-type": AS_ACTIVITY}, body)
    signers = [carol._signers[carol.id], Signer(new_key(), carol.persona.key_id)][::order]
    first, second = (signer.sign(request, Scheme.RFC9421, Clock()()) for signer in signers)
    both = {name: f"{first[name]}, {second[name].replace('sig1', 'sig2', 1)}" for name in SIGNATURE}
    async with staged(carol) as stage:
        stage.subscribe()
        received = await stage.relay.receive("POST", "/inbox", {**first, **both}, body)
        assert isinstance(received.events[0], Posted)
        spoilt = {**both, "signature": both["signature"].replace("sig", "gis")}
        assert (await stage.relay.receive("POST", "/inbox", {**first, **spoilt}, body)).status == 401


LIES = [lie for lie in Lie if lie not in {Lie.NONE, Lie.KEY_OF_ANOTHER}]


@SCHEMES
@pytest.mark.parametrize("lie", LIES)
async def test_every_lie_is_refused(carol: Actor, lie: Lie, scheme: Scheme) -> None:
    async with staged(carol) as stage:
        stage.subscribe()
        received = await stage.tell(carol.create(carol.note("a bridge")), lie, scheme)
    assert (received.status, received.events) == (401, ())


@SCHEMES
@pytest.mark.parametrize("kind", ["Follow", "Undo", "Flag"])
async def test_nobody_says_these_for_somebody_else(carol: Actor, kind: str, scheme: Scheme) -> None:
    said = {
        "Follow": carol.follow(PUBLIC),
        "Undo": carol.persona.activity("Undo", carol.follow(PUBLIC)),
        "Flag": carol.flag(carol.id, [], "a word"),
    }
    async with staged(carol) as stage:
        stage.subscribe()
        received = await stage.tell(said[kind], Lie.KEY_OF_ANOTHER, scheme)
        assert received.status == 401
        assert len(stage.kept.joined) == 1


async def test_what_somebody_else_passes_on_is_believed_only_as_far_as_its_origin_shows_it(
    carol: Actor,
) -> None:
    shown = carol.note("a bridge", [drawn(7)])
    invented = carol.persona.note("a bridge that nobody posted")
    async with staged(carol) as stage:
        stage.subscribe()
        true = await stage.tell(
            {**carol.create(shown), "object": {**shown, "attachment": []}}, Lie.KEY_OF_ANOTHER
        )
        false = await stage.tell(carol.create(invented), Lie.KEY_OF_ANOTHER)
    (event,) = true.events
    assert isinstance(event, Posted)
    assert len(event.post.media) == 1
    assert _dropped(false) == ["its origin does not show it"]


@pytest.mark.parametrize("kind", ["Create", "Announce", "Delete", "Flag"])
async def test_who_has_not_subscribed_is_not_heard(carol: Actor, kind: str) -> None:
    async with staged(carol) as stage:
        received = await stage.tell(carol.persona.activity(kind, f"{carol.url}/notes/1"))
    assert received.status == 403
    assert not carol.site.fetched


async def test_a_server_that_is_not_connected_is_not_even_asked(carol: Actor) -> None:
    with Actor("mallory") as mallory:
        async with staged(carol) as stage:
            received = await stage.tell(mallory.follow(PUBLIC), by=mallory)
        assert (received.status, received.sender_domain) == (403, "")
        assert not mallory.site.fetched


async def test_a_secure_relay_hears_nobody_over_plain_http(carol: Actor) -> None:
    async with staged(carol, may_be_plain=False) as stage:
        assert (await stage.tell(carol.follow(PUBLIC))).status == 403
    assert not carol.site.fetched


async def test_the_same_delivery_again_comes_to_nothing(carol: Actor) -> None:
    create = carol.create(carol.note("a bridge"))
    async with staged(carol) as stage:
        stage.subscribe()
        first, again = await stage.tell(create), await stage.tell(create)
    assert isinstance(first.events[0], Posted)
    assert (again.status, _dropped(again)) == (202, ["seen before"])


async def test_what_was_not_written_down_may_come_again(carol: Actor) -> None:
    create = carol.create(carol.note("a bridge"))
    async with staged(carol) as stage:
        stage.subscribe()
        await stage.tell(create)
        stage.kept.digests.clear()  # as if the transaction had failed
        assert isinstance((await stage.tell(create)).events[0], Posted)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"id": 1, "type": "Create"}', b"[" * 50_000])
async def test_what_nobody_can_read_is_said_so(carol: Actor, body: bytes) -> None:
    request = Request("POST", f"{ADDRESS}/inbox", {"content-type": AS_ACTIVITY}, body or b" ")
    headers = carol._signers[carol.id].sign(request, Scheme.CAVAGE, Clock()())
    async with staged(carol) as stage:
        received = await stage.relay.receive("POST", "/inbox", headers, body or b" ")
    assert received.status == 400


async def test_too_much_is_refused_before_it_is_read(carol: Actor) -> None:
    async with staged(carol) as stage:
        received = await stage.relay.receive("POST", "/inbox", {}, b" " * (MOST_BYTES + 1))
        assert (await stage.relay.receive("POST", "/inbox", {}, b" " * MOST_BYTES)).status == 401
    assert received.status == 413


async def test_without_a_database_everybody_is_asked_to_come_again(carol: Actor) -> None:
    async with staged(carol) as stage:
        stage.subscribe()
        stage.kept.is_down = True
        assert (await stage.tell(carol.create(carol.note("a bridge")))).status == 503


async def test_a_server_that_does_not_answer_is_asked_to_come_again(carol: Actor) -> None:
    async with staged(carol) as stage:
        stage.subscribe()
        follow = carol.follow(PUBLIC)
        carol.site.close()
        try:
            assert (await stage.tell(follow)).status == 503
        finally:
            carol.site.open()
        assert "a moment ago" in (await stage.tell(follow)).reason
        stage.clock.turned = timedelta(minutes=6)
        assert (await stage.tell(follow)).status == 202


async def test_a_new_key_is_found_once_the_old_one_no_longer_fits(carol: Actor) -> None:
    async with staged(carol) as stage:
        stage.subscribe()
        assert (await stage.tell(carol.create(carol.note("a bridge")))).status == 202
        signer = Signer(new_key(), carol.persona.key_id)
        carol._signers[carol.id] = signer
        carol.serve(carol.id, as_json(carol.persona.document(carol.public_key_pem)))
        assert (await stage.tell(carol.create(carol.note("another")))).status == 401
        stage.clock.turned = timedelta(minutes=2)
        assert (await stage.tell(carol.create(carol.note("another")))).status == 202


async def test_a_new_key_that_was_announced_fits_at_once(carol: Actor) -> None:
    """As Mastodon does: the old key signs the new profile."""
    async with staged(carol) as stage:
        stage.subscribe()
        assert (await stage.tell(carol.create(carol.note("a bridge")))).status == 202
        signer = Signer(new_key(), carol.persona.key_id)
        profile = carol.persona.document(public_pem(signer.key))
        carol.serve(carol.id, as_json(profile))
        assert (await stage.tell(carol.persona.activity("Update", profile))).status == 202
        carol._signers[carol.id] = signer
        assert (await stage.tell(carol.create(carol.note("another")))).status == 202


async def test_more_at_once_than_can_be_worked_on_is_asked_to_come_again(carol: Actor) -> None:
    carol.serve(carol.id, replace(as_json(carol.persona.document(carol.public_key_pem)), delay_s=0.3))
    create = carol.create(carol.note("a bridge"))
    async with staged(carol) as stage:
        stage.subscribe()
        heard = await asyncio.gather(*(stage.tell(create) for _ in range(MOST_AT_ONCE + 6)))
        assert Counter(one.status for one in heard) == {202: MOST_AT_ONCE, 503: 6}
        assert (await stage.tell(create)).status == 202


async def test_a_bad_signature_does_not_make_us_ask_for_the_key_again_and_again(carol: Actor) -> None:
    async with staged(carol) as stage:
        stage.subscribe()
        for _ in range(3):
            await stage.tell(carol.create(carol.note("a bridge")), Lie.BAD_SIGNATURE)
    assert len([one for one in carol.site.fetched if one.url == carol.id]) == 1


async def test_a_deleted_account_is_believed_when_its_server_says_so(carol: Actor) -> None:
    gone = carol.persona.activity("Delete", carol.id)
    async with staged(carol) as stage:
        stage.subscribe()
        carol.serve(carol.id, Serving(b"", status=410))
        received = await stage.tell(gone)
        assert received.events == (Removed(carol.id),)
        assert (await stage.tell(carol.create(carol.note("a bridge")))).status == 401


async def test_a_key_that_is_no_more_says_nothing_about_another_servers_account(carol: Actor) -> None:
    with Actor("mallory") as mallory:
        async with staged(carol, mallory) as stage:
            stage.subscribe()
            carol.serve(carol.id, Serving(b"", status=410))
            gone = {**carol.persona.activity("Delete", mallory.id), "actor": mallory.id}
            assert (await stage.tell(gone)).status == 401
        assert not mallory.site.fetched


async def test_an_answer_is_delivered_signed(carol: Actor) -> None:
    async with staged(carol) as stage:
        await stage.relay.deliver(Outgoing(carol.persona.inbox, {"type": "Accept"}))
        (request,) = carol.site.received
        assert json.loads(request.body) == {"type": "Accept"}
        assert f'keyId="{IDENTITY.key_id}"' in request.headers["signature"]
        assert "digest" in request.headers["signature"]


@pytest.mark.parametrize(("status", "is_passing"), [(503, True), (429, True), (410, False), (401, False)])
async def test_an_answer_that_is_not_taken_says_whether_to_try_again(
    carol: Actor, status: int, is_passing: bool
) -> None:
    carol.site.inbox_status = status
    async with staged(carol) as stage:
        with pytest.raises(NotFetched) as caught:
            await stage.relay.deliver(Outgoing(carol.persona.inbox, {"type": "Accept"}))
    assert caught.value.is_passing is is_passing


async def test_another_relay_can_be_listened_to(carol: Actor) -> None:
    async with staged(carol) as stage:
        received = await stage.relay.listen_to(carol.id)
        assert received.joined is not None
        assert received.joined.is_followed
        assert received.outgoing[0].activity["object"] == carol.id
        for nobody in (f"{carol.url}/users/nobody", "https://elsewhere.example/actor", "ftp://x"):
            with pytest.raises(NotFetched):
                await stage.relay.listen_to(nobody)


@pytest.mark.parametrize(
    "key_id",
    [
        "http://169.254.169.254/latest#main-key",
        "http://10.0.0.1/actor#main-key",
        "http://[::1]:9/actor#main-key",
        "http://localhost/actor#main-key",
        "file:///etc/passwd",
        "http://0x7f.1/actor",
        "acct:relay@m.example",
    ],
)
async def test_a_key_in_a_private_place_is_never_asked_for(carol: Actor, key_id: str) -> None:
    """Even for whoever lets everybody subscribe."""
    body = json.dumps(carol.follow(PUBLIC)).encode()
    request = Request("POST", f"{ADDRESS}/inbox", {}, body)
    headers = Signer(new_key(), key_id).sign(request, Scheme.CAVAGE, Clock()())
    everybody = Settings(IDENTITY, lambda _: True, may_be_plain=True)
    async with Client(ClientSettings("tests")) as client:
        relay = Relay(everybody, client, VOCABULARY, Kept(), Clock())
        received = await relay.receive("POST", "/inbox", headers, body)
    assert received.status in {401, 403}


WORDS = st.sampled_from(
    ["Create", "Update", "Delete", "Announce", "Flag", "Follow", "Undo", "Accept", "Like", ""]
)


@pytest.fixture(scope="module")
def mallory() -> object:
    with Actor("mallory") as actor:
        yield actor


@settings(max_examples=40, deadline=None)
@given(st.data())
async def test_nothing_that_is_signed_makes_it_fall_over(mallory: Actor, data: st.DataObject) -> None:
    inner = st.recursive(
        st.none() | st.integers() | st.sampled_from([WORD, PUBLIC, mallory.id, f"{mallory.url}/notes/1"]),
        lambda deeper: (
            st.lists(deeper, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "type", "object", "content", "to"]), deeper | WORDS, max_size=5
            )
        ),
        max_leaves=12,
    )
    said: Json = mallory.persona.activity(data.draw(WORDS), data.draw(inner))
    said |= data.draw(st.dictionaries(st.sampled_from(["id", "type", "actor", "to"]), inner, max_size=2))
    async with staged(mallory) as stage:
        stage.subscribe()
        received = await stage.tell(said)
    assert received.status in {202, 400, 401, 503}
    assert WORD not in repr(replace(received, outgoing=()))


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=4), st.binary(max_size=40), st.text()
)
async def test_no_request_at_all_makes_it_fall_over(
    headers: dict[str, str], body: bytes, target: str
) -> None:
    signature = {"Signature": headers.pop("s", 'keyId="http://a.example/",signature="AA=="')}
    async with Client(ClientSettings("tests")) as client:
        relay = Relay(Settings(IDENTITY, lambda _: False), client, VOCABULARY, Kept(), Clock())
        assert (await relay.receive("POST", target, headers | signature, body)).status in {400, 401, 403}
