"""The policy: what is in force and what it did; deeds that change what holds."""

from typing import Any

from litestar import Request, Response
from litestar.params import FromPath
from litestar.response import Redirect

from leeward.model.errors import LeewardError
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.forms import number_in, text_in
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

Asked = Request[Any, Any, Any]

HOME = "/desk/policy"


@page(HOME, Right.POLICY)
async def policy(request: Asked) -> Response[str]:
    """Each rule as a card; brakes and guards."""
    told = await room_of(request).policies.page(visitor_of(request))
    return render(request, "office/policy.html", told=told)


@page("/desk/policy/rules/{rule:str}", Right.PROMOTE)
async def rule(request: Asked, rule: FromPath[str]) -> Response[str]:
    """One rule before it is promoted: what will happen, and what would have happened."""
    return await _rule(request, rule)


@deed("/desk/policy/rules/{rule:str}/try", Right.PROMOTE)
async def try_rule(request: Asked, rule: FromPath[str]) -> Redirect:
    """Try what its promotion would change."""
    share = await number_in(request, "share", 1, 100)
    number = await room_of(request).policies.try_rule(visitor_of(request), rule, share)
    return onward(f"{HOME}/trials/{number}")


@deed("/desk/policy/rules/{rule:str}/promote", Right.PROMOTE)
async def promote(request: Asked, rule: FromPath[str]) -> Response[Any]:
    """Let it do what it says; if that cannot be, the page says why."""
    share, why = await number_in(request, "share", 1, 100), await text_in(request, "why")
    try:
        await room_of(request).policies.promote(visitor_of(request), rule, share, why)
    except LeewardError as error:
        return await _rule(request, rule, error, why)
    return onward(f"{HOME}?done=promoted")


@deed("/desk/policy/rules/{rule:str}/hold", Right.PROMOTE)
async def hold(request: Asked, rule: FromPath[str]) -> Redirect:
    """Hold it back by hand."""
    await room_of(request).policies.hold(visitor_of(request), rule, await text_in(request, "why"))
    return onward(f"{HOME}?done=saved")


@deed("/desk/policy/lift", Right.PROMOTE)
async def lift(request: Asked) -> Redirect:
    """Let a rule, or an action with a quota, go on."""
    name, why = await text_in(request, "name"), await text_in(request, "why")
    await room_of(request).policies.lift(visitor_of(request), name, why)
    return onward(f"{HOME}?done=saved")


@deed("/desk/policy/guards/{guard:str}/on", Right.PROMOTE)
async def guard_on(request: Asked, guard: FromPath[str]) -> Redirect:
    """Switch a guard on for everything."""
    hours = await number_in(request, "hours", 1, 24 * 90)
    await room_of(request).policies.switch_on(visitor_of(request), guard, hours)
    return onward(f"{HOME}?done=saved")


@deed("/desk/policy/guards/{guard:str}/off", Right.PROMOTE)
async def guard_off(request: Asked, guard: FromPath[str]) -> Redirect:
    """End a guard wherever it is on."""
    await room_of(request).policies.switch_off(visitor_of(request), guard)
    return onward(f"{HOME}?done=ended")


async def _rule(request: Asked, name: str, error: LeewardError | None = None, why: str = "") -> Response[str]:
    told = await room_of(request).policies.candidate(visitor_of(request), name)
    return render(request, "office/policy-rule.html", 400 if error else 200, told=told, error=error, why=why)


HANDLERS = (policy, rule, try_rule, promote, hold, lift, guard_on, guard_off)
