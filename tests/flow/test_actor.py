"""The hand-made actor: another implementation believes what it signs, and not what it falsifies."""

import time
from dataclasses import replace

import pytest

from demo.federation.actor import Actor, Lie, Scheme
from demo.federation.asking import ask
from demo.federation.pictures import drawn
from demo.federation.serving import Serving
from demo.federation.signing import Request, rfc9421_base
from demo.federation.snac import Snac

PATIENCE_S = 20.0  # snac works its queue every 3 s
SEEN_THROUGH = {
    Lie.UNSIGNED,
    Lie.BAD_SIGNATURE,
    Lie.WRONG_DIGEST,
    Lie.OTHER_HOST,
}  # by snac; it checks no dates


@pytest.mark.xdist_group("federation")
def test_snac_believes_the_actor_and_sees_through_its_lies(snac_a: Snac, carol: Actor) -> None:
    inbox = f"{snac_a.actor()}/inbox"
    carol.send(inbox, carol.follow(snac_a.actor()))
    snac_a.follow(carol.id)
    carol.wait_for("Accept")
    (follow,) = carol.wait_for("Follow")
    assert all(carol.is_true(request) for request in carol.site.received)
    carol.send(inbox, carol.persona.activity("Accept", follow))
    for lie in SEEN_THROUGH:
        carol.send(inbox, carol.create(carol.note(lie.name)), lie)
    honest = carol.note("an honest bridge", [drawn(5)])
    carol.send(inbox, carol.create(honest))
    _wait_until_home(snac_a, honest["id"], is_there=True)
    carol.send(inbox, carol.delete(honest))
    _wait_until_home(snac_a, honest["id"], is_there=False)
    assert not [note for note in snac_a.home() if note["uri"].startswith(carol.url)]


def _wait_until_home(server: Snac, uri: str, is_there: bool) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while any(note["uri"] == uri for note in server.home()) is not is_there:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize("scheme", list(Scheme))
def test_every_change_of_a_signed_request_shows(carol: Actor, scheme: Scheme) -> None:
    carol.send(carol.persona.inbox, carol.create(carol.note("a bridge")), scheme=scheme)
    (request,) = carol.site.received
    assert carol.is_true(request)
    assert not carol.is_true(replace(request, body=request.body + b" "))
    assert not carol.is_true(replace(request, url=request.url + "/x"))
    assert not carol.is_true(replace(request, method="PUT"))
    assert not carol.is_true(replace(request, headers={}))


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("lie", [lie for lie in Lie if lie not in {Lie.OLD_DATE, Lie.FUTURE_DATE}])
def test_a_lie_is_a_lie_and_the_truth_is_true(carol: Actor, scheme: Scheme, lie: Lie) -> None:
    carol.send(carol.persona.inbox, carol.create(carol.note("a bridge")), lie, scheme)
    (request,) = carol.site.received
    assert carol.is_true(request) is (lie in {Lie.NONE, Lie.KEY_OF_ANOTHER})


def test_the_base_of_a_signature_is_as_in_the_rfc() -> None:
    """Source: RFC 9421, appendix B.2.6."""
    names = ("date", "@method", "@path", "@authority", "content-type", "content-length")
    parameters = (
        '("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"'
    )
    headers = {
        "date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "content-type": "application/json",
        "content-length": "18",
    }
    request = Request("POST", "https://example.com/foo?param=Value&Pet=dog", headers)
    assert rfc9421_base(request, names, parameters).splitlines() == [
        '"date": Tue, 20 Apr 2021 02:07:55 GMT',
        '"@method": POST',
        '"@path": /foo',
        '"@authority": example.com',
        '"content-type": application/json',
        '"content-length": 18',
        f'"@signature-params": {parameters}',
    ]


def test_a_deleted_note_is_a_tombstone_and_its_picture_is_gone(carol: Actor) -> None:
    note = carol.note("a bridge", [drawn(6)])
    picture = note["attachment"][0]["url"]
    assert ask("GET", picture).body == drawn(6).content
    carol.update(note, "another word")
    assert ask("GET", note["id"]).json()["content"] == "<p>another word</p>"
    carol.delete(note)
    gone = ask("GET", note["id"])
    assert (gone.status, gone.json()["type"]) == (410, "Tombstone")
    assert ask("GET", picture).status == 404


def test_a_strict_actor_shows_its_notes_only_to_who_signs(carol: Actor) -> None:
    note = carol.note("a bridge")
    carol.shows_only_to_signed()
    assert ask("GET", note["id"]).status == 401
    assert carol.fetch(note["id"]).status == 200
    assert ask("GET", carol.id).status == 200


def test_the_actor_serves_what_it_is_told_and_comes_back_after_a_silence(carol: Actor) -> None:
    carol.serve(f"{carol.url}/odd", Serving(b"tea", "text/plain", 418, {"Retry-After": "3"}))
    odd = ask("GET", f"{carol.url}/odd")
    assert (odd.status, odd.body, odd.headers["retry-after"]) == (418, b"tea", "3")
    carol.site.close()
    with pytest.raises(OSError):
        ask("GET", carol.id)
    carol.site.open()
    assert ask("GET", carol.id).status == 200
