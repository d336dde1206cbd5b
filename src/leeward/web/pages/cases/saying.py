"""What is said of a case: verdicts, each of which can be taken back for some seconds, and skipping."""

from typing import Any

from litestar import Request, Response
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath
from litestar.response import Redirect

from leeward.model.errors import UsageError
from leeward.review.cases.facts import CasePage
from leeward.review.cases.verdicts import Kind, Saying
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

Asked = Request[Any, Any, Any]

_FURTHER = frozenset({"suspend_account"})  # what the page offers beside a removal
_LONGEST = 12  # digits of a case's number


@deed("/desk/case/{number:int}/verdict", Right.DECIDE)
async def say(request: Asked, number: FromPath[int]) -> Response[Any] | Redirect:
    """What cannot be taken back once it is done is shown first, with all that it will order.

    Raises: CaseError: it cannot be said of this case now. UsageError: nobody can read what was said.
    """
    room, visitor = room_of(request), visitor_of(request)
    form = await request.form()
    saying = _saying(number, form)
    if await room.golden.is_open(visitor, number):
        await room.golden.say(visitor, number, str(saying.kind))
        return onward(f"/desk/check/{number}")
    if saying.kind is Kind.REMOVE and "sure" not in form:
        told = await room.cases.told(visitor, number)
        if _is_final(told):
            return render(request, "case/sure.html", told=told, saying=saying)
    verdict = await room.verdicts.say(visitor, saying)
    return onward(f"/desk/verdict/{verdict}")


@deed("/desk/case/{number:int}/skip", Right.DECIDE)
async def skip(request: Asked, number: FromPath[int]) -> Redirect:
    """Not now, not me. Nobody is blamed for it."""
    room, visitor = room_of(request), visitor_of(request)
    if await room.golden.is_open(visitor, number):
        await room.golden.say(visitor, number, "skip")
        return onward(f"/desk/check/{number}")
    await room.verdicts.skip(visitor, number)
    return onward("/desk?done=skipped")


@page("/desk/verdict/{verdict:int}", Right.DECIDE)
async def said(request: Asked, verdict: FromPath[int]) -> Response[str]:
    """What one has said, what became of it, and how to take it back. Raises: CaseError: it is not theirs."""
    room, visitor = room_of(request), visitor_of(request)
    found = await room.verdicts.one(visitor, verdict)
    by_hand = await room.handwork.left(visitor, found.cases) if found.is_applied else ()
    return render(request, "case/said.html", said=found, by_hand=by_hand)


@deed("/desk/verdict/{verdict:int}/undo", Right.DECIDE)
async def undo(request: Asked, verdict: FromPath[int]) -> Redirect:
    """Back to the case. Raises: CaseError: it is too late."""
    room, visitor = room_of(request), visitor_of(request)
    found = await room.verdicts.one(visitor, verdict)
    await room.verdicts.undo(visitor, verdict)
    return onward(f"/desk/case/{found.cases[0]}?done=undone")


@deed("/desk/verdict/{verdict:int}/read", Right.DECIDE)
async def read(request: Asked, verdict: FromPath[int]) -> Redirect:
    """They know what came of it."""
    await room_of(request).verdicts.read(visitor_of(request), verdict)
    return onward("/desk")


@deed("/desk/order/{order:int}/done", Right.DECIDE)
async def done(request: Asked, order: FromPath[int]) -> Redirect:
    """Somebody has done by hand what the server does not do. Raises: CaseError: nothing was to do there."""
    case = await room_of(request).handwork.done(visitor_of(request), order)
    return onward(f"/desk/case/{case}?done=by-hand")


def _saying(number: int, form: FormMultiDict) -> Saying:
    hint = "go back, load the page again, and repeat"
    try:
        kind = Kind(str(form.get("kind", "")))
    except ValueError as error:
        raise UsageError("this is nothing that can be said of a case", hint) from error
    also = [str(one) for one in form.getall("also", [])]
    if not all(one.isascii() and one.isdecimal() and len(one) <= _LONGEST for one in also):
        raise UsageError("one of the copies is no case", hint)
    acts = {str(one) for one in form.getall("act", [])} & _FURTHER
    return Saying(
        case=number,
        kind=kind,
        also=tuple(int(one) for one in also),
        why=str(form.get("why", "")),
        without_looking="without_looking" in form,
        actions=sorted(acts),
    )


def _is_final(told: CasePage) -> bool:
    return told.prospects is not None and told.prospects.remove.is_final


HANDLERS = (say, skip, said, undo, read, done)
