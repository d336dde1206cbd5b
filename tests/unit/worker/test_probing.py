"""The PROBE job looks, again and again, and a copy that is there is told of."""

import asyncio
import json
import os

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from leeward.model.cases import State
from leeward.model.findings import Finding
from leeward.model.look import Look
from leeward.model.proofs import ROUNDS_S, Seen
from leeward.net.wire import FetchLimits
from leeward.pipeline.links import Links
from leeward.pipeline.verify.rounds import LAST, Rounds
from leeward.pipeline.verify.seeing import Eyes
from leeward.worker.probing import CASES_AT_ONCE, Probing
from tests.scenes import KEY, Scene, card, post, scene

CONTENT = b"the drawn bridge"


async def _not_a_media(fd: int) -> Finding:
    os.close(fd)
    return Finding(Look.UNSUPPORTED, "no such media", 9, None)


def _probing(stage: Scene) -> Probing:
    eyes = Eyes(stage.client, FetchLimits(seconds=2.0), _not_a_media, os.urandom)
    links = Links(stage.client, KEY, stage.pacer)
    return Probing(stage.store, Rounds(stage.recorder), eyes, links, stage.acting.programs)


class _Files:
    """What a server serves at each address; None: 404; a number: that status."""

    def __init__(self) -> None:
        self.content: bytes | int | None = CONTENT

    def __call__(self, _: Request) -> Response:
        if isinstance(self.content, int):
            return Response(status=self.content)
        return Response(self.content) if self.content else Response(status=404)


@pytest.fixture
def files(httpserver: HTTPServer) -> _Files:
    found = _Files()
    httpserver.expect_request("/media").respond_with_handler(found)
    return found


async def _verifying(stage: Scene, url: str) -> int:
    """A case whose post was removed, and whose media was looked at before."""
    await stage.add_server(card(("hold_post", "remove_post")))
    case = await stage.add_case(about=post(urls=[url]))
    await stage.ask("UPDATE media SET look = 'looked', is_final = true, sha256 = sha256($1)", CONTENT)
    await stage.act(case)
    await stage.desk.confirm(case, "ada")
    await stage.act(case)
    stage.program.gone = Seen.GONE
    assert await stage.state(case) is State.VERIFYING
    return case


async def _round(stage: Scene, case: int, number: int, times: int = 1) -> State:
    await _probing(stage).probe({"case": case, "round": number, "times": times})
    return await stage.state(case)


async def test_what_is_gone_in_every_round_is_closed_after_the_last(
    fresh_database: str, httpserver: HTTPServer, files: _Files
) -> None:
    async with scene(fresh_database) as stage:
        case = await _verifying(stage, httpserver.url_for("/media"))
        files.content = None
        for number in range(LAST):
            assert await _round(stage, case, number) is State.VERIFYING
            assert ("probe", f"probe:{case}:1:{number + 1}") in await stage.jobs()
        assert await _round(stage, case, LAST) is State.CLOSED
        due = await stage.ask("SELECT round, min(due_at) FROM probes GROUP BY round ORDER BY round")
        assert [number for number, _ in due] == [*range(len(ROUNDS_S))]
        said = await stage.bodies(case, "case.probed")
        assert said[0]["summary"] == "post gone; 1 of 1 address gone; bytes unknown"


async def test_a_server_that_lies_for_ever_is_found_out_in_the_second_round(
    fresh_database: str, httpserver: HTTPServer, files: _Files
) -> None:
    async with scene(fresh_database) as stage:
        case = await _verifying(stage, httpserver.url_for("/media"))
        assert await _round(stage, case, 0) is State.VERIFYING
        assert await _round(stage, case, 1) is State.RETURNED
        assert "0 of 1 address gone" in (await stage.alarms())[f"case:{case}:returned"]
        assert httpserver.url_for("/media") not in (await stage.alarms())[f"case:{case}:returned"]
        files.content = None
        assert await _round(stage, case, 2) is State.VERIFYING
        assert f"case:{case}:returned" not in await stage.alarms()


async def test_a_copy_that_comes_back_after_days_is_found(
    fresh_database: str, httpserver: HTTPServer, files: _Files
) -> None:
    async with scene(fresh_database) as stage:
        case = await _verifying(stage, httpserver.url_for("/media"))
        files.content = None
        for number in range(4):
            await _round(stage, case, number)
        files.content = CONTENT
        assert await _round(stage, case, 4) is State.RETURNED
        await stage.desk.confirm(case, "ada")
        await stage.act(case)
        assert await stage.state(case) is State.VERIFYING
        files.content = None
        assert await _round(stage, case, 5) is State.VERIFYING  # a job of the first confirmation
        assert await _round(stage, case, 0, times=2) is State.VERIFYING
        assert [one["round"] for one in await stage.bodies(case, "case.probed")] == [0, 1, 2, 3, 4, 0]


