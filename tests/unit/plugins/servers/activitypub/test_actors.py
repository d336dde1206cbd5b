"""Accounts and servers, as their own documents describe them."""

from datetime import UTC, datetime

from hypothesis import given

from leeward.model.events import PublicKey
from leeward.model.findings import Json
from leeward.plugins.servers.activitypub.actors import actor, keys
from tests.unit.plugins.servers.activitypub.shown import ALICE, SECRET, SERVER, hostile

KEY: dict[str, Json] = {"id": f"{ALICE}#main-key", "owner": ALICE, "publicKeyPem": "PEM"}
DOCUMENT: dict[str, Json] = {
    "id": ALICE,
    "type": "Person",
    "name": SECRET,
    "summary": SECRET,
    "preferredUsername": SECRET,
    "published": "2020-01-02T00:00:00Z",
    "inbox": f"{ALICE}/inbox",
    "endpoints": {"sharedInbox": f"{SERVER}/inbox"},
    "publicKey": KEY,
}
READ = PublicKey(f"{ALICE}#main-key", ALICE, "PEM")


def test_an_actor_is_read_without_its_name() -> None:
    read = actor(DOCUMENT)
    assert read is not None
    assert (read.author.uri, read.kind) == (ALICE, "Person")
    assert read.author.born == datetime(2020, 1, 2, tzinfo=UTC)
    assert (read.inbox, read.shared_inbox) == (f"{ALICE}/inbox", f"{SERVER}/inbox")
    assert read.keys == (READ,)
    assert SECRET not in repr(read)


def test_an_actor_may_have_several_keys() -> None:
    other: Json = {**KEY, "id": f"{ALICE}#second"}
    assert [key.key_id for key in keys({**DOCUMENT, "publicKey": [KEY, other, 7, {}]})] == [
        f"{ALICE}#main-key",
        f"{ALICE}#second",
    ]


def test_a_key_may_have_a_document_of_its_own() -> None:
    assert list(keys(KEY)) == [READ]


def test_what_is_no_actor_is_none() -> None:
    assert actor({**DOCUMENT, "type": "Note"}) is None
    assert actor({**DOCUMENT, "id": None}) is None
    assert actor([DOCUMENT]) is None


@given(hostile())
def test_nothing_makes_it_fall_over(value: Json) -> None:
    read = actor({**DOCUMENT, "publicKey": value, "endpoints": value, "published": value})
    assert read is not None
    assert all(isinstance(key.pem, str) for key in keys(value))
