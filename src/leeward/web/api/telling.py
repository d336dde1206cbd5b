"""How programs are told that something cannot be done: {"error": what happened, "hint": what to do next}."""

import traceback
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, InternalServerException, ValidationException

from leeward.model.errors import (
    Busy,
    CaseError,
    DatabaseError,
    LedgerError,
    LeewardError,
    NotAllowed,
    NotLooked,
    NotSignedIn,
    NotWritable,
    PolicyError,
    UsageError,
)
from leeward.web.desk.telling import LEFT

_CODES: Mapping[type[LeewardError], int] = MappingProxyType(
    {
        CaseError: 409,
        LedgerError: 409,
        NotLooked: 409,
        UsageError: 400,
        PolicyError: 400,
        NotSignedIn: 401,
        NotAllowed: 403,
    }
)  # whatever else is ours to mend: 503

_AGAIN = {"Retry-After": "5"}

log = structlog.get_logger()


def told(_: Request[Any, Any, Any], error: Exception) -> Response[dict[str, str]]:
    """The answer. A fault of ours is 503: whoever sent it should send it again."""
    code, message, hint = _status_of(error)
    headers = dict(_AGAIN) if code == 503 else {}
    if code == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, HTTPException):
        headers |= error.headers or {}
    return Response({"error": message, "hint": hint}, status_code=code, headers=headers)


def _status_of(error: Exception) -> tuple[int, str, str]:
    match error:
        case NotWritable():
            return 400, "this cannot be kept as it was sent", "leave out what is no text"
        case LeewardError():
            code = next((code for kind, code in _CODES.items() if isinstance(error, kind)), 503)
            if code == 503 and not isinstance(error, DatabaseError | Busy):
                log.warning("web.failed", said=error.message)
            return code, error.message, error.hint
        case RecursionError() if _is_of_reading(error):
            return 400, "what was sent makes no sense", "it is nested too deeply"
        case ValidationException():
            return error.status_code, "what was sent makes no sense", _wrong(error)
        case HTTPException() if error.status_code < 500:
            return error.status_code, error.detail, ""
        case InternalServerException(detail=said) if said == LEFT:
            return 400, "the request was not sent to its end", ""  # nobody hears it; it is no fault of ours
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
    log.error("web.failed", said=type(error).__name__, where=where)
    return 503, "Leeward could not do this", "see its log"


def _is_of_reading(error: RecursionError) -> bool:
    """Whether a body was too deep to be read; anything else that is too deep is a fault of ours."""
    return any(frame.name == "decode_json" for frame in traceback.extract_tb(error.__traceback__))


def _wrong(error: ValidationException) -> str:
    """Which fields, and what they should be; never what was sent."""
    found = error.extra if isinstance(error.extra, list) else []
    said = [f"{one.get('key', 'body')}: {one.get('message', '')}" for one in found if isinstance(one, dict)]
    return "; ".join(said[:5])
