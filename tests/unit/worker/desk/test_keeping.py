"""Media of cases are kept sealed, once, whatever happens; and erased when nothing needs them any more."""

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from leeward.config.desk import Vault
from leeward.media.samples import samples
from leeward.model.findings import Finding
from leeward.model.items import WayIn
from leeward.model.look import Look
from leeward.model.signals import Match
from leeward.net.client import Client
from leeward.net.wire import ClientSettings, Fetched, FetchLimits
from leeward.pipeline.decide.deciding import Decider
from leeward.pipeline.ingest.door import Door
from leeward.pipeline.ingest.fetching import RETRY_S
from leeward.pipeline.ingest.intake import Arrival, write
from leeward.pipeline.ingest.lookers import Lookers
from leeward.review.office.policies.reading import default
from leeward.sandbox.pool import Pool, PoolSettings
from leeward.store.connection import Store
from leeward.store.desk.viewing import evidence
from leeward.store.policies import decisions
from leeward.store.policies.decisions import NewCase
from leeward.vault.evidence import Evidence, Opening
from leeward.vault.keys import VaultKey
from leeward.worker.desk import keeping
from leeward.worker.desk.keeping import Keeping
from leeward.worker.looking import Looking
from tests.stores import START, Clock, a_server, opened, posted, recorder

PNG = dict(samples())["PNG"]
KEY = VaultKey(bytes(range(32)))
INGEST = "leeward.pipeline.ingest.task"


class _AllMatch:
    """One list, that has whatever it is shown."""

    def matches(self, finding: Finding) -> tuple[Match, ...]:
        return tuple(Match("stand-ins", one, one.value, "7", None, 0, 0, True) for one in finding.signals[:1])

    def version(self, bank: str) -> str:
        return f"{bank} 1"


class _Stage:
    """A worker's keeping, with its clock at hand."""

    def __init__(self, store: Store, client: Client) -> None:
        self.store, self.client, self.clock = store, client, Clock()
        self.limits = FetchLimits(most_bytes=4 << 20, seconds=5.0)
        self.keeping = self.of(Vault())

    def of(self, settings: Vault) -> Keeping:
        return Keeping(self.store, self.client, self.limits, KEY, recorder(self.clock), settings)

    async def post(self, *urls: str) -> tuple[int, list[int]]:
        """A post and its media."""
        server = await a_server(self.store)
        async with self.store.transaction() as connection:
            arrival = Arrival(server, WayIn.WEBHOOK, posted(1, *urls))
            await write(connection, [arrival], Door(), recorder(self.clock))
            item = await connection.fetchval("SELECT id FROM items")
            rows = await connection.fetch("SELECT id FROM media ORDER BY id")
            return item, [row["id"] for row in rows]

    async def case(self, item: int, look: Look = Look.LOOKED, content: bytes | None = PNG) -> int:
        """A case about a post whose media all were looked at, and were this."""
        digest = None if content is None else hashlib.sha256(content).digest()
        async with self.store.transaction() as connection:
            await connection.execute(
                "UPDATE media SET look = $1, is_final = true, sha256 = $2 WHERE item = $3", look, digest, item
            )
            server = await connection.fetchval("SELECT server FROM items WHERE id = $1", item)
            new = NewCase(item, server, "held", ("hold",), is_exact=False)
            return (await decisions.open_case(connection, new, self.clock()))[0]

    async def close(self, case: int) -> None:
        async with self.store.transaction() as connection:
            told = "UPDATE cases SET state = $1, moved_at = $2 WHERE id = $3"
            await connection.execute(told, "closed", self.clock(), case)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.store.session() as connection:
            return [tuple(row) for row in await connection.fetch(query)]

    async def states(self) -> list[tuple[Any, ...]]:
        return await self.rows("SELECT state, reason FROM evidence ORDER BY media")

    async def noted(self) -> list[str]:
        return [
            kind
            for (kind,) in await self.rows("SELECT kind FROM ledger WHERE kind LIKE 'evidence%' ORDER BY id")
        ]

    async def opened(self, media: int) -> bytes:
        """What is kept of it, out of its seals."""
        async with self.store.session() as connection:
            found = await evidence.one(connection, media)
            assert found is not None
            assert found.size is not None
            assert found.sha256 is not None
            told = Evidence(media, found.size, found.sha256)
            opening = Opening(told, KEY)
            for number in range(told.pieces):
                sealed = await evidence.piece(connection, found.id, number)
                assert sealed is not None
                opening.take(sealed)
        fd = opening.whole()
        opening.close()
        content = os.pread(fd, told.size, 0)
        os.close(fd)
        return content


