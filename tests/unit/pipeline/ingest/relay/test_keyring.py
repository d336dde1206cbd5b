"""Other actors' keys."""

import asyncio
from datetime import timedelta

import pytest

from demo.federation.asking import Json
from demo.federation.serving import Serving, as_json
from leeward.model.errors import BadSignature, NotFetched
from leeward.pipeline.ingest.relay.keyring import Keyring
from leeward.pipeline.ingest.relay.origins import Origins
from tests.unit.pipeline.ingest.relay.stage import IDENTITY, VOCABULARY, Actor, Stage, staged


def _keyring(stage: Stage) -> Keyring:
    return Keyring(Origins(stage.client, IDENTITY, stage.clock), VOCABULARY, stage.clock)


def _shown(carol: Actor, **changed: Json) -> dict[str, Json]:
    return {**carol.persona.document(carol.public_key_pem), **changed}


async def test_a_key_is_asked_for_once_an_hour(carol: Actor) -> None:
    async with staged(carol) as stage:
        keyring = _keyring(stage)
        found = await asyncio.gather(*(keyring.find(carol.persona.key_id) for _ in range(5)))
        assert {one.pem for one in found} == {carol.public_key_pem}
        assert len(carol.site.fetched) == 1
        stage.clock.turned = timedelta(minutes=61)
        await keyring.find(carol.persona.key_id)
        assert len(carol.site.fetched) == 2


async def test_a_key_with_an_address_of_its_own_must_be_listed_by_its_owner(carol: Actor) -> None:
    """As GoToSocial has them."""
    own = f"{carol.id}/main-key"
    key = {"id": own, "owner": carol.id, "publicKeyPem": carol.public_key_pem}
    carol.serve(own, as_json({"id": carol.id, "type": "Person", "publicKey": key}))
    async with staged(carol) as stage:
        keyring = _keyring(stage)
        with pytest.raises(BadSignature, match="does not know it"):
            await keyring.find(own)
        carol.serve(carol.id, as_json(_shown(carol, publicKey={**key, "owner": carol.other.id})))
        with pytest.raises(BadSignature, match="does not know it"):
            await keyring.find(own)
        carol.serve(carol.id, as_json(_shown(carol, publicKey=key)))
        found = await keyring.find(own)
    assert found.actor is not None
    assert found.actor.author.uri == carol.id


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "https://m.example/users/alice"},
        {"type": "Note"},
        {"publicKey": {"id": "KEY", "owner": "https://m.example/users/alice", "publicKeyPem": "PEM"}},
        {"publicKey": {"id": "KEY", "owner": "OTHER", "publicKeyPem": "PEM"}},
        {"publicKey": {"id": "https://m.example/#main-key", "owner": "SELF", "publicKeyPem": "PEM"}},
        {"publicKey": None},
        {"publicKey": "KEY"},
    ],
    ids=["other id", "no actor", "other server's", "other actor's", "other key", "no key", "key elsewhere"],
)
async def test_a_key_of_somebody_else_is_nobodys(carol: Actor, changed: dict[str, Json]) -> None:
    words = {"KEY": carol.persona.key_id, "OTHER": carol.other.id, "SELF": carol.id}
    told = {
        name: {inner: words.get(word, word) for inner, word in value.items()}
        if isinstance(value, dict)
        else value
        for name, value in changed.items()
    }
    carol.serve(carol.id, as_json(_shown(carol, **told)))
    async with staged(carol) as stage:
        with pytest.raises(BadSignature):
            await _keyring(stage).find(carol.persona.key_id)


async def test_a_file_that_somebody_uploaded_there_holds_no_keys(carol: Actor) -> None:
    carol.serve(carol.id, as_json(_shown(carol), mime="application/json"))
    async with staged(carol) as stage:
        with pytest.raises(BadSignature):
            await _keyring(stage).find(carol.persona.key_id)


async def test_a_key_that_leads_to_another_server_is_not_followed(carol: Actor) -> None:
    with Actor("mallory") as mallory:
        carol.serve(carol.id, Serving(b"", status=302, headers={"Location": mallory.id}))
        async with staged(carol, mallory) as stage:
            with pytest.raises(BadSignature, match="another server"):
                await _keyring(stage).find(carol.persona.key_id)
        assert not mallory.site.fetched


@pytest.mark.parametrize("status", [404, 410])
async def test_a_key_that_is_no_more_is_known_as_that(carol: Actor, status: int) -> None:
    carol.serve(carol.id, Serving(b"", status=status))
    async with staged(carol) as stage:
        keyring = _keyring(stage)
        assert (await keyring.find(carol.persona.key_id)).actor is None


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_server_in_trouble_is_asked_again_later(carol: Actor, status: int) -> None:
    carol.serve(carol.id, Serving(b"", status=status))
    async with staged(carol) as stage:
        keyring = _keyring(stage)
        with pytest.raises(NotFetched) as caught:
            await keyring.find(carol.persona.key_id)
        assert caught.value.is_passing
        carol.serve(carol.id, as_json(_shown(carol)))
        assert (await keyring.find(carol.persona.key_id)).actor is not None


async def test_what_has_changed_is_asked_for_again(carol: Actor) -> None:
    async with staged(carol) as stage:
        keyring = _keyring(stage)
        await keyring.find(carol.persona.key_id)
        keyring.forget(carol.id)
        await keyring.find(carol.persona.key_id)
    assert len(carol.site.fetched) == 2
