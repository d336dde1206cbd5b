"""Probes what should be gone, round by round, and moves each case by what was seen."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from leeward.model.cases import State
from leeward.model.errors import SealError
from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.model.look import Look
from leeward.model.proofs import Aspect, Seen
from leeward.pipeline.links import Links
from leeward.pipeline.verify.rounds import PRIORITY, Rounds, probe_job
from leeward.pipeline.verify.seeing import Eyes, Known, Sight, perceptual
from leeward.plugins.servers.protocol import ServerProgram
from leeward.store import servers
from leeward.store.casework import cases, probes
from leeward.store.casework.cases import CaseRow
from leeward.store.casework.probes import ProbeRow, Result
from leeward.store.connection import Store, load
from leeward.store.queue import NewJob, enqueue

HANDLED = frozenset({State.VERIFYING, State.RETURNED})
"""States from which this job moves a case on. What is held is looked at as well, and stays where it is."""

_AT_ONCE = 4  # addresses of one case
CASES_AT_ONCE = 3  # of one worker, which has slots for eight jobs
BUSY_S = 30.0
_LATE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Probing:
    """Everything that probing needs. programs: a server program by its plug-in's name."""

    store: Store
    rounds: Rounds
    eyes: Eyes
    links: Links
    programs: Callable[[str], ServerProgram]
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CASES_AT_ONCE))

    async def probe(self, payload: Mapping[str, Json]) -> None:
        """The handler of PROBE jobs. Raises: DatabaseError, SandboxError: nothing is written; the job comes
        again. Where enough cases are looked at already it comes again as well: who serves slowly must keep no
        post from being looked at."""
        if self.gate.locked():
            async with self.store.transaction() as connection:
                await enqueue(connection, [NewJob(JobKind.PROBE, dict(payload), BUSY_S, priority=PRIORITY)])
            return
        async with self.gate:
            await self._probe(payload)

    async def _probe(self, payload: Mapping[str, Json]) -> None:
        number, turn = int(str(payload["case"])), int(str(payload["round"]))
        async with self.store.session() as connection:
            case = await cases.one(connection, number)
            if case is None or not _is_meant(case, payload):
                return
            rows = await probes.still_open(connection, number, case.times, turn)
            media = {row["id"]: _known(row) for row in await cases.media(connection, case.item)}
        results = await self._see(case, rows, media)
        async with self.store.transaction() as connection:
            now = await cases.locked(connection, number)
            saved = await probes.save(connection, results, self.rounds.recorder.clock())
            if saved and now and _is_meant(now, payload):
                await self.rounds.end(connection, now, turn)

    async def recall(self, most: int = 200) -> None:
        """Write jobs for rounds that are late because their job is gone. For a schedule."""
        async with self.store.transaction() as connection:
            late = await probes.overdue(connection, self.rounds.recorder.clock() - _LATE, most)
            await enqueue(connection, [probe_job(*one) for one in late])

    async def _see(self, case: CaseRow, rows: Sequence[ProbeRow], media: Mapping[int, Known]) -> list[Result]:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(row: ProbeRow) -> Result:
            async with gate:
                seen, detail = await self._one(case, row, media)
            return Result(row.id, seen, detail)

        return [*await asyncio.gather(*(one(row) for row in rows))]

    async def _one(self, case: CaseRow, row: ProbeRow, media: Mapping[int, Known]) -> Sight:
        probe = row.target.probe
        match probe.what:
            case Aspect.POST:
                return await self._post(case)
            case Aspect.URL:
                return await self.eyes.served(probe.url, media.get(row.target.media or 0, Known()))
            case Aspect.BYTES:
                return await self.eyes.stored(probe.url)

    async def _post(self, case: CaseRow) -> Sight:
        async with self.store.session() as connection:
            server = await servers.one(connection, case.server)
            post = (await cases.about(connection, case.item)).post
        assert server is not None, "a case's server is never deleted"
        try:
            link = self.links.link(server)
        except SealError as error:
            return Seen.UNKNOWN, error.message
        result = await self.programs(server.program).is_gone(link, post)
        return result.seen, result.detail


def _is_meant(case: CaseRow, payload: Mapping[str, Json]) -> bool:
    """Whether a job is about the case as it is: not an earlier confirmation, nor one closed meanwhile."""
    return case.state in {*HANDLED, State.WAITING} and payload.get("times", case.times) == case.times


def _known(row: Any) -> Known:
    signals = load(row["signals"]) or []
    values = perceptual((one["kind"], one["value"]) for one in signals)
    return Known(row["sha256"], values, row["look"] == Look.LOOKED)
