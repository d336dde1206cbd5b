"""Whether a post is gone: for a moderator's eyes by the API, and for everybody's by its page.

Not found does not mean gone: a post for followers, or of somebody who blocks our account, answers alike. So
everybody's view has to agree, and what only followers may see is never said to be gone.
Caches on the way are told to ask again, and a parameter that nobody has asked with before makes those ask
that do not listen.
"""

from leeward.model.errors import NotFetched
from leeward.model.items import Place, Post, Visibility
from leeward.model.proofs import Aspect, Probe, ProbeResult, Seen
from leeward.net.forms import host_of, path_part, with_query
from leeward.net.wire import Answer, Request
from leeward.plugins.servers.mastodon.asking import get
from leeward.plugins.servers.mastodon.reading import parsed, shape
from leeward.plugins.servers.protocol import Link

_PAST_CACHES = {"Cache-Control": "no-cache, no-store, max-age=0", "Pragma": "no-cache"}
_GONE = {404, 410}
_CLOSED = {401, 403}
_FOR_ALL = {Visibility.PUBLIC, Visibility.UNLISTED}


async def is_gone(link: Link, post: Post) -> ProbeResult:
    """GONE: our account is not shown it, and neither is the public, or the public is shown nothing at all.
    The page of another server's post is there, which is not what we were asked: the public asks the API."""
    probe = Probe(Aspect.POST, Place.ORIGINAL, post.url or post.uri)
    by_api = await _by_api(link, post)
    if by_api is not Seen.GONE:
        return ProbeResult(probe, by_api, _API_SAYS[by_api])
    if post.visibility not in _FOR_ALL:
        return ProbeResult(probe, Seen.UNKNOWN, "the API does not show us what only followers may see")
    is_here = host_of(probe.url) == host_of(link.address)
    url = probe.url if is_here else link.address + _path(post)
    seen, detail = await _by_the_public(link, url)
    return ProbeResult(
        probe, seen, f"the API shows us nothing, and {'its page' if is_here else 'what all may see'} {detail}"
    )


async def _by_api(link: Link, post: Post) -> Seen:
    try:
        answer = await get(link, _path(post), _unheard_of(link))
    except NotFetched:
        return Seen.UNKNOWN
    if answer.status in _GONE:
        return Seen.GONE
    return Seen.STILL_THERE if answer.status == 200 and shape(parsed(answer.body)) else Seen.UNKNOWN


async def _by_the_public(link: Link, url: str) -> tuple[Seen, str]:
    headers = {"Accept": "text/html, application/activity+json;q=0.5, */*;q=0.1", **_PAST_CACHES}
    await link.pace("read")
    try:
        answer = await link.client.call(Request("GET", with_query(url, _unheard_of(link)), headers))
    except NotFetched as error:
        return Seen.UNKNOWN, f"does not answer: {error.reason}"
    if answer.status in _GONE or (answer.status == 200 and _is_tombstone(answer)):
        return Seen.GONE, f"says the same ({answer.status})"
    if answer.status == 200:
        return Seen.STILL_THERE, "still shows it"
    if answer.status in _CLOSED:
        return Seen.GONE, f"shows nobody anything ({answer.status})"
    return Seen.UNKNOWN, f"answers {answer.status}"


def _is_tombstone(answer: Answer) -> bool:
    return shape(parsed(answer.body)).get("type") == "Tombstone"


def _path(post: Post) -> str:
    return f"/api/v1/statuses/{path_part(post.native_id)}"


def _unheard_of(link: Link) -> list[tuple[str, str]]:
    return [("nocache", str(int(link.clock().timestamp() * 1000)))]


_API_SAYS = {Seen.STILL_THERE: "the API still shows it", Seen.UNKNOWN: "the API does not say"}
