"""What strangers try on a Leeward that stands guard: they learn, break and silence nothing."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from demo.traffic import town
from leeward.canary.bank import BANK
from tests.architecture.tree import ROOT
from tests.databases import home
from tests.faults.stand import LISTED, Stand, pictures, stand

pytestmark = pytest.mark.asyncio(loop_scope="module")
MARK = "zzmarkedzz"  # stands in every word of a post that nobody may repeat


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def guard() -> AsyncIterator[Stand]:
    with home() as folder:
        async with town(pictures()) as there, stand(folder, there) as made:
            made.start("up")
            await made.ready()
            yield made
            assert made.exits == [], made.said()
            assert not [line for line in made.lines() if "Traceback" in line], made.said()


async def _run(guard: Stand, *words: str) -> "subprocess.CompletedProcess[str]":
    asked = [sys.executable, "-m", "leeward", *words, "--config", str(guard.home / "leeward.toml")]
    return await asyncio.to_thread(
        subprocess.run, asked, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


async def _answers(guard: Stand) -> dict[str, tuple[int, str]]:
    """What anybody may ask, and is told."""
    told = {}
    for path in ("/healthz", "/readyz", "/metrics", "/api/v1/status", "/api/v1/cases", "/in/1/webhook"):
        async with guard.session.get(guard.address + path) as answer:
            told[path] = answer.status, await answer.text()
    return told


async def test_a_stranger_who_posts_a_listed_picture_sees_no_difference(guard: Stand) -> None:
    before = await _answers(guard)
    answers = [await guard.deliver(guard.event(number)) for number in (LISTED, LISTED + 1)]
    assert answers == [(202, None), (202, None)]
    await guard.until("SELECT count(*) FROM cases", 1)
    assert await _answers(guard) == before
    assert before["/metrics"][0] == 401


def _marked(guard: Stand) -> dict[str, Any]:
    """A post whose every word and address is marked, and whose media cannot all be had."""
    there = f"http://127.0.0.1:{guard.town.port}/media/original/{LISTED}.jpg?{MARK}"
    urls = [there, f"http://127.0.0.1:1/{MARK}.jpg", f"http://[::1]:1/{MARK}", f"ftp://{MARK}.example/a"]
    media = [{"id": str(n), "type": "image", "url": u, "description": MARK} for n, u in enumerate(urls)]
    return {
        "uri": f"https://home.example/{MARK}",
        "content": MARK,
        "spoiler_text": MARK,
        "media_attachments": media,
        "tags": [{"name": MARK}],
    }


async def test_no_word_or_address_of_a_post_is_repeated_where_it_should_not_be(guard: Stand) -> None:
    await guard.deliver(guard.event(500, **_marked(guard)))
    bad = guard.event(501, **_marked(guard))
    await guard.deliver(bad, "sha256=" + MARK)
    await guard.deliver(bad[:-3])
    await guard.until("SELECT count(*) FROM items WHERE native_id = '500' AND decided_at IS NOT NULL", 1)
    token = (guard.home / "data/api-token").read_text("ascii").strip()
    headers = {"Authorization": f"Bearer {token}"}
    said = guard.lines()
    for path in ("/metrics", "/api/v1/status"):
        async with guard.session.get(guard.address + path, headers=headers) as answer:
            assert answer.status == 200
            said.append(await answer.text())
    said += [(await _run(guard, "ledger", "verify")).stdout, json.dumps(await _answers(guard))]
    said += [log.read_text("utf-8", "replace") for log in guard.home.glob("data/**/*.log")]
    everything = "\n".join(said)
    assert MARK not in everything
    assert guard.secret.decode() not in everything
    assert token not in everything


async def test_what_is_kept_is_for_leeward_alone_and_holds_no_picture(guard: Stand) -> None:
    opening = guard.town.pictures[LISTED][:64]
    for path in (one for one in guard.home.glob("data/**/*") if one.is_file()):
        assert path.stat().st_mode & 0o077 == 0 or path.parent.name == "canaries", path
        assert opening not in path.read_bytes(), path


async def test_half_requests_keep_nobody_out(guard: Stand) -> None:
    half = [b"", b"POST /in/1/webhook HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n"]
    idle = [socket.create_connection(("127.0.0.1", guard.port)) for _ in range(700)]
    try:
        for number, one in enumerate(idle):
            one.sendall(half[number % 2])
        assert await guard.deliver(guard.event(600)) == (202, None)
    finally:
        for one in idle:
            one.close()


async def test_a_secret_that_nobody_has_read_is_made_anew(guard: Stand) -> None:
    """Whoever was killed between the database and the screen has a webhook and no secret."""
    words = ("connect", guard.town.address, "--no-sign-in", "--way-in", "webhook", "--json")
    assert json.loads((await _run(guard, *words)).stdout)["secret"] is None
    fresh = json.loads((await _run(guard, *words, "--new-secret")).stdout)["secret"]
    old, guard.secret = guard.secret, fresh.encode()
    async with asyncio.timeout(20):
        while (await guard.deliver(guard.event(700)))[0] != 202:
            await asyncio.sleep(0.2)
    guard.secret, fresh = old, guard.secret
    assert (await guard.deliver(guard.event(701)))[0] == 401
    guard.secret = fresh


async def test_no_list_is_called_as_the_canaries(guard: Stand, tmp_path: Path) -> None:
    """What it matches would be excused."""
    (tmp_path / f"{BANK}.csv").write_text(f"signal,value\nmd5,{'0' * 32}\n", "ascii")
    told = (guard.home / "leeward.toml").read_text("utf-8")
    old = str(guard.home / "stand-ins.csv")
    (guard.home / "other.toml").write_text(told.replace(old, str(tmp_path / f"{BANK}.csv")), "utf-8")
    asked = [sys.executable, "-m", "leeward", "worker", "--config", str(guard.home / "other.toml")]
    ended = await asyncio.to_thread(
        subprocess.run, asked, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, f"two lists are called '{BANK}'" in ended.stderr) == (2, True)
