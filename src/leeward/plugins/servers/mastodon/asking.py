"""Calls to one server, as the account whose token we have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from leeward.model.errors import NotFetched, ServerError
from leeward.net.forms import form, host_of, with_query
from leeward.net.wire import Answer, Request
from leeward.plugins.servers.mastodon.posts import Teller
from leeward.plugins.servers.mastodon.reading import Shape, parsed, shape, shapes
from leeward.plugins.servers.protocol import Link

BUSY = {408, 425, 429, 503}
_PAGING = {"max_id", "min_id", "since_id", "page"}
_HINTS: Mapping[int, str] = MappingProxyType(
    {
        401: "connect the server again: leeward connect",
        403: "the token's role or scopes do not allow it: leeward connect says which are missing",
    }
)


@dataclass(frozen=True, slots=True)
class Sent:
    """Headers and body of something that is sent."""

    headers: Mapping[str, str]
    body: bytes


def teller(link: Link) -> Teller:
    """How to read what this server shows."""
    software = link.card.software if link.card else ""
    return Teller(host_of(link.address), has_counts=software != "snac")


async def get(link: Link, path: str, query: Iterable[tuple[str, str]] = ()) -> Answer:
    """The answer to a question. Raises: NotFetched."""
    pairs = list(query)
    await link.pace("page" if _PAGING & {name for name, _ in pairs} else "read")
    request = Request("GET", with_query(link.address + path, pairs), _headers(link))
    return await link.client.call(request)


async def send(link: Link, method: str, path: str, fields: Iterable[tuple[str, str]] = ()) -> Answer:
    """The answer to something that changes the server. Raises: NotFetched: nobody knows whether it did."""
    return await send_body(link, method, path, Sent(*form(fields)))


async def send_body(link: Link, method: str, path: str, sent: Sent) -> Answer:
    """As `send`, with a body of one's own."""
    await link.pace("write")
    headers = {**_headers(link), **sent.headers}
    return await link.client.call(Request(method, link.address + path, headers, sent.body))


async def get_shape(link: Link, path: str, query: Iterable[tuple[str, str]] = ()) -> Shape:
    """An object. Raises: ServerError."""
    return an_object(await wanted(link, path, query))


async def get_shapes(link: Link, path: str, query: Iterable[tuple[str, str]] = ()) -> list[Shape]:
    """A list of objects. Raises: ServerError."""
    value = parsed((await wanted(link, path, query)).body)
    if not isinstance(value, list):
        raise ServerError("the server answers with something else than a list", is_passing=True)
    return shapes(value)


def an_object(answer: Answer) -> Shape:
    """What an answer holds. Raises: ServerError: it is none; a proxy may have answered in its place."""
    value = parsed(answer.body)
    if not isinstance(value, dict):
        raise ServerError("the server answers with something else than an object", is_passing=True)
    return shape(value)


async def wanted(link: Link, path: str, query: Iterable[tuple[str, str]] = ()) -> Answer:
    """An answer that is a success. Raises: ServerError."""
    try:
        answer = await get(link, path, query)
    except NotFetched as error:
        raise broken(error) from error
    return success(answer)


def success(answer: Answer) -> Answer:
    """The answer itself. Raises: ServerError: it is none that one wants."""
    if answer.status != 200:
        raise refusal(answer)
    return answer


def refusal(answer: Answer) -> ServerError:
    """What it means for a server that this came back."""
    status = answer.status
    return ServerError(
        f"the server answers {status}",
        _HINTS.get(status, ""),
        is_passing=status in BUSY or status >= 500,
        retry_after_s=answer.retry_after_s,
    )


def broken(error: NotFetched) -> ServerError:
    """What it means for a server that nothing came back."""
    return ServerError(error.reason, is_passing=error.is_passing, retry_after_s=error.retry_after_s)


def _headers(link: Link) -> dict[str, str]:
    accept = {"Accept": "application/json"}
    return {**accept, "Authorization": f"Bearer {link.token}"} if link.token else accept
