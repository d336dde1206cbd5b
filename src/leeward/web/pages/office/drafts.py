"""The policy's text: written, checked as one writes, tried on the past, put in force."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response
from litestar.params import FromPath
from litestar.response import Redirect

from leeward.model.errors import LeewardError, UsageError
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.forms import number_in, number_of, text_in, texts_in
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

Asked = Request[Any, Any, Any]

EDIT, TRIALS = "/desk/policy/edit", "/desk/policy/trials"
_FILE = "file:"  # before a file's name, in the names of fields
_DAYS = (7, 30, 90, 365)


@page(EDIT, Right.POLICY)
async def edit(request: Asked) -> Response[str]:
    """The files in force, or, with ?trial=N, as they were tried."""
    number = request.query_params.get("trial", "")
    written: Mapping[str, str] = {}
    if number:
        desk, visitor = room_of(request).policies, visitor_of(request)
        written = await desk.tried(visitor, number_of(number, 1, (1 << 63) - 1))
    return await _editor(request, written)


@deed(EDIT, Right.POLICY)
async def write(request: Asked) -> Response[Any]:
    """Check it, try it, or put it in force; what cannot be done is told beside the text."""
    written, wish = await texts_in(request, _FILE), await text_in(request, "deed")
    desk, visitor = room_of(request).policies, visitor_of(request)
    try:
        if wish == "try":
            number = await desk.try_(visitor, written, await number_in(request, "days", 1, 3650))
            return onward(f"{TRIALS}/{number}")
        if wish == "put":
            number = await number_in(request, "number", 0, (1 << 63) - 1)
            await desk.put(visitor, number, written, await text_in(request, "why"))
            return onward("/desk/policy?done=promoted")
    except LeewardError as error:
        return await _editor(request, written, error)
    return await _editor(request, written)


@deed("/desk/policy/check", Right.POLICY)
async def check(request: Asked) -> Response[str]:
    """The part of the page that says what is wrong: asked for while somebody writes."""
    checked = await room_of(request).policies.check(visitor_of(request), await texts_in(request, _FILE))
    return render(request, "office/policy-checked.html", checked=checked)


@page(TRIALS, Right.POLICY)
async def trials(request: Asked) -> Response[str]:
    """One's own, the newest first."""
    found = await room_of(request).policies.trials(visitor_of(request))
    return render(request, "office/policy-trials.html", found=found)


@page("/desk/policy/trials/{number:int}", Right.POLICY)
async def trial(request: Asked, number: FromPath[int]) -> Response[str]:
    """How far it is, or what came of it."""
    desk, visitor = room_of(request).policies, visitor_of(request)
    errand = await desk.trial(visitor, number)
    return render(request, "office/policy-trial.html", errand=errand)


@deed("/desk/policy/trials/{number:int}/stop", Right.POLICY)
async def stop(request: Asked, number: FromPath[int]) -> Redirect:
    """Give it up."""
    await room_of(request).policies.stop(visitor_of(request), number)
    return onward(f"{TRIALS}/{number}")


@deed("/desk/policy/trials/{number:int}/again", Right.POLICY)
async def again(request: Asked, number: FromPath[int]) -> Redirect:
    """The same once more."""
    return onward(f"{TRIALS}/{await room_of(request).policies.again(visitor_of(request), number)}")


async def _editor(
    request: Asked, written: Mapping[str, str], error: LeewardError | None = None
) -> Response[str]:
    desk, visitor = room_of(request).policies, visitor_of(request)
    number, files = await desk.files(visitor)
    checked = None
    if written and not isinstance(error, UsageError):
        checked = await desk.check(visitor, written)
    told = {"number": number, "files": files, "written": written, "checked": checked, "days": _DAYS}
    return render(request, "office/policy-edit.html", 400 if error else 200, error=error, **told)


HANDLERS = (edit, write, check, trials, trial, stop, again)
