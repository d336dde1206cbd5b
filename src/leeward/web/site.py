"""The site: every address that answers, and how errors are told."""

import hmac
import traceback
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from litestar import Litestar, Request, Response, get, post
from litestar.config.app import AppConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import HTTPException, InternalServerException, NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.types import ExceptionHandlersMap

from leeward import __version__
from leeward.model.errors import Busy, CaseError, DatabaseError, LeewardError, UsageError
from leeward.web.parts import Answered, WebParts
from leeward.web.patience import Patience
from leeward.web.router import desk

MOST_BODY = 4 * 1024 * 1024  # bytes: Mastodon's largest webhook is far below, and it cuts federation at 1 MiB
_PLAIN = "text/plain"
_LEFT = "client disconnected prematurely"  # the framework's words
_MOST_NUMBER = 2**63 - 1  # of a case

log = structlog.get_logger()


def site(parts: WebParts) -> Litestar:
    """The application that answers with these parts."""
    handlers: list[Any] = [webhook, healthz, readyz, metrics, status, cases, case, verdict]
    if parts.room is not None:
        handlers.append(desk())
    if parts.relay is not None:
        handlers += [relay_inbox, relay_actor, webfinger, nodeinfo_links, nodeinfo]
    return Litestar(
        route_handlers=handlers,
        state=State({"parts": parts, "patience": Patience()}),
        request_max_body_size=MOST_BODY,
        openapi_config=OpenAPIConfig(
            title="Leeward", version=__version__, render_plugins=[JsonRenderPlugin()]
        ),
        exception_handlers=_TOLD,
        on_app_init=[_without_defaults],
        debug=False,
    )


def _without_defaults(config: AppConfig) -> AppConfig:
    """No logging of requests or bodies: an error's words are ours alone."""
    config.logging_config = None
    return config


