"""What a server says of itself to everybody. Source: nodeinfo.diaspora.software, schemas 2.0 and 2.1."""

from dataclasses import dataclass, field

from leeward.model.errors import NotFetched, ServerError
from leeward.net.wire import Request
from leeward.plugins.servers.mastodon.asking import broken
from leeward.plugins.servers.mastodon.reading import Shape, parsed, shape, shapes, text, web
from leeward.plugins.servers.protocol import Link

_SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/2."
_ACCEPT = {"Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """software: lower case."""

    software: str
    version: str
    metadata: Shape = field(default_factory=dict)


async def node_info(link: Link) -> NodeInfo:
    """What it says. The token is not shown to whatever address it names. Raises: ServerError."""
    index = await _read(link, f"{link.address}/.well-known/nodeinfo")
    named = [
        (rel, href)
        for one in shapes(index.get("links"))
        if (rel := text(one.get("rel"))) and rel.startswith(_SCHEMA) and (href := web(one.get("href")))
    ]
    if not named:
        raise ServerError("the server does not say what it is", "is this the address of a fediverse server?")
    told = await _read(link, max(named)[1])
    software = shape(told.get("software"))
    name, version = text(software.get("name")), text(software.get("version"))
    if name is None:
        raise ServerError("the server does not say what it is", "its NodeInfo has no software.name")
    return NodeInfo(name.lower(), version or "", shape(told.get("metadata")))


async def _read(link: Link, url: str) -> Shape:
    await link.pace("read")
    try:
        answer = await link.client.call(Request("GET", url, _ACCEPT))
    except NotFetched as error:
        raise broken(error) from error
    return shape(parsed(answer.body)) if answer.status == 200 else {}
