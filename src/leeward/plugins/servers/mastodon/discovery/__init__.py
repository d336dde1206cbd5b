"""What one server is and can do: asked and probed, for its word alone is not enough."""

from dataclasses import replace

from leeward.model.errors import NotFetched, ServerError
from leeward.model.items import WayIn
from leeward.model.servers import Ability, ServerCard, Support, WayAbility
from leeward.net.forms import path_part
from leeward.net.wire import Answer
from leeward.plugins.servers.mastodon.asking import broken, get
from leeward.plugins.servers.mastodon.dialects import dialect
from leeward.plugins.servers.mastodon.dialects.mastodon import MASTODON
from leeward.plugins.servers.mastodon.dialects.shape import PROGRAM, Admin, Dialect
from leeward.plugins.servers.mastodon.discovery.nodeinfo import NodeInfo, node_info
from leeward.plugins.servers.mastodon.discovery.rights import Rights, left, rights
from leeward.plugins.servers.mastodon.discovery.ways import ways_in
from leeward.plugins.servers.mastodon.reading import Shape, ident, parsed, shape, shapes, text
from leeward.plugins.servers.protocol import Link

_OTHER = (
    "Leeward speaks to Mastodon, its forks, GoToSocial, snac, Akkoma, Pleroma and Pixelfed by this program"
)


async def card_of(link: Link) -> ServerCard:
    """The card that the link brings, or a new one. Raises: ServerError."""
    return link.card or await discover(link)


async def discover(link: Link) -> ServerCard:
    """What this server is and can do. Raises: ServerError: it does not answer as such a server."""
    about = await node_info(link)
    spoken = dialect(about.software)
    if spoken is None:
        raise ServerError(
            f"it says that it is {_short(about.software)}, which is no server of this kind", _OTHER
        )
    try:
        return await _card(link, about, spoken)
    except NotFetched as error:
        raise broken(error) from error


async def _card(link: Link, about: NodeInfo, spoken: Dialect) -> ServerCard:
    instance = await _instance(link)
    account = await _account(link)
    found = rights(spoken, account, await _scopes(link) if account else None)
    abilities = [replace(one, link=_absolute(link, one.link)) for one in left(spoken, found)]
    if spoken is MASTODON and await _removes_posts(link):
        abilities = [_by_api(one) if one.action == "remove_post" else one for one in abilities]
    if spoken.admin is Admin.PLEROMA and not _has_tags(about):
        abilities = [_untagged(one) if one.action.endswith("limit_account") else one for one in abilities]
    return ServerCard(
        software=about.software,
        version=_short(about.version),
        program=PROGRAM,
        ways_in=await _ways_in(link, spoken, instance, found),
        abilities=tuple(abilities),
        account=_short(text(account.get("acct")) or text(account.get("username")) or "") or None,
        missing=found.missing(),
        notes=(*spoken.notes, *found.untold),
    )


async def _instance(link: Link) -> Shape:
    """Version 2 from Mastodon 4.0, version 1 elsewhere."""
    for path in ("/api/v2/instance", "/api/v1/instance"):
        found = _object(await get(link, path))
        if found:
            return found
    raise ServerError(
        "the server does not describe itself as this API wants it",
        "its /api/v2/instance and /api/v1/instance give nothing: is the API closed to the public?",
    )


async def _account(link: Link) -> Shape:
    if not link.token:
        return {}
    return _object(await get(link, "/api/v1/accounts/verify_credentials"))


async def _scopes(link: Link) -> list[str] | None:
    """Those of the application, which are the token's."""
    found = _object(await get(link, "/api/v1/apps/verify_credentials")).get("scopes")
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else None


async def _removes_posts(link: Link) -> bool:
    """Whether a fork deletes single posts by API, tried by looking at one that is there: without the route
    the answer is 404, like that for a post that is not there."""
    answer = await get(link, "/api/v1/timelines/public", [("limit", "1")])
    newest = shapes(parsed(answer.body)) if answer.status == 200 else []
    post = ident(newest[0].get("id")) if newest else None
    if post is None:
        return False
    return ident(_object(await get(link, f"/api/v1/admin/statuses/{path_part(post)}")).get("id")) == post


async def _ways_in(link: Link, spoken: Dialect, instance: Shape, found: Rights) -> tuple[WayAbility, ...]:
    is_streaming = True
    if spoken is MASTODON:
        is_streaming = (await get(link, "/api/v1/streaming/health")).status == 200
    answer = await get(link, "/api/v1/timelines/public", [("limit", "1")])
    is_there = {WayIn.STREAM: is_streaming, WayIn.POLL: answer.status == 200}
    return ways_in(spoken, instance, found, is_there)


def _by_api(ability: Ability) -> Ability:
    return replace(ability, support=Support.API, note="by this fork's own API")


def _untagged(ability: Ability) -> Ability:
    return replace(ability, support=Support.NONE, note="its administrator has not switched TagPolicy on")


def _has_tags(about: NodeInfo) -> bool:
    policies = shape(about.metadata.get("federation")).get("mrf_policies")
    return isinstance(policies, list) and "TagPolicy" in policies


def _absolute(link: Link, path: str | None) -> str | None:
    return f"{link.address}{path}" if path else None


def _object(answer: Answer) -> Shape:
    return shape(parsed(answer.body)) if answer.status == 200 else {}


def _short(said: str) -> str:
    """A server's own words, on one line."""
    return "".join(one if one.isprintable() else "?" for one in said[:100])
