"""How the desk tells people that something cannot be done: a page with what happened and what to do next."""

import traceback
from pathlib import Path
from typing import Any
from urllib.parse import quote

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from leeward.model.errors import (
    Busy,
    CaseError,
    DatabaseError,
    LeewardError,
    NotAllowed,
    NotSignedIn,
    NotWritable,
    UsageError,
)
from leeward.web.desk.protection import protected
from leeward.web.desk.rendering import onward, render

SIGN_IN = "/desk/sign-in"
LEFT = "client disconnected prematurely"  # the framework's words: nobody hears the answer

log = structlog.get_logger()


def status_of(error: Exception) -> int:
    """The HTTP status that fits."""
    match error:
        case NotSignedIn():
            return 401
        case NotAllowed():
            return 403
        case CaseError():
            return 409
        case UsageError():
            return 400
        case NotWritable():
            return 400
        case DatabaseError() | Busy():
            return 503
        case HTTPException():
            return error.status_code
    return 503


def told(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The page. Whoever is not signed in is led to where they can."""
    if isinstance(error, NotSignedIn) and request.method == "GET":
        return protected(onward(f"{SIGN_IN}?then={quote(request.url.path, safe='/')}"))
    _log(error)
    is_ours = isinstance(error, LeewardError)
    message, hint = _said(error) if isinstance(error, LeewardError) else ("", "")
    page = render(request, "error.html", status_of(error), message=message, hint=hint, is_ours=is_ours)
    return protected(page)


def _said(error: LeewardError) -> tuple[str, str]:
    if isinstance(error, NotWritable):
        return "this cannot be kept as it was sent", "go back, and leave out what is no text"
    return error.message, error.hint


def _log(error: Exception) -> None:
    """What is our fault, without anything that the request said."""
    if isinstance(error, HTTPException) and (error.status_code < 500 or error.detail == LEFT):
        return
    if isinstance(error, LeewardError):
        if status_of(error) == 503:
            log.warning("desk.failed", said=error.message)
        return
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
    log.error("desk.failed", said=type(error).__name__, where=where)
