"""The real servers of the demo run, federate, and have the ways that Leeward is built for."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from demo.federation.asking import ask
from demo.federation.debian import Source, sources
from demo.federation.mastodon_double import MastodonDouble
from demo.federation.parts import CHECKOUT, Part, Parts, once
from demo.federation.pictures import drawn
from demo.federation.snac import Snac
from demo.federation.webhooks import Webhooks, signed_headers

pytestmark = pytest.mark.xdist_group("federation")
PATIENCE_S = 20.0  # snac works its queue every 3 s
AS_ACTIVITY = {"Accept": "application/activity+json"}


def _soon(happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if happened():
            return True
        time.sleep(0.1)
    return False


def _said(server: Snac, kind: str) -> bool:
    return any(message.get("type") == kind for message in server.messages())


def test_every_part_is_there(federation_parts: Parts) -> None:
    assert {part.name: part.missing for part in federation_parts.all() if part.program is None} == {}


def test_two_snacs_federate_a_post_with_a_picture_and_its_reply(snac_a: Snac, snac_b: Snac) -> None:
    snac_b.follow(snac_a.actor())
    assert _soon(lambda: _said(snac_b, "Accept"))
    posted = snac_a.post("an old bridge", [drawn(1)])
    assert _soon(lambda: any(seen["uri"] == posted["uri"] for seen in snac_b.home()))
    (seen,) = [one for one in snac_b.home() if one["uri"] == posted["uri"]]
    address = seen["media_attachments"][0]["url"]
    assert ask("GET", address).body == drawn(1).content
    assert drawn(1).content in [path.read_bytes() for path in snac_a.media_folder().iterdir()]
    snac_b.post("a fine bridge", reply_to=seen["id"])
    # a deleted post is gone here and there, its picture is not
    snac_a.delete(posted["uri"])
    assert ask("GET", posted["uri"], AS_ACTIVITY).status == 404
    assert ask("GET", address).status == 200
    assert _soon(lambda: all(seen["uri"] != posted["uri"] for seen in snac_b.home()))
    assert _soon(lambda: any(m.get("actor") == snac_b.actor() for m in _creations(snac_a)))


def _creations(server: Snac) -> list[dict[str, object]]:
    return [message for message in server.messages() if message.get("type") == "Create"]


def test_a_killed_snac_comes_back_with_its_posts(federation_parts: Parts, tmp_path: Path) -> None:
    with Snac(federation_parts.snac.ready(), tmp_path) as server:
        posted = server.post("a bridge that stays")
        server.kill()
        with pytest.raises(OSError):
            ask("GET", server.url)
        server.start()
        assert ask("GET", posted["uri"], AS_ACTIVITY).json()["id"] == posted["uri"]
        assert server.process.memory_bytes < 64e6


def test_the_double_streams_a_post_with_its_picture(mastodon: MastodonDouble) -> None:
    with mastodon.stream("public") as stream:
        posted = mastodon.post("alice", "a bridge at noon", [drawn(2)])
        told = json.loads(stream.next("update").payload)
        assert told["id"] == posted["id"]
        address = told["media_attachments"][0]["url"]
        assert ask("GET", address).body == drawn(2).content
        mastodon.delete("alice", posted["id"])
        assert stream.next("delete").payload == posted["id"]
    assert mastodon.call("GET", f"/api/v1/statuses/{posted['id']}").status == 404
    assert ask("GET", address).status == 200  # the server that lies


def test_the_double_lets_a_moderator_act_and_fails_when_told(mastodon: MastodonDouble) -> None:
    mallory = mastodon.account("mallory")
    posted = mastodon.post("mallory", "a word")
    report = mastodon.report("alice", mallory, [posted["id"]], "please look")
    address = f"/api/v1/admin/accounts/{mallory}/action"
    mastodon.fault("POST", "/api/v1/admin/accounts/*", {"type": "status", "status": 503}, count=2)
    order = {"type": "silence", "report_id": report["id"]}
    assert [mastodon.call("POST", address, order).status for _ in range(3)] == [503, 503, 200]
    assert mastodon.call("GET", f"/api/v1/admin/accounts/{mallory}").json()["silenced"] is True
    assert mastodon.call("GET", f"/api/v1/admin/reports/{report['id']}").json()["action_taken"] is True
    mastodon.reset()
    assert (
        mastodon.call("GET", f"/api/v1/admin/accounts/{mastodon.account('mallory')}").json()["silenced"]
        is False
    )
    assert mastodon.call("GET", "/api/v1/admin/reports").json() == []


def test_webhooks_are_signed_and_tried_again_as_mastodon_does(
    mastodon: MastodonDouble, httpserver: HTTPServer
) -> None:
    answers, got = [503, 429, 401, 202], list[Request]()

    def receive(request: Request) -> Response:
        got.append(request)
        return Response(status=answers[len(got) - 1])

    httpserver.expect_request("/hook").respond_with_handler(receive)
    webhook = mastodon.add_webhook(httpserver.url_for("/hook"), "a secret")
    posted = mastodon.post("alice", "a bridge for the hook")
    (delivery,) = webhook.wait()
    assert delivery.answers == answers
    assert delivery.was_taken
    body = got[0].get_data()
    assert got[0].headers["X-Hub-Signature"] == signed_headers(body, "a secret")["X-Hub-Signature"]
    told = json.loads(body)
    assert (told["event"], told["object"]["id"]) == ("status.created", posted["id"])


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_a_webhook_that_is_refused_for_good_is_not_sent_again(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/hook").respond_with_data(status=status)
    webhook = Webhooks(httpserver.url_for("/hook"), "a secret")
    webhook.send("status.created", {"id": "1"})
    (delivery,) = webhook.wait()
    webhook.close()
    assert delivery.answers == [status]
    assert not delivery.was_taken


def test_a_server_never_outlives_who_started_it(tmp_path: Path) -> None:
    story = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from demo.federation.processes import Process, free_port\n"
        "port = free_port()\n"
        "web = (sys.executable, '-m', 'http.server', '--bind', '127.0.0.1', str(port))\n"
        "server = Process('web', web, '127.0.0.1', port, Path(sys.argv[2]))\n"
        "server.start()\n"
        "print(port, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", story, str(CHECKOUT), str(tmp_path / "log")], capture_output=True, check=False
    )
    port = int(told.stdout)
    assert _soon(lambda: _is_silent(port))


def _is_silent(port: int) -> bool:
    try:
        ask("GET", f"http://127.0.0.1:{port}/")
    except OSError:
        return True
    return False


def test_parallel_callers_install_a_part_once(tmp_path: Path) -> None:
    tries: list[Path] = []

    def install(folder: Path) -> None:
        tries.append(folder)
        time.sleep(0.2)

    with ThreadPoolExecutor(4) as pool:
        calls = [
            pool.submit(once, "bridge", tmp_path, b"1", lambda folder: folder, install) for _ in range(4)
        ]
    assert {call.result().program for call in calls} == {tmp_path / "bridge"}
    assert len(tries) == 1


def test_apt_sources_are_read_in_both_ways_of_writing(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text(
        "# deb http://old.example/debian buster main\n"
        "deb [arch=amd64 signed-by=/a.gpg] http://one.example/debian bookworm main contrib # ours\n"
        "deb-src http://one.example/debian bookworm main\n",
        "utf-8",
    )
    (tmp_path / "sources.list.d" / "x.sources").write_text(
        "Types: deb deb-src\n# a comment\nURIs: http://two.example/debian\nSuites: trixie trixie-updates\n"
        "Components: main\nSigned-By: /b.gpg\n\nTypes: deb-src\nURIs: http://x.example\nSuites: trixie\n",
        "utf-8",
    )
    assert list(sources(tmp_path)) == [
        Source("http://one.example/debian", ("bookworm",), "/a.gpg"),
        Source("http://two.example/debian", ("trixie", "trixie-updates"), "/b.gpg"),
    ]


def test_a_half_finished_install_is_redone_and_a_finished_one_is_not(tmp_path: Path) -> None:
    tries: list[Path] = []

    def install(folder: Path) -> None:
        tries.append(folder)
        assert list(folder.iterdir()) == []
        (folder / "half").touch()
        if len(tries) == 1:
            raise subprocess.CalledProcessError(1, ["apt-get"], stderr="no network here")

    def part(recipe: bytes) -> Part:
        return once("bridge", tmp_path, recipe, lambda folder: folder / "half", install)

    assert part(b"1").missing == "apt-get failed: no network here"
    assert part(b"1").ready() == part(b"1").ready() == tmp_path / "bridge/half"
    assert len(tries) == 2
    part(b"2")
    assert len(tries) == 3
