"""Cases and verdicts: facts, what is said of them, appeals."""

import re
from typing import Any

from litestar import Request
from litestar.params import FromPath, JSONBody

from leeward.model.errors import CaseError
from leeward.review.cases.facts import CasePage
from leeward.review.cases.verdicts import Said, Saying
from leeward.review.people.rights import Right
from leeward.web.api.asking import program_of
from leeward.web.api.routes import ask, do
from leeward.web.api.shapes import MOST_NUMBER, Appealed, Number, Opened, Spoken, Verdict
from leeward.web.desk.asking import room_of

_ACTION = re.compile(r"[a-z_]{1,60}")


@ask("/cases/{number:int}/facts", Right.CASES, "What is known of a case")
async def facts(number: FromPath[Number], request: Request[Any, Any, Any]) -> CasePage:
    """As the case page tells it: no picture, and no word of a post."""
    return await room_of(request).cases.told(program_of(request), number)


@do("/verdicts", Right.DECIDE, "Say what a case is", status=201)
async def say(data: JSONBody[Verdict], request: Request[Any, Any, Any]) -> Spoken:
    """It takes effect when the time for taking it back is over."""
    room, visitor = room_of(request), program_of(request)
    _check(data)
    if await room.care.is_golden(visitor, data.case):
        await room.care.record_golden(visitor, data.case, str(data.kind))
        return Spoken(None, data.kind, [data.case], 0.0, is_applied=False, is_undone=False, outcome={})
    saying = Saying(data.case, data.kind, data.also, data.why, data.without_looking, data.actions)
    number = await room.verdicts.say(visitor, saying)
    return _spoken(await room.verdicts.one(visitor, number))


@ask("/verdicts/{number:int}", Right.DECIDE, "One's own verdict, and what came of it")
async def verdict(number: FromPath[Number], request: Request[Any, Any, Any]) -> Spoken:
    """Nobody else's."""
    return _spoken(await room_of(request).verdicts.one(program_of(request), number))


@do("/verdicts/{number:int}/undo", Right.DECIDE, "Take a verdict back", status=204)
async def undo(number: FromPath[Number], request: Request[Any, Any, Any]) -> None:
    """As long as it has not taken effect."""
    await room_of(request).verdicts.undo(program_of(request), number)


@do("/cases/{number:int}/appeal", Right.CASES, "Write down that an author asks again", status=201)
async def appeal(
    number: FromPath[Number], data: JSONBody[Appealed], request: Request[Any, Any, Any]
) -> Opened:
    """It is a case of its own, for somebody else."""
    return Opened(await room_of(request).appeals.file(program_of(request), number, data.said))


def _check(data: Verdict) -> None:
    for case in data.also:
        if not 0 < case <= MOST_NUMBER:
            raise CaseError(f"there is no case {case}", "its near copies: GET /claims")
    for action in data.actions:
        if not _ACTION.fullmatch(action):
            raise CaseError("there is no such action", "such as: suspend_account")


def _spoken(said: Said) -> Spoken:
    return Spoken(
        id=said.id,
        kind=said.kind,
        cases=[*said.cases],
        seconds=said.seconds,
        is_applied=said.is_applied,
        is_undone=said.is_undone,
        outcome={str(case): state for case, state in said.outcome.items()},
    )


HANDLERS = (facts, say, verdict, undo, appeal)
