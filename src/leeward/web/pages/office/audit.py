"""The ledger: its head, its entries in words, proofs to take away, and a check of all of it."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.params import FromPath
from litestar.response import Redirect

from leeward.model.errors import UsageError
from leeward.review.office.audit.searching import Wanted
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.forms import number_of
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

Asked = Request[Any, Any, Any]

_HOME = "/desk/audit"
_MOST = (1 << 63) - 1
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Told:
    """What was asked, as it was written."""

    case: str
    person: str
    kind: str
    day: str

    @property
    def any(self) -> bool:
        """Whether anything was."""
        return bool(self.case or self.person or self.kind or self.day)

    def wanted(self, before: str) -> Wanted:
        """The same, understood. Raises: UsageError."""
        return Wanted(
            case=number_of(self.case, 1, _MOST) if self.case else None,
            kinds=(self.kind,) if self.kind else (),
            person=self.person,
            day=_day(self.day) if self.day else None,
            before=number_of(before, 0, _MOST) if before else None,
        )


@page(_HOME, Right.AUDIT)
async def audit(request: Asked) -> Response[str]:
    """The head, and a page of entries."""
    given = request.query_params
    names = ("case", "person", "kind", "day")
    asked = _Told(*(str(given.get(name, "")).strip()[:_LONGEST] for name in names))
    told = await room_of(request).audit.page(visitor_of(request), asked.wanted(str(given.get("before", ""))))
    rest = {name: getattr(asked, name) for name in names if getattr(asked, name)}
    further = f"{_HOME}?{urlencode({**rest, 'before': told.before})}"
    return render(request, "office/audit.html", told=told, asked=asked, further=further)


@page("/desk/audit/head.json", Right.AUDIT)
async def head(request: Asked) -> Response[bytes]:
    """The newest signed head, to be kept elsewhere."""
    return _file(await room_of(request).audit.head(), "head.json")


@page("/desk/audit/{number:int}", Right.AUDIT)
async def entry(request: Asked, number: FromPath[int]) -> Response[str]:
    """One entry, and whether it is proven."""
    told = await room_of(request).audit.entry(visitor_of(request), number)
    written = json.dumps(dict(told.line.body), indent=1, ensure_ascii=False)
    return render(request, "office/audit-entry.html", told=told, written=written)


@page("/desk/audit/{number:int}/proof.json", Right.AUDIT)
async def proof(request: Asked, number: FromPath[int]) -> Response[bytes]:
    """What proves it to a stranger."""
    told = await room_of(request).audit.proof(visitor_of(request), number)
    return _file(told, f"proof-{number}.json")


@deed("/desk/audit/checks", Right.AUDIT)
async def begin(request: Asked) -> Redirect:
    """Check all of it."""
    return onward(f"{_HOME}/checks/{await room_of(request).audit.begin_check(visitor_of(request))}")


@page("/desk/audit/checks/{number:int}", Right.AUDIT)
async def check(request: Asked, number: FromPath[int]) -> Response[str]:
    """How far it is, or what came of it."""
    errand = await room_of(request).audit.check(visitor_of(request), number)
    return render(request, "office/audit-check.html", errand=errand)


@deed("/desk/audit/checks/{number:int}/stop", Right.AUDIT)
async def stop(request: Asked, number: FromPath[int]) -> Redirect:
    """Give it up."""
    await room_of(request).audit.stop(visitor_of(request), number)
    return onward(f"{_HOME}/checks/{number}")


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise UsageError("this is no day", "write it as 2026-05-31") from error


def _file(content: bytes, name: str) -> Response[bytes]:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/json", headers=headers)


HANDLERS = (audit, head, entry, proof, begin, check, stop)
