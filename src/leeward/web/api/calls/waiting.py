"""What waits: numbers, the next case, claims."""

from typing import Annotated, Any

from litestar import Request
from litestar.params import FromPath, JSONBody, QueryParameter

from leeward.review.cases.held import HeldPage
from leeward.review.people.rights import Right
from leeward.web.api.asking import program_of
from leeward.web.api.routes import ask, do
from leeward.web.api.shapes import Band, Claimed, Dealt, Freed, Home, Number, Passing
from leeward.web.desk.asking import room_of


@ask("/home", Right.NUMBERS, "How much waits, and whether the scanners see")
async def home(request: Request[Any, Any, Any]) -> Home:
    """The numbers of the desk's first page."""
    found = await room_of(request).queue.numbers(program_of(request))
    bands = [Band(str(band), one.number, one.overdue, one.oldest) for band, one in found.bands.items()]
    return Home(
        bands=bands,
        held=found.held,
        held_since=found.held_since,
        lead=found.lead,
        partner=found.partner,
        sees=str(found.sees),
        why=[*found.why],
    )


@do("/deal", Right.DECIDE, "Take the next case")
async def deal(request: Request[Any, Any, Any]) -> Dealt:
    """By the same order, and with the same care, as the button Start."""
    return Dealt(await room_of(request).queue.deal(program_of(request)))


@ask("/claims", Right.DECIDE, "Cases that are theirs now")
async def claims(request: Request[Any, Any, Any]) -> list[Claimed]:
    """Near copies count as one."""
    queue, visitor = room_of(request).queue, program_of(request)
    held = await queue.mine(visitor)
    return [Claimed(one.case, [*(await queue.bundle(visitor, one.case))[1:]], one.until) for one in held]


@do("/cases/{number:int}/claim", Right.DECIDE, "Take this case, or keep it for longer")
async def claim(number: FromPath[Number], request: Request[Any, Any, Any]) -> Claimed:
    """It is nobody else's until then."""
    found = await room_of(request).queue.claim(program_of(request), number)
    return Claimed(found.case, [*found.also], found.until)


@do("/cases/{number:int}/release", Right.DECIDE, "Let a case go", status=204)
async def release(number: FromPath[Number], data: JSONBody[Passing], request: Request[Any, Any, Any]) -> None:
    """They are not dealt it again."""
    await room_of(request).queue.release(program_of(request), number, data.why)


@do("/hand-over", Right.DECIDE, "Let everything go that is theirs")
async def hand_over(request: Request[Any, Any, Any]) -> Freed:
    """At the end of a shift."""
    return Freed(await room_of(request).queue.hand_over(program_of(request)))


@ask("/held", Right.CASES, "Posts that are hidden until somebody decides, the longest first")
async def held(
    request: Request[Any, Any, Any], after: Annotated[str, QueryParameter(max_length=60)] = ""
) -> HeldPage:
    """One page of them. after: `more` of the page before."""
    return await room_of(request).held.told(program_of(request), after)


HANDLERS = (home, held, deal, claims, claim, release, hand_over)
