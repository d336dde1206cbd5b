"""How the desk tells people that something cannot be done: a page with what happened and what to do next."""

from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.exceptions import HTTPException

from leeward.model.errors import (
    Busy,
    CaseError,
    DatabaseError,
    LeewardError,
    NotAllowed,
    NotSignedIn,
    UsageError,
)
from leeward.web.desk.protection import protected
from leeward.web.desk.rendering import onward, render

SIGN_IN = "/desk/sign-in"


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
        case DatabaseError() | Busy():
            return 503
        case HTTPException():
            return error.status_code
    return 503


def told(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The page. Whoever is not signed in is led to where they can."""
    if isinstance(error, NotSignedIn) and request.method == "GET":
        return onward(f"{SIGN_IN}?then={quote(request.url.path, safe='/')}")
    is_ours = isinstance(error, LeewardError)
    message = error.message if isinstance(error, LeewardError) else ""
    hint = error.hint if isinstance(error, LeewardError) else ""
    page = render(request, "error.html", status_of(error), message=message, hint=hint, is_ours=is_ours)
    return protected(page)
