"""Outcomes, people, the policy and its trials, the ledger's head."""

from typing import Annotated, Any

from litestar import Request
from litestar.params import FromPath, JSONBody, QueryParameter

from leeward.model.errors import CaseError, UsageError
from leeward.review.office.audit import ledgering
from leeward.review.people.rights import Right
from leeward.web.api.asking import program_of
from leeward.web.api.routes import ask, do
from leeward.web.api.shapes import (
    Asked,
    Head,
    Number,
    Outcome,
    Outcomes,
    Person,
    Policy,
    Promoted,
    Promotion,
    Trial,
    Tried,
)
from leeward.web.desk.asking import room_of


@ask("/outcomes", Right.NUMBERS, "What decisions brought in a week")
async def outcomes(
    request: Request[Any, Any, Any], ago: Annotated[int, QueryParameter(ge=0, le=520)] = 0
) -> Outcomes:
    """One's own, and everybody's together. ago: 0 is the week that lasts, 1 the one before it."""
    week, own, all_ = await room_of(request).outcomes.of_week(program_of(request), ago)
    return Outcomes(week.start, week.end, _counts(own) if own else None, _counts(all_))


@ask("/people", Right.PEOPLE, "Who belongs to the team")
async def people(request: Request[Any, Any, Any]) -> list[Person]:
    """Also who has left: the names stay in what they did."""
    return [
        Person(
            id=one.id,
            name=one.name,
            roles=[*one.roles],
            servers=None if one.is_everywhere else sorted(one.servers),
            made_at=one.made_at,
            left_at=one.left_at,
        )
        for one in await room_of(request).roster.everybody()
    ]


@ask("/policy", Right.POLICY, "The policy in force")
async def policy(request: Request[Any, Any, Any]) -> Policy:
    """Those of its files that this person may read."""
    number, files = await room_of(request).policies.files(program_of(request))
    return Policy(number, {one.name: one.text for one in files})


@do("/policy/trials", Right.POLICY, "Try files of a policy on what was decided", status=201)
async def try_(data: JSONBody[Trial], request: Request[Any, Any, Any]) -> Asked:
    """A backtest: nothing is put in force. It goes on by itself; ask after it."""
    return Asked(await room_of(request).policies.try_(program_of(request), data.files, data.days))


@ask("/policy/trials/{number:int}", Right.POLICY, "How far one's own trial is, and what came of it")
async def tried(number: FromPath[Number], request: Request[Any, Any, Any]) -> Tried:
    """They are kept for 90 days."""
    try:
        found = await room_of(request).policies.trial(program_of(request), number)
    except UsageError as error:
        raise CaseError(error.message, error.hint) from error
    return Tried(
        id=found.id,
        state=str(found.state),
        done=found.done,
        total=found.total,
        result=dict(found.result) if found.result is not None else None,
        said=found.said,
        asked_at=found.asked_at,
        ended_at=found.ended_at,
    )


@do("/policy/rules/{rule:str}/promote", Right.PROMOTE, "Let a rule do what it says")
async def promote(
    rule: FromPath[str], data: JSONBody[Promotion], request: Request[Any, Any, Any]
) -> Promoted:
    """What that would change, a trial tells before."""
    room, visitor = room_of(request), program_of(request)
    found = await room.policies.promote(visitor, rule, data.share, data.why)
    return Promoted(found.number, found.is_new)


@ask("/ledger/head", Right.AUDIT, "The newest signed head of the ledger")
async def head(request: Request[Any, Any, Any]) -> Head:
    """What a copy that is kept elsewhere is checked with: docs/why/ledger.md."""
    return Head((await ledgering.newest(room_of(request).ground)).decode())


def _counts(found: Any) -> Outcome:
    return Outcome(**{name: getattr(found, name) for name in Outcome.__struct_fields__})


HANDLERS = (outcomes, people, policy, try_, tried, promote, head)
