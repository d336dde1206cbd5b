"""Who subscribes, and who leaves."""

from collections.abc import Iterator

import pytest

from demo.federation.activities import PUBLIC
from demo.federation.serving import as_json
from leeward.model.events import Dropped
from leeward.pipeline.ingest.relay import Received
from tests.unit.pipeline.ingest.relay.stage import IDENTITY, Actor, Lie, staged


@pytest.fixture
def dora() -> Iterator[Actor]:
    """An instance's own actor."""
    with Actor("dora", "Application") as actor:
        yield actor


def _said(received: Received) -> list[object]:
    return [one.activity["type"] for one in received.outgoing]


async def test_mastodons_way_is_a_follow_of_the_public(dora: Actor) -> None:
    async with staged(dora) as stage:
        received = await stage.tell(dora.follow(PUBLIC))
        assert received.joined is not None
        assert (received.joined.domain, received.joined.actor) == (dora.domain, dora.id)
        assert (received.status, received.joined.is_followed, _said(received)) == (202, False, ["Accept"])
        assert received.outgoing[0].inbox == dora.persona.inbox
        assert stage.kept.joined == [received.joined]


async def test_litepubs_way_is_a_follow_of_the_relay_and_one_back(dora: Actor) -> None:
    async with staged(dora) as stage:
        received = await stage.tell(dora.follow(IDENTITY.actor))
        assert received.joined is not None
        assert (received.joined.is_followed, _said(received)) == (True, ["Accept", "Follow"])
        answered = await stage.tell(dora.persona.activity("Accept", received.outgoing[1].activity))
        assert answered.events == (Dropped("an answer to our own follow"),)


async def test_two_relays_do_not_follow_each_other_back_for_ever(dora: Actor) -> None:
    async with staged(dora) as stage:
        stage.kept.write(await stage.relay.listen_to(dora.id))
        for _ in range(2):
            received = await stage.tell(dora.follow(IDENTITY.actor))
            assert _said(received) == ["Accept"]
        assert [one.is_followed for one in stage.kept.joined] == [True]


@pytest.mark.parametrize("names", ["the follow", "its address"])
async def test_who_leaves_is_forgotten_and_unfollowed(dora: Actor, names: str) -> None:
    async with staged(dora) as stage:
        follow = dora.follow(IDENTITY.actor)
        await stage.tell(follow)
        undo = dora.persona.activity("Undo", follow if names == "the follow" else follow["id"])
        received = await stage.tell(undo)
        assert (len(received.left), _said(received)) == (1, ["Undo"])
        assert not stage.kept.joined
        assert (await stage.tell(dora.create(dora.note("a bridge")))).status == 403


async def test_one_subscriber_of_a_server_does_not_leave_for_another(dora: Actor) -> None:
    async with staged(dora) as stage:
        stage.subscribe()
        undo = {**dora.persona.activity("Undo", dora.follow(PUBLIC)), "actor": dora.other.id}
        assert (await stage.tell(undo)).status == 401
        assert len(stage.kept.joined) == 1


@pytest.mark.parametrize("kind", ["Person", "Service"])
async def test_people_and_bots_are_turned_down_unless_they_are_wanted(carol: Actor, kind: str) -> None:
    carol.serve(carol.id, as_json({**carol.persona.document(carol.public_key_pem), "type": kind}))
    async with staged(carol) as stage:
        for whom in (IDENTITY.actor, PUBLIC):
            received = await stage.tell(carol.follow(whom))
            assert (received.status, received.joined, _said(received)) == (202, None, ["Reject"])
    async with staged(carol, takes_people=True) as stage:
        assert _said(await stage.tell(carol.follow(IDENTITY.actor))) == ["Accept", "Follow"]


async def test_who_leaves_leaves_alone(dora: Actor) -> None:
    async with staged(dora) as stage:
        stage.subscribe()
        undo = dora.persona.activity("Undo", {**dora.follow(PUBLIC), "actor": dora.other.id})
        received = await stage.tell({**undo, "actor": dora.other.id}, Lie.KEY_OF_ANOTHER)
        assert (received.status, received.left) == (202, ())
        assert [one.actor for one in stage.kept.joined] == [dora.id]


async def test_a_follow_of_somebody_else_is_none_of_ours(dora: Actor) -> None:
    async with staged(dora) as stage:
        received = await stage.tell(dora.follow("https://m.example/users/alice"))
        assert (received.joined, received.outgoing) == (None, ())


async def test_nobody_has_answers_sent_to_another_server(dora: Actor) -> None:
    persona = dora.persona.document(dora.public_key_pem)
    dora.serve(dora.id, as_json({**persona, "inbox": "https://victim.example/inbox"}))
    async with staged(dora) as stage:
        received = await stage.tell(dora.follow(PUBLIC))
    assert (received.joined, received.outgoing) == (None, ())
