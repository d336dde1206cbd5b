"""What somebody has been shown: told to them alone, without a picture."""

from typing import Any

from litestar import Request, Response

from leeward.model.findings import Json
from leeward.review.care.standing import view
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page

DAYS = 7
EVER = 36_500  # days
MOST = 50  # views on the page; the file has all


@page("/desk/exposure", Right.OWN)
async def exposure(request: Request[Any, Any, Any]) -> Response[str]:
    """Of a week, the last first."""
    views = await room_of(request).care.shown(visitor_of(request), DAYS)
    days: dict[str, float] = {}
    for one in views:
        day = one.began_at.date().isoformat()
        days[day] = days.get(day, 0.0) + view(one).minutes
    rows = [(one, view(one).minutes) for one in reversed(views)]
    return render(request, "exposure.html", rows=rows[:MOST], number=len(rows), days=days, span=DAYS)


@page("/desk/exposure.json", Right.OWN)
async def exported(request: Request[Any, Any, Any]) -> Response[Json]:
    """All that there is, for them to keep."""
    views = await room_of(request).care.shown(visitor_of(request), EVER)
    told: list[Json] = [
        {
            "case": one.case,
            "level": one.level,
            "way": one.way,
            "severity": one.severity,
            "queue": one.queue,
            "began_at": one.began_at.isoformat(),
            "seconds": one.seconds,
            "exposure_minutes": round(view(one).minutes, 4),
        }
        for one in views
    ]
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="what-i-was-shown.json"',
    }
    return Response({"views": told}, headers=headers)


HANDLERS = (exposure, exported)
