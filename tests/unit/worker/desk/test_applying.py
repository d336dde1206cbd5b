"""Verdicts whose job is gone take effect all the same."""

from leeward.review.cases.applying import Applying
from leeward.review.cases.verdicts import Kind, Saying
from leeward.worker.desk.applying import VerdictWork
from tests.queues import stage


async def test_a_verdict_without_a_job_gets_one_and_takes_effect(fresh_database: str) -> None:
    async with stage(fresh_database) as desk:
        case, ada = await desk.case(await desk.server()), await desk.visitor("ada")
        number = await desk.room.verdicts.say(ada, Saying(case, Kind.ALLOW))
        await desk.ask("DELETE FROM pgqueuer RETURNING 1")
        work = VerdictWork(Applying(desk.room.ground))
        await work.recall()
        assert await desk.ask("SELECT 1 FROM pgqueuer WHERE entrypoint = 'verdict'") == []
        desk.clock.pass_s(41)
        await work.recall()
        assert await desk.ask("SELECT dedupe_key FROM pgqueuer WHERE entrypoint = 'verdict'") == [
            (f"verdict:{number}:recalled",)
        ]
        await work.apply({"verdict": number})
        assert await desk.ask("SELECT verdict FROM cases") == [("released",)]
        await desk.ask("DELETE FROM pgqueuer RETURNING 1")
        await work.recall()
        assert await desk.ask("SELECT 1 FROM pgqueuer WHERE entrypoint = 'verdict'") == []
