"""A decided file never returns: a case is decided as people decided the same files before, on its server.

Only the very same bytes, never what looks alike; only if nothing else than these files asked for people; and
only if everybody who judged them said the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leeward.model.cases import HOLDS, LetGo, Mover, State, may
from leeward.model.findings import Json
from leeward.model.orders import OrderState
from leeward.pipeline.act.agreeing import needs_two
from leeward.pipeline.act.ordering import Ordering, act_job, situation
from leeward.pipeline.act.planning import REMOVE, from_person
from leeward.pipeline.decide.made import CANARY_BANK, QUIET, wished
from leeward.pipeline.decide.releasing import let_go
from leeward.pipeline.recording import Note
from leeward.policy import frames, record
from leeward.policy.evaluate import evaluate
from leeward.policy.rules import Policy, When
from leeward.policy.values import NONE, Value
from leeward.store.casework import cases, memory, orders
from leeward.store.casework.cases import CaseRow
from leeward.store.casework.memory import JudgedFile, Matched, OpenCase
from leeward.store.connection import Connection
from leeward.store.queue import enqueue

_ASKED_YET = (OrderState.BY_HAND, OrderState.STOPPED)
_TWO = 2
_NO_MATCH: Mapping[str, Value] = {
    "match.exact": False,
    "match.verified": False,
    "match.perceptual": False,
    "match.perceptual_distance": NONE,
    "match.list": NONE,
    "match.count": 0,
}


@dataclass(frozen=True, slots=True)
class Memory:
    """policy: the one in force. is_on: whether anything is remembered."""

    ordering: Ordering
    policy: Callable[[], Policy]
    is_on: bool = True

    async def settle(self, connection: Connection, case: CaseRow) -> bool:
        """Decide it, if people have; False: it is theirs. Raises: DatabaseError."""
        if not self.is_on or await self._answer(connection, case) is None:
            return False
        async with connection.transaction():
            locked = await cases.locked(connection, case.id)
            found = await self._answer(connection, locked) if locked else None
            if locked is None or found is None or not _may(locked, found):
                return False
            if found.verdict == State.RELEASED:
                return await self._release(connection, locked, found)
            return await self._confirm(connection, locked, found)

    async def _answer(self, connection: Connection, case: CaseRow) -> JudgedFile | None:
        """The newest case of those that say how this one is decided; None: people have to."""
        found = await memory.open_case(connection, case.id, self.ordering.recorder.clock())
        matched = await memory.matched(connection, found.item, CANARY_BANK) if found else []
        if found is None or not matched:
            return None
        judged = await memory.judged(connection, found, [one.sha256 for one in matched], CANARY_BANK)
        answer = agreed(matched, judged)
        if answer is None or not await self._is_only_for_files(connection, found):
            return None
        if answer.verdict == State.CONFIRMED and REMOVE in await needs_two(connection, found.item):
            return answer if answer.voices >= _TWO else None
        return answer

    async def _is_only_for_files(self, connection: Connection, case: OpenCase) -> bool:
        """Whether no decision about the post would have asked for people without its matches."""
        policy = self.policy()
        rows = await memory.decided(connection, case.item)
        return bool(rows) and all(asks_only_for_matches(policy, row) for row in rows)

    async def _release(self, connection: Connection, case: CaseRow, found: JudgedFile) -> bool:
        recorder = self.ordering.recorder
        if not await let_go(connection, case.id, LetGo.REMEMBERED, recorder):
            return False
        await memory.remember(connection, case.id, found.case)
        await recorder.record(connection, [_note(case, found)])
        return True

    async def _confirm(self, connection: Connection, case: CaseRow, found: JudgedFile) -> bool:
        recorder = self.ordering.recorder
        now = recorder.clock()
        if not await memory.confirm(connection, case.id, found.case, found.verdict_by, now):
            return False
        moved = await cases.locked(connection, case.id)
        assert moved is not None, "cases are never deleted"
        await orders.withdraw(connection, case.id, _ASKED_YET, now)
        plan = from_person(await situation(connection, moved), [REMOVE, "deny_url"])
        await self.ordering.write(connection, moved, plan)  # as the policy's: the fuse counts it
        await cases.calm(connection, case.id, now)
        await recorder.record(connection, [_note(case, found)])
        await enqueue(connection, [act_job(case.id, f"remembered:{found.case}")])
        return True


def agreed(matched: Sequence[Matched], judged: Sequence[JudgedFile]) -> JudgedFile | None:
    """The newest verdict, if for each file there is one that stands, and all of them say the same.

    A confirmed post with several files that matched does not say which of them was meant; and who released a
    file did not judge what a further list says of it.
    """
    if any(one.is_asked_again or one.is_early for one in judged):
        return None
    verdicts = {one.verdict for one in judged}
    if len(verdicts) != 1 or not verdicts < {State.RELEASED, State.CONFIRMED}:
        return None
    return judged[0] if all(any(_is_about(one, file) for one in judged) for file in matched) else None


def _may(case: CaseRow, found: JudgedFile) -> bool:
    to = State(found.verdict)
    return may(case.state, to, Mover.MEMORY if to is State.CONFIRMED else Mover.JOB)


def _is_about(judged: JudgedFile, file: Matched) -> bool:
    if judged.sha256 != file.sha256:
        return False
    if judged.verdict == State.CONFIRMED:
        return judged.matched == 1 and bool(judged.banks)
    return {*file.banks} <= {*judged.banks}


def asks_only_for_matches(policy: Policy, decision: Mapping[str, Any]) -> bool:
    """Whether a decision, made again without its matches, asks for nobody. One of another policy may have had
    any reason; and a hold until somebody looks is over when somebody has."""
    if all(one.startswith(QUIET) for one in decision["actions"]):
        return True
    before = record.from_json(decision["evaluation"])
    if before.at is When.ARRIVAL:
        return all(one in HOLDS or one.startswith(QUIET) for one in decision["actions"])
    if decision["policy"] != policy.digest:
        return False
    frame = {**frames.from_json(decision["frame"]), **_NO_MATCH}
    again = evaluate(policy, frame, frozenset(before.demoted), before.at)
    return all(one.startswith(QUIET) for one in wished(policy, again))


def _note(case: CaseRow, found: JudgedFile) -> Note:
    body: dict[str, Json] = {
        "case": case.id,
        "of": found.case,
        "verdict": found.verdict,
        "as": found.verdict_by,
    }
    return Note("case.remembered", body, case=case.id)