@pytest.fixture
async def stage(fresh_database: str) -> AsyncIterator[_Stage]:
    async with (
        opened(fresh_database) as store,
        Client(ClientSettings("leeward/test", ("127.0.0.0/8",))) as client,
    ):
        yield _Stage(store, client)


def _fetched(content: bytes) -> Fetched:
    fd = os.memfd_create("a test")
    os.write(fd, content)
    return Fetched(fd, len(content), hashlib.sha256(content).hexdigest(), "", 200)


async def test_what_is_looked_at_is_kept_with_the_decision_that_opens_its_case(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    """The bytes are asked for once: they may be gone a moment later."""
    found = default()
    policy, text = found.policy, found.text
    for name in ("/1.png", "/2.png"):
        httpserver.expect_oneshot_request(name).respond_with_data(PNG)
    decider = Decider(policy, frozenset(), {}, "1.0", recorder(stage.clock))
    settings = PoolSettings(workers=1, memory_bytes=2 << 30, seconds=20.0, most_seconds=60.0)
    pool = lambda: Pool(f"{INGEST}:look", f"{INGEST}:warm", settings, time.monotonic)  # noqa: E731
    async with stage.store.transaction() as connection:
        await decisions.add_policy(connection, policy.digest, text, START)
    _, media = await stage.post(httpserver.url_for("/1.png"), httpserver.url_for("/2.png"))
    async with Lookers(pool, {"signals": ["md5"]}) as lookers:
        looking = Looking(
            stage.store, stage.client, stage.limits, lookers, _AllMatch(), lambda: decider, stage.clock,
            keeping=stage.keeping,
        )  # fmt: skip
        await looking.look(media)
    assert await stage.states() == [("kept", None)] * 2
    assert [await stage.opened(one) for one in media] == [PNG, PNG]
    assert await stage.noted() == ["evidence.kept"] * 2
    assert stage.keeping.held_bytes == 0, "nothing stays in memory"
    ((item,),) = await stage.rows("SELECT item FROM cases")
    await stage.keeping.keep({"items": [item]})
    assert len(httpserver.log) == 2, "the job that comes after finds nothing to do"


async def test_of_a_post_without_a_case_nothing_is_kept(stage: _Stage) -> None:
    item, media = await stage.post("https://m.example/1.png")
    held = stage.keeping.hold(_fetched(PNG))
    assert held is not None
    async with stage.store.transaction() as connection:
        await stage.keeping.keep_held(connection, [item], {media[0]: held})
    held.let_go()
    held.let_go()
    assert await stage.states() == []
    assert stage.keeping.held_bytes == 0


async def test_what_is_held_in_memory_is_bounded(stage: _Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_HELD", 2 * len(PNG))
    held = [stage.keeping.hold(_fetched(PNG)) for _ in range(3)]
    assert [one is None for one in held] == [False, False, True]
    held[0].let_go()  # type: ignore[union-attr]
    assert stage.keeping.hold(_fetched(PNG)) is not None
    assert stage.of(Vault(media_bytes=1024)).hold(_fetched(bytes(1025))) is None
    assert stage.of(Vault(is_kept=False)).hold(_fetched(PNG)) is None


async def test_a_case_that_came_later_has_its_media_fetched_once(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data(PNG)
    item, (media,) = await stage.post(httpserver.url_for("/1.png"))
    await stage.case(item)
    await asyncio.gather(*(stage.keeping.keep({"items": [item]}) for _ in range(3)))
    await stage.keeping.keep({"items": [item]})
    assert await stage.states() == [("kept", None)]
    assert await stage.opened(media) == PNG
    assert await stage.noted() == ["evidence.kept"]


async def test_other_bytes_than_were_looked_at_are_not_kept_as_evidence_of_the_look(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data(PNG + b"!")
    item, _ = await stage.post(httpserver.url_for("/1.png"))
    await stage.case(item)
    await stage.keeping.keep({"items": [item]})
    ((state, reason),) = await stage.states()
    assert state == "changed"
    assert "other bytes" in reason
    assert await stage.rows("SELECT 1 FROM evidence_pieces") == []


async def test_what_nobody_could_look_at_is_kept_if_it_can_be_had_now(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data(PNG)
    item, (media,) = await stage.post(httpserver.url_for("/1.png"))
    await stage.case(item, Look.UNREACHABLE, None)
    await stage.keeping.keep({"items": [item]})
    assert await stage.opened(media) == PNG


async def test_a_media_that_is_still_to_be_looked_at_is_left_to_the_look(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    item, _ = await stage.post(httpserver.url_for("/1.png"))
    await stage.case(item)
    async with stage.store.transaction() as connection:
        await connection.execute("UPDATE media SET is_final = false")
    await stage.keeping.keep({"items": [item]})
    assert await stage.states() == [("wanted", None)]
    assert httpserver.log == []


async def test_what_may_pass_is_asked_for_again_and_in_the_end_said_to_be_gone(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data("", 503)
    item, _ = await stage.post(httpserver.url_for("/1.png"))
    await stage.case(item)
    for wait_s in RETRY_S:
        await stage.keeping.keep({"items": [item]})
        assert [one[0] for one in await stage.states()] == ["wanted"]
        await stage.keeping.keep({"items": [item]})  # too early: nothing is asked
        stage.clock.pass_s(wait_s)
    jobs = await stage.rows(
        "SELECT priority FROM pgqueuer WHERE entrypoint = 'keep' AND dedupe_key LIKE 'keep:%:_'"
    )
    assert len(jobs) == len(RETRY_S)
    await stage.keeping.keep({"items": [item]})
    ((state, reason),) = await stage.states()
    assert state == "gone"
    assert reason
    assert len(httpserver.log) == len(RETRY_S) + 1


@pytest.mark.parametrize(("status", "size", "state"), [(404, 0, "gone"), (200, 5 << 20, "too_large")])
async def test_what_cannot_be_had_says_why(
    stage: _Stage, httpserver: HTTPServer, status: int, size: int, state: str
) -> None:
    httpserver.expect_request("/1.png").respond_with_data(bytes(size), status)
    item, _ = await stage.post(httpserver.url_for("/1.png"))
    await stage.case(item)
    await stage.keeping.keep({"items": [item]})
    assert [one[0] for one in await stage.states()] == [state]


async def test_a_job_that_was_lost_is_written_anew(stage: _Stage) -> None:
    item, _ = await stage.post("https://m.example/1.png")
    await stage.case(item)
    await stage.keeping.recall()
    found = "SELECT payload FROM pgqueuer WHERE entrypoint = 'keep'"
    assert await stage.rows(found) == [], "not before its own job had time"
    stage.clock.pass_s(400)
    await stage.keeping.recall()
    await stage.keeping.recall()
    assert await stage.rows(found) == [(f'{{"items": [{item}]}}'.encode(),)]


async def test_a_want_whose_worker_was_killed_is_found_again(stage: _Stage) -> None:
    item, _ = await stage.post("https://m.example/1.png")
    await stage.case(item)
    async with stage.store.transaction() as connection:
        await evidence.want(connection, [item], stage.clock())
    stage.clock.pass_s(400)
    await stage.keeping.recall()
    assert len(await stage.rows("SELECT 1 FROM pgqueuer WHERE entrypoint = 'keep'")) == 1


async def test_a_transaction_that_breaks_in_the_middle_keeps_nothing_of_it(
    stage: _Stage, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill -9 between two pieces."""
    large = os.urandom(3 << 20)
    httpserver.expect_request("/1.png").respond_with_data(large)
    item, (media,) = await stage.post(httpserver.url_for("/1.png"))
    await stage.case(item, content=large)
    calls = iter([12, 12, None])

    def entropy(size: int) -> bytes:
        if next(calls, None) is None:
            raise OSError("killed")
        return os.urandom(size)

    stage.keeping.entropy = entropy
    with pytest.raises(Exception):  # noqa: B017 whatever ends it
        await stage.keeping.keep({"items": [item]})
    assert await stage.states() == [("wanted", None)]
    assert await stage.rows("SELECT 1 FROM evidence_pieces") == []
    stage.keeping.entropy = os.urandom
    await stage.keeping.keep({"items": [item]})
    assert await stage.opened(media) == large


async def test_canaries_are_never_kept(stage: _Stage) -> None:
    item, _ = await stage.post("https://m.example/1.png")
    await stage.case(item)
    async with stage.store.transaction() as connection:
        told = "SELECT server, 'poll', uri, $1, $1 FROM items"
        into = "INSERT INTO canaries (server, way_in, uri, sent_at, due_at) "
        await connection.execute(into + told, START)
    stage.clock.pass_s(400)
    await stage.keeping.keep({"items": [item]})
    await stage.keeping.recall()
    assert await stage.states() == []


async def test_where_nothing_is_to_be_kept_nothing_is_asked_for(stage: _Stage) -> None:
    item, _media = await stage.post("https://m.example/1.png")
    await stage.case(item)
    off = stage.of(Vault(is_kept=False))
    stage.clock.pass_s(400)
    await off.keep({"items": [item]})
    await off.recall()
    async with stage.store.transaction() as connection:
        await off.keep_held(connection, [item], {})
    assert await stage.states() == []


async def test_evidence_is_erased_some_time_after_its_last_case_was_closed(
    stage: _Stage, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/1.png").respond_with_data(PNG)
    item, _ = await stage.post(httpserver.url_for("/1.png"))
    case = await stage.case(item)
    await stage.keeping.keep({"items": [item]})
    day = 86_400.0
    stage.clock.pass_s(40 * day)
    await stage.keeping.expire()
    assert [one[0] for one in await stage.states()] == ["kept"], "its case is open"
    await stage.close(case)
    stage.clock.pass_s(29 * day)
    await stage.keeping.expire()
    assert [one[0] for one in await stage.states()] == ["kept"]
    async with stage.store.transaction() as connection:
        appeal = await connection.fetchval(
            "INSERT INTO cases (item, server, state, queue, actions, opened_at, moved_at, moved_by, "
            "appeal_of) SELECT item, server, 'waiting', queue, actions, $1, $1, 'ada', id FROM cases "
            "RETURNING id",
            stage.clock(),
        )
    stage.clock.pass_s(60 * day)
    await stage.keeping.expire()
    assert [one[0] for one in await stage.states()] == ["kept"], "somebody appealed"
    await stage.close(appeal)
    stage.clock.pass_s(31 * day)
    await stage.keeping.expire()
    await stage.keeping.expire()
    assert [one[0] for one in await stage.states()] == ["expired"]
    assert await stage.rows("SELECT 1 FROM evidence_pieces") == []
    assert await stage.noted() == ["evidence.kept", "evidence.erased"]


async def test_nothing_of_a_media_is_written_to_any_disk_but_sealed(
    stage: _Stage, httpserver: HTTPServer, tmp_path: Path
) -> None:
    content = b"a bridge that nobody drew " * 5000
    httpserver.expect_request("/1.png").respond_with_data(content)
    item, _ = await stage.post(httpserver.url_for("/1.png"))
    await stage.case(item, content=content)
    await stage.keeping.keep({"items": [item]})
    rows = await stage.rows("SELECT sealed FROM evidence_pieces")
    assert sum(len(one) for (one,) in rows) == len(content) + 37
    assert all(b"a bridge" not in one for (one,) in rows)
    texts: Sequence[tuple[Any, ...]] = await stage.rows(
        "SELECT data FROM ledger WHERE kind = 'evidence.kept'"
    )
    assert all(
        b"bridge" not in bytes(one) and hashlib.sha256(content).hexdigest().encode() not in one
        for (one,) in texts
    )
