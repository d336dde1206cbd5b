"""Whether a post is gone: for a moderator's eyes by the API, and for everybody's by its page.

Caches on the way are told to ask again, and a parameter that nobody has asked with before makes those ask
that do not listen.
"""

from leeward.model.errors import NotFetched
from leeward.model.items import Place, Post
from leeward.model.proofs import Aspect, Probe, ProbeResult, Seen
from leeward.net.forms import host_of, path_part, with_query
from leeward.net.wire import Answer, Request
from leeward.plugins.servers.mastodon.asking import get
from leeward.plugins.servers.mastodon.reading import parsed, shape
from leeward.plugins.servers.protocol import Link

_PAST_CACHES = {"Cache-Control": "no-cache, no-store, max-age=0", "Pragma": "no-cache"}
_GONE = {404, 410}
_CLOSED = {401, 403}


async def is_gone(link: Link, post: Post) -> ProbeResult:
    """UNKNOWN unless both say so, or the page is closed to the public and the API says so. A post of another
    server has its page there, which is not what we were asked: only the API counts."""
    probe = Probe(Aspect.POST, Place.ORIGINAL, post.url or post.uri)
    by_api = await _by_api(link, post)
    if by_api is not Seen.GONE:
        return ProbeResult(probe, by_api, _API_SAYS[by_api])
    if host_of(probe.url) != host_of(link.address):
        return ProbeResult(probe, Seen.GONE, "the server shows it no more; its author's own server may")
    by_page, detail = await _by_page(link, probe.url)
    return ProbeResult(probe, by_page, detail)


async def _by_api(link: Link, post: Post) -> Seen:
    try:
        answer = await get(link, f"/api/v1/statuses/{path_part(post.native_id)}", _unheard_of(link))
    except NotFetched:
        return Seen.UNKNOWN
    if answer.status in _GONE:
        return Seen.GONE
    return Seen.STILL_THERE if answer.status == 200 and shape(parsed(answer.body)) else Seen.UNKNOWN


async def _by_page(link: Link, url: str) -> tuple[Seen, str]:
    headers = {"Accept": "text/html, application/activity+json;q=0.5", **_PAST_CACHES}
    await link.pace("read")
    try:
        answer = await link.client.call(Request("GET", with_query(url, _unheard_of(link)), headers))
    except NotFetched as error:
        return Seen.UNKNOWN, f"the API says gone, its page does not answer: {error.reason}"
    if answer.status in _GONE or (answer.status == 200 and _is_tombstone(answer)):
        return Seen.GONE, f"the API says gone, and so does its page ({answer.status})"
    if answer.status == 200:
        return Seen.STILL_THERE, "the API says gone, and its page is still there"
    if answer.status in _CLOSED:
        return Seen.GONE, f"the API says gone, and its page is closed to the public ({answer.status})"
    return Seen.UNKNOWN, f"the API says gone, its page answers {answer.status}"


def _is_tombstone(answer: Answer) -> bool:
    return shape(parsed(answer.body)).get("type") == "Tombstone"


def _unheard_of(link: Link) -> list[tuple[str, str]]:
    return [("nocache", str(int(link.clock().timestamp() * 1000)))]


_API_SAYS = {Seen.STILL_THERE: "the API still shows it", Seen.UNKNOWN: "the API does not say"}