async def test_what_is_not_known_stays_open_for_as_long_as_it_takes(
    fresh_database: str, httpserver: HTTPServer, files: _Files
) -> None:
    async with scene(fresh_database) as stage:
        case = await _verifying(stage, httpserver.url_for("/media"))
        files.content = 503
        for number in range(LAST + 3):
            assert await _round(stage, case, number) is State.VERIFYING
        files.content = None
        assert await _round(stage, case, LAST + 3) is State.CLOSED


async def test_other_bytes_with_200_are_not_the_picture(
    fresh_database: str, httpserver: HTTPServer, files: _Files
) -> None:
    async with scene(fresh_database) as stage:
        case = await _verifying(stage, httpserver.url_for("/media"))
        files.content = b"this post was removed"
        await _round(stage, case, 0)
        assert await _round(stage, case, 1) is State.VERIFYING
        (row,) = await stage.ask(
            "SELECT state, detail FROM probes WHERE what = 'url' AND round = 1 AND times = 1"
        )
        assert row == ("gone", "something else is served there, not such a media")


async def test_a_job_that_runs_twice_writes_once(
    fresh_database: str, httpserver: HTTPServer, files: _Files
) -> None:
    async with scene(fresh_database) as stage:
        case = await _verifying(stage, httpserver.url_for("/media"))
        files.content = None
        await asyncio.gather(*(_round(stage, case, 0) for _ in range(4)))
        assert len(await stage.bodies(case, "case.probed")) == 1
        assert [key for _, key in await stage.jobs()].count(f"probe:{case}:1:1") == 1


async def test_a_round_whose_job_is_gone_gets_another(
    fresh_database: str, httpserver: HTTPServer, files: _Files
) -> None:
    async with scene(fresh_database) as stage:
        case = await _verifying(stage, httpserver.url_for("/media"))
        await stage.ask("DELETE FROM pgqueuer")
        await _probing(stage).recall()
        assert await stage.jobs() == []
        stage.clock.pass_s(700)
        await _probing(stage).recall()
        assert await stage.jobs() == [("probe", f"probe:{case}:1:0")]


async def test_a_token_that_does_not_open_leaves_the_post_unknown(
    fresh_database: str, httpserver: HTTPServer, files: _Files
) -> None:
    async with scene(fresh_database) as stage:
        case = await _verifying(stage, httpserver.url_for("/media"))
        await stage.ask("UPDATE servers SET token = decode(repeat('01', 60), 'hex')")
        files.content = None
        await _round(stage, case, 0)
        asked = "SELECT state FROM probes WHERE what = 'post' AND round = 0 AND times = 1"
        assert await stage.ask(asked) == [("unknown",)]


async def test_what_is_held_is_looked_at_and_stays_where_it_is(
    fresh_database: str, httpserver: HTTPServer, files: _Files
) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(("hold_post", "remove_post")))
        case = await stage.add_case(about=post(urls=[httpserver.url_for("/media")]))
        await stage.ask("UPDATE media SET look = 'looked', is_final = true, sha256 = sha256($1)", CONTENT)
        await stage.act(case)
        assert await stage.state(case) is State.WAITING
        for number in range(2):
            await _probing(stage).probe({"case": case, "round": number, "times": 0})
        assert await stage.state(case) is State.WAITING
        seen = await stage.ask("SELECT round, state FROM probes WHERE what = 'url' AND done_at IS NOT NULL")
        assert set(seen) == {(0, Seen.STILL_THERE), (1, Seen.STILL_THERE)}
        await stage.desk.release(case, "ada")
        await stage.act_until_quiet(case)
        await _probing(stage).probe({"case": case, "round": 2, "times": 0})
        assert await stage.ask("SELECT 1 FROM probes WHERE round = 2 AND done_at IS NOT NULL") == []


async def test_what_only_waits_for_eyes_is_left_alone(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(("hold_post",)))
        case = await stage.add_case(actions=("queue:unlooked",))
        await stage.act(case)
        assert await stage.state(case) is State.WAITING
        assert await stage.ask("SELECT 1 FROM probes") == []


async def test_where_enough_cases_are_looked_at_a_round_comes_again(
    fresh_database: str, httpserver: HTTPServer, files: _Files
) -> None:
    async with scene(fresh_database) as stage:
        case = await _verifying(stage, httpserver.url_for("/media"))
        probing = _probing(stage)
        for _ in range(CASES_AT_ONCE):
            await probing.gate.acquire()
        await probing.probe({"case": case, "round": 0, "times": 1})
        assert await stage.ask("SELECT 1 FROM probes WHERE times = 1 AND done_at IS NOT NULL") == []
        (job,) = await stage.ask(
            "SELECT payload FROM pgqueuer WHERE entrypoint = 'probe' AND dedupe_key IS NULL"
        )
        payload = json.loads(str(job[0], "ascii") if isinstance(job[0], bytes) else "")
        assert payload == {"case": case, "round": 0, "times": 1}
        probing.gate.release()
        await probing.probe(payload)
        assert await stage.ask("SELECT 1 FROM probes WHERE times = 1 AND done_at IS NOT NULL")
