"""What each kind of activity comes to."""

from typing import cast

import pytest

from demo.federation.activities import PUBLIC
from demo.federation.asking import Json
from demo.federation.pictures import drawn
from demo.federation.serving import Serving, as_json
from leeward.model.events import Dropped, Flagged, Posted, Removed
from leeward.model.items import Visibility
from leeward.pipeline.ingest.relay import Received, Trust
from leeward.pipeline.ingest.relay.deeds import MOST_SUBJECTS
from tests.unit.pipeline.ingest.relay.stage import Actor, staged

NOT_SHOWN = [Serving(b"", status=404), Serving(b"", status=403), Serving(b"<html>", "text/html")]


async def _heard(carol: Actor, activity: Json, by: Actor | None = None) -> Received:
    async with staged(carol, *([by] if by else [])) as stage:
        stage.subscribe(by)
        return await stage.tell(activity, by=by)


def _posted(received: Received) -> Posted:
    (event,) = received.events
    assert isinstance(event, Posted)
    return event


async def test_an_edit_is_read_from_its_origin(carol: Actor) -> None:
    note = carol.note("a bridge", [drawn(7)])
    update = carol.update({**note, "attachment": []}, "a bridge no more")
    carol.serve(note["id"], as_json({**note, "updated": "2026-11-22T03:00:00Z"}))
    post = _posted(await _heard(carol, update)).post
    assert (len(post.media), post.revision) == (1, "2026-11-22T03:00:00+00:00")


@pytest.mark.parametrize("serving", NOT_SHOWN, ids=["gone", "closed", "unreadable"])
async def test_what_the_origin_does_not_show_is_believed_of_its_author_alone(
    carol: Actor, serving: Serving
) -> None:
    note = carol.note("a bridge", [drawn(7)])
    carol.serve(note["id"], serving)
    own = await _heard(carol, carol.create(note))
    assert (len(_posted(own).post.media), own.trust) == (1, Trust.SENDER)
    with Actor("mallory") as mallory:
        passed_on = await _heard(carol, carol.create(note), mallory)
        assert [type(one) for one in passed_on.events] == [Dropped]
        forged = await _heard(carol, mallory.create({**note, "attributedTo": mallory.id}), mallory)
        assert [type(one) for one in forged.events] == [Dropped]


async def test_an_origin_in_trouble_is_asked_again_about_what_was_passed_on(carol: Actor) -> None:
    note = carol.note("a bridge")
    carol.serve(note["id"], Serving(b"", status=503))
    with Actor("mallory") as mallory:
        assert (await _heard(carol, carol.create(note), mallory)).status == 503
        announce = mallory.persona.activity("Announce", note["id"])
        assert (await _heard(carol, announce, mallory)).status == 503


async def test_an_origin_that_must_not_be_asked_is_not_asked_again(carol: Actor) -> None:
    """Whoever is connected may not lead us to a private place."""
    note = carol.note("a bridge")
    carol.serve(note["id"], Serving(b"", status=302, headers={"Location": "http://169.254.169.254/"}))
    announce = carol.persona.activity("Announce", note["id"])
    assert (await _heard(carol, announce)).events == (Dropped("its origin cannot be asked"),)


async def test_nobody_posts_in_the_name_of_another_servers_account(carol: Actor) -> None:
    note = {**carol.note("a bridge"), "attributedTo": "https://m.example/users/alice"}
    carol.serve(note["id"], as_json(note))
    received = await _heard(carol, carol.create(note))
    assert received.events == (Dropped("a post in the name of another server's account"),)


async def test_a_direct_message_is_not_fetched(carol: Actor) -> None:
    note = {**carol.note("for your eyes"), "to": ["https://m.example/users/alice"], "cc": []}
    received = await _heard(carol, carol.create(note))
    assert _posted(received).post.visibility is Visibility.DIRECT
    assert note["id"] not in [one.url for one in carol.site.fetched]


@pytest.mark.parametrize("shape", ["address", "embedded", "wrapped"])
async def test_what_is_announced_is_fetched_from_its_own_server(carol: Actor, shape: str) -> None:
    note = carol.note("a bridge", [drawn(7)])
    lie = {**note, "attachment": []}
    about = {
        "address": note["id"],
        "embedded": lie,
        "wrapped": {**carol.create(lie), "id": f"{carol.url}/c/1"},
    }
    with Actor("relay", "Application") as relay:
        received = await _heard(carol, relay.persona.activity("Announce", about[shape]), relay)
        assert len(_posted(received).post.media) == 1
        assert (received.sender_domain, received.server_domain) == (relay.domain, carol.domain)


