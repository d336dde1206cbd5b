"""The site: every address that answers, and how errors are told."""

from functools import partial
from typing import Any

from litestar import Litestar, Request, Response, get, post
from litestar.config.app import AppConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.params import FromPath
from litestar.types import ExceptionHandlersMap

from leeward.web.api import operator
from leeward.web.api.operator import parts_of
from leeward.web.api.pacing import Pacing
from leeward.web.api.router import api, closed, described
from leeward.web.api.telling import told
from leeward.web.parts import Answered, WebParts
from leeward.web.patience import Patience
from leeward.web.router import desk

MOST_BODY = 4 * 1024 * 1024  # bytes: Mastodon's largest webhook is far below, and it cuts federation at 1 MiB
_PLAIN = "text/plain"


def site(parts: WebParts) -> Litestar:
    """The application that answers with these parts."""
    handlers: list[Any] = [webhook, healthz, readyz, metrics, *operator.HANDLERS]
    if parts.room is not None:
        handlers += [desk(), api()]
    if parts.relay is not None:
        handlers += [relay_inbox, relay_actor, webfinger, nodeinfo_links, nodeinfo]
    app = Litestar(
        route_handlers=handlers,
        state=State({"parts": parts, "patience": Patience(), "pacing": Pacing(_per_minute(parts))}),
        request_max_body_size=MOST_BODY,
        openapi_config=described(),
        exception_handlers=_TOLD,
        on_app_init=[_without_defaults],
        debug=False,
    )
    return closed(app) if parts.room is not None else app


def _without_defaults(config: AppConfig) -> AppConfig:
    """No logging of requests or bodies: an error's words are ours alone."""
    config.logging_config = None
    return config


def _per_minute(parts: WebParts) -> float:
    return parts.room.ground.config.desk.api_per_minute if parts.room is not None else 1.0


def _patience(connection: ASGIConnection[Any, Any, Any, Any]) -> Patience:
    patience = connection.app.state["patience"]
    assert isinstance(patience, Patience)
    return patience


@post("/in/{server:int}/webhook", status_code=202, include_in_schema=False)
async def webhook(server: FromPath[int], request: Request[Any, Any, Any]) -> Response[bytes]:
    """One webhook: 2xx only when it is in the database for good, 503 whenever it cannot be."""
    body = await request.body()
    hear = partial(parts_of(request).hear, server, dict(request.headers), body)
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
    ready = await _patience(request).with_(parts_of(request).ready)
    text = "\n".join(ready.problems or ("ready",)) + "\n"
    return Response(text.encode(), status_code=503 if ready.problems else 200, media_type=_PLAIN)


@get("/metrics", guards=[operator.is_operator], include_in_schema=False)
async def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Numbers for Prometheus: no content, no names. But whoever posts a picture and sees the number of cases
    rise knows that it is listed: only the operator may see them."""
    text = await parts_of(request).metrics()
    return Response(text, media_type="text/plain; version=0.0.4")


@post("/inbox", status_code=202, include_in_schema=False)
async def relay_inbox(request: Request[Any, Any, Any]) -> Response[bytes]:
    """One delivery to the listening relay."""
    relay = parts_of(request).relay
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
    relay = parts_of(request).relay
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


_TOLD: ExceptionHandlersMap = {Exception: told}
