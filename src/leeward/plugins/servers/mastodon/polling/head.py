"""The newest posts of the public timeline, and whatever lies between them and the last look."""

from collections.abc import Mapping, Sequence

from leeward.model.findings import Json
from leeward.plugins.servers.mastodon.asking import get_shapes, teller
from leeward.plugins.servers.mastodon.posts import told
from leeward.plugins.servers.mastodon.reading import Shape, ident, text
from leeward.plugins.servers.protocol import Link, Polled

TIMELINE = "/api/v1/timelines/public"
PAGE = 40


async def read_head(link: Link, cursor: Mapping[str, Json]) -> Polled:
    """The posts that the last page did not have. Where the two pages do not even touch, the gap is read
    page by page from its old end. Raises: ServerError.

    Ids are never compared: servers write them as numbers, ULIDs, or times with a hash behind.
    """
    newest = await get_shapes(link, TIMELINE, [("limit", str(PAGE))])
    known = cursor.get("seen")
    seen = {one for one in known if isinstance(one, str)} if isinstance(known, list) else set()
    anchor = text(cursor.get("id"))
    if anchor and len(newest) >= PAGE and not seen & {_mark(one) for one in newest}:
        query = [("limit", str(PAGE)), ("min_id", anchor)]
        if gap := await get_shapes(link, TIMELINE, query):
            return _polled(link, gap, set(), is_complete=False)
    return _polled(link, newest, seen, is_complete=True, anchor=anchor)


def _polled(
    link: Link, page: Sequence[Shape], seen: set[str], *, is_complete: bool, anchor: str | None = None
) -> Polled:
    fresh = [one for one in page if _mark(one) not in seen]
    at = ident(page[0].get("id")) if page else anchor
    marks: list[Json] = [_mark(one) for one in page]
    events = tuple(told(one, teller(link)) for one in reversed(fresh))
    return Polled(events, {"id": at, "seen": marks}, is_complete)


def _mark(status: Shape) -> str:
    """Another for each edit, so that it is seen anew."""
    return f"{ident(status.get('id'))} {text(status.get('edited_at')) or ''}"