async def test_what_is_gone_at_its_origin_is_removed(carol: Actor) -> None:
    note = carol.note("a bridge")
    received = await _heard(carol, carol.delete(note))
    assert (received.events, received.trust) == ((Removed(note["id"]),), Trust.ORIGIN)


async def test_a_deletion_passed_on_is_believed_only_if_the_origin_says_so(carol: Actor) -> None:
    note = carol.note("a bridge")
    with Actor("relay", "Application") as relay:
        false = await _heard(carol, carol.persona.activity("Delete", note["id"]), relay)
        true = await _heard(carol, carol.delete(note), relay)
    assert [type(one) for one in false.events] == [Dropped]
    assert true.events == (Removed(note["id"]),)
    assert true.server_domain == carol.domain


async def test_a_server_that_still_shows_what_it_deletes_is_asked_to_say_it_again(carol: Actor) -> None:
    """A cache before it may not know yet."""
    note = carol.note("a bridge")
    assert (await _heard(carol, carol.persona.activity("Delete", note["id"]))).status == 503


async def test_a_deletion_that_is_undone_brings_the_post_back(carol: Actor) -> None:
    """As Lemmy's moderators can."""
    note = carol.note("a bridge")
    undo = carol.persona.activity("Undo", carol.persona.activity("Delete", note["id"]))
    assert _posted(await _heard(carol, undo)).post.uri == note["id"]


async def test_things_of_servers_that_are_not_connected_are_not_fetched(carol: Actor) -> None:
    with Actor("mallory") as mallory:
        note = mallory.note("a bridge")
        for kind in ("Announce", "Delete", "Create"):
            received = await _heard(carol, carol.persona.activity(kind, note["id"]))
            assert received.events == (Dropped("of a server that is not connected"),)
        assert not mallory.site.fetched


async def test_there_is_an_end_to_what_one_activity_makes_us_ask(carol: Actor) -> None:
    many = [f"{carol.url}/notes/{number}" for number in range(500)]
    received = await _heard(carol, carol.persona.activity("Delete", many))
    assert received.events == (
        *(Removed(uri) for uri in many[:MOST_SUBJECTS]),
        Dropped("too many things at once"),
    )


async def test_a_flag_is_heard_with_the_posts_of_its_own_server(carol: Actor) -> None:
    with Actor("mallory", "Application") as mallory:
        about = [f"{carol.url}/notes/1", "https://elsewhere.example/notes/2"]
        received = await _heard(carol, mallory.flag(carol.id, about, "quetzalflurb"), mallory)
        assert (received.sender_domain, received.server_domain) == (mallory.domain, carol.domain)
    (event,) = received.events
    assert isinstance(event, Flagged)
    assert (event.target, event.posts) == (carol.id, (f"{carol.url}/notes/1",))
    assert event.reporter is not None
    assert event.reporter.source == f"domain:{mallory.domain}"
    assert "quetzalflurb" not in repr(received)


async def test_a_person_who_complains_speaks_for_themselves_and_for_no_server(carol: Actor) -> None:
    with Actor("mallory") as mallory:
        received = await _heard(carol, mallory.flag(carol.id, [f"{carol.url}/notes/1"], "a word"), mallory)
    (event,) = received.events
    assert isinstance(event, Flagged)
    assert event.reporter is not None
    assert (event.reporter.source, event.reporter.domain) == (f"person:{mallory.id}", mallory.domain)


@pytest.mark.parametrize("kind", ["Like", "Move", "Block", "Add", "Undo"])
async def test_whatever_else_is_counted_and_not_read(carol: Actor, kind: str) -> None:
    received = await _heard(carol, carol.persona.activity(kind, carol.note("a bridge")))
    assert received.events == (Dropped("a kind that is not looked at"),)


async def test_a_new_profile_is_no_post(carol: Actor) -> None:
    profile = cast(dict[str, Json], carol.persona.document(carol.public_key_pem))
    received = await _heard(carol, carol.persona.activity("Update", profile, [PUBLIC]))
    assert received.events == (Dropped("a profile"),)