def is_operator(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """The API's guard. Raises: NotAuthorizedException."""
    expected = f"Bearer {_parts(connection).token}".encode()
    given = connection.headers.get("authorization", "").encode()
    if not hmac.compare_digest(expected, given):
        raise NotAuthorizedException("a token is needed: Authorization: Bearer …")


def _parts(connection: ASGIConnection[Any, Any, Any, Any]) -> WebParts:
    parts = connection.app.state["parts"]
    assert isinstance(parts, WebParts)
    return parts


def _patience(connection: ASGIConnection[Any, Any, Any, Any]) -> Patience:
    patience = connection.app.state["patience"]
    assert isinstance(patience, Patience)
    return patience


@post("/in/{server:int}/webhook", status_code=202, include_in_schema=False)
async def webhook(server: FromPath[int], request: Request[Any, Any, Any]) -> Response[bytes]:
    """One webhook: 2xx only when it is in the database for good, 503 whenever it cannot be."""
    body = await request.body()
    hear = partial(_parts(request).hear, server, dict(request.headers), body)
    heard = await _patience(request).with_(hear)
    headers = {} if heard.retry_after_s is None else {"Retry-After": str(heard.retry_after_s)}
    return Response(heard.said.encode(), status_code=heard.status, headers=headers, media_type=_PLAIN)


@get("/healthz", include_in_schema=False)
async def healthz() -> Response[bytes]:
    """The process answers; more it does not say."""
    return Response(b"ok\n", media_type=_PLAIN)


@get("/readyz", include_in_schema=False)
async def readyz(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Whether work would be done now."""
    ready = await _patience(request).with_(_parts(request).ready)
    text = "\n".join(ready.problems or ("ready",)) + "\n"
    return Response(text.encode(), status_code=503 if ready.problems else 200, media_type=_PLAIN)


@get("/metrics", guards=[is_operator], include_in_schema=False)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Numbers for Prometheus: no content, no names. But whoever posts a picture and sees the number of cases
    rise knows that it is listed: only the operator may see them."""
    text = await _parts(request).metrics()
    return Response(text, media_type="text/plain; version=0.0.4")


@get("/api/v1/status", guards=[is_operator], summary="What `leeward status --json` says")
async def status(request: Request[Any, Any, Any]) -> Any:
    """What `leeward status --json` says."""
    return await _parts(request).status()


@get("/api/v1/cases", guards=[is_operator], summary="Cases, newest first")
async def cases(
    request: Request[Any, Any, Any], case_state: FromQuery[str | None] = None, most: FromQuery[int] = 100
) -> Any:
    """Cases, newest first. case_state: only those; most: 1 to 1000."""
    return await _parts(request).cases.listed(case_state, max(1, min(most, 1000)))


@get("/api/v1/cases/{number:int}", guards=[is_operator], summary="One case, in words")
async def case(number: FromPath[int], request: Request[Any, Any, Any]) -> Any:
    """One case, in words: what `leeward explain` says."""
    return await _parts(request).cases.story(_case_number(number))


@post("/api/v1/cases/{number:int}/verdict", guards=[is_operator], status_code=200, summary="Decide a case")
async def verdict(
    number: FromPath[int], data: JSONBody[dict[str, str]], request: Request[Any, Any, Any]
) -> Any:
    """Decide a case: {"verdict": "confirm" or "release", "person": who}."""
    if set(data) != {"verdict", "person"}:
        raise CaseError('a verdict is {"verdict": "confirm" or "release", "person": name}', "send just these")
    return await _parts(request).cases.verdict(_case_number(number), data["verdict"], data["person"])


def _case_number(number: int) -> int:
    if not 0 < number <= _MOST_NUMBER:
        raise CaseError("there is no such case", "see: leeward cases")
    return number


@post("/inbox", status_code=202, include_in_schema=False)
async def relay_inbox(request: Request[Any, Any, Any]) -> Response[bytes]:
    """One delivery to the listening relay."""
    relay = _parts(request).relay
    assert relay is not None
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.scope["headers"]]
    body = await request.body()
    return _answer(await _patience(request).with_(partial(relay.inbox, _target(request), headers, body)))


@get(["/actor", "/actor/{collection:str}"], include_in_schema=False)
async def relay_actor(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The relay's actor document."""
    return await _document(request)


@get("/.well-known/webfinger", include_in_schema=False)
async def webfinger(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Where the relay's actor is."""
    return await _document(request)


@get("/.well-known/nodeinfo", include_in_schema=False)
async def nodeinfo_links(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Where NodeInfo is."""
    return await _document(request)


@get("/nodeinfo/{version:str}", include_in_schema=False)
async def nodeinfo(version: FromPath[str], request: Request[Any, Any, Any]) -> Response[bytes]:
    """What runs here."""
    return await _document(request)


async def _document(request: Request[Any, Any, Any]) -> Response[bytes]:
    relay = _parts(request).relay
    assert relay is not None
    return _answer(await relay.document(request.url.path, dict(request.query_params)))


def _target(request: Request[Any, Any, Any]) -> str:
    """As it was asked for, which is what a signature covers."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    query: bytes = request.scope.get("query_string") or b""
    return (raw + (b"?" + query if query else b"")).decode("latin-1")


def _answer(answered: Answered) -> Response[bytes]:
    headers = {"Retry-After": "5"} if answered.status == 503 else {}
    return Response(
        answered.body, status_code=answered.status, media_type=answered.media_type, headers=headers
    )


def _told(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, str]]:
    code, message, hint = _status_of(error)
    headers = {"Retry-After": "5"} if code == 503 else {}
    return Response({"error": message, "hint": hint}, status_code=code, headers=headers)


def _status_of(error: Exception) -> tuple[int, str, str]:
    match error:
        case DatabaseError() | Busy():
            return 503, error.message, error.hint
        case CaseError():
            return 409, error.message, error.hint
        case UsageError():
            return 400, error.message, error.hint
        case LeewardError():
            log.warning("web.failed", said=error.message)
            return 503, error.message, error.hint
        case HTTPException() if error.status_code < 500:
            return error.status_code, error.detail, ""
        case InternalServerException(detail=said) if said == _LEFT:
            return (
                400,
                "the request was not sent to its end",
                "",
            )  # nobody hears it, and it is no fault of ours
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"
    log.error("web.failed", said=type(error).__name__, where=where)
    return 503, "Leeward could not do this", "see its log"  # our fault: whoever sent it should send it again


_TOLD: ExceptionHandlersMap = {Exception: _told}
