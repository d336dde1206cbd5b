"""Hooks: where other programs are told what happens."""

from typing import Any

from litestar import Request
from litestar.params import FromPath, JSONBody

from leeward.review.people.rights import Right
from leeward.web.api.asking import program_of
from leeward.web.api.routes import ask, do
from leeward.web.api.shapes import Called, Hook, HookCall, HookMade, NewHook, Number
from leeward.web.desk.asking import room_of


@ask("/hooks", Right.CASES, "Their hooks")
async def hooks(request: Request[Any, Any, Any]) -> list[Hook]:
    """One's own; those that ended for another 30 days."""
    found = await room_of(request).hooks.mine(program_of(request))
    return [
        Hook(**{n: getattr(one, n) for n in Hook.__struct_fields__} | {"events": [*one.events]})
        for one in found
    ]


@do("/hooks", Right.CASES, "Tell a program what happens to cases", status=201)
async def make(data: JSONBody[NewHook], request: Request[Any, Any, Any]) -> HookMade:
    """Only what the token's person may see at that moment: a case's number, the event, the time."""
    made = await room_of(request).hooks.make(program_of(request), data.url, frozenset(data.events))
    return HookMade(made.id, made.secret)


@ask("/hooks/{hook:int}/calls", Right.CASES, "The newest calls of a hook")
async def calls(hook: FromPath[Number], request: Request[Any, Any, Any]) -> list[HookCall]:
    """What was told, what is to be told again, and why."""
    found = await room_of(request).hooks.calls(program_of(request), hook)
    return [HookCall(**{n: getattr(one, n) for n in HookCall.__struct_fields__}) for one in found]


@do("/hooks/{hook:int}/test", Right.CASES, "Tell a hook something that names no case")
async def try_out(hook: FromPath[Number], request: Request[Any, Any, Any]) -> Called:
    """To see that it arrives."""
    return Called(await room_of(request).hooks.try_out(program_of(request), hook))


@do("/hooks/{hook:int}/end", Right.CASES, "End a hook", status=204)
async def end(hook: FromPath[Number], request: Request[Any, Any, Any]) -> None:
    """Nothing is told any more; of one that ended by itself: it is known now."""
    await room_of(request).hooks.end(program_of(request), hook)


HANDLERS = (hooks, make, calls, try_out, end)
