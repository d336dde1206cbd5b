"""What a server says it is.

Source: NodeInfo 2.1, jhass/nodeinfo PROTOCOL.md; FEP-f1d5.
"""

from dataclasses import dataclass

from leeward.model.errors import BadEvent, NotFetched, ServerError
from leeward.model.findings import Json
from leeward.net.client import Client
from leeward.net.guard import checked
from leeward.net.wire import FetchLimits, Request
from leeward.plugins.servers.activitypub.proofs import document
from leeward.plugins.servers.activitypub.shapes import fields, many, web

_SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/2."
_LIMITS = FetchLimits(most_bytes=1 << 20, seconds=20.0, redirects=3)
_LONGEST = 100  # characters of a name or version
_HINT = "check the address; the server must answer at /.well-known/nodeinfo"


@dataclass(frozen=True, slots=True)
class Software:
    """In the server's own words; the name in lower case."""

    name: str
    version: str


async def software(client: Client, address: str) -> Software:
    """What runs there. Raises: ServerError: it does not say."""
    listed = await _read(client, f"{address.rstrip('/')}/.well-known/nodeinfo")
    where = [link for one in many(listed.get("links")) if (link := _newest(fields(one), address))]
    if not where:
        raise ServerError("the server does not say what it is", _HINT)
    told = fields((await _read(client, max(where)[1])).get("software"))
    name, version = (_word(told.get(word)) for word in ("name", "version"))
    if not name:
        raise ServerError("the server does not say what it is", _HINT)
    return Software(name.lower(), version)


def _newest(link: dict[str, Json], address: str) -> tuple[str, str] | None:
    """Schema and address of one link, if it leads to the same server."""
    rel, href = link.get("rel"), web(link.get("href"))
    if not (isinstance(rel, str) and rel.startswith(_SCHEMA) and href):
        return None
    return (rel[:_LONGEST], href) if checked(href).host == checked(address).host else None


async def _read(client: Client, url: str) -> dict[str, Json]:
    try:
        answer = await client.call(Request("GET", url, {"Accept": "application/json"}, limits=_LIMITS))
    except NotFetched as error:
        raise ServerError(
            f"the server cannot be asked what it is: {error.reason}",
            _HINT,
            is_passing=error.is_passing,
            retry_after_s=error.retry_after_s,
        ) from None
    if answer.status != 200:
        raise ServerError(f"asked what it is, the server answers {answer.status}", _HINT)
    try:
        return document(answer.body)
    except BadEvent as error:
        raise ServerError(f"asked what it is, the server answers nonsense: {error.message}", _HINT) from None


def _word(value: Json) -> str:
    return value[:_LONGEST] if isinstance(value, str) and value.isprintable() else ""
