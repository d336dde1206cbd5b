"""The loose shapes of ActivityPub: one or many, a URI or the thing itself. Nothing here ever raises."""

from collections.abc import Iterator
from datetime import UTC, datetime

from leeward.model.errors import NotFetched
from leeward.model.findings import Json
from leeward.net.guard import checked

MOST = 1000  # of any list; the rest is not read

_LONGEST_URI = 2048  # characters
_LONGEST_TIME = 40


def many(value: Json) -> list[Json]:
    """One or many as many; nothing as none."""
    if value is None:
        return []
    return value[:MOST] if isinstance(value, list) else [value]


def fields(value: Json) -> dict[str, Json]:
    """The thing itself, or an empty one."""
    return value if isinstance(value, dict) else {}


def types(thing: dict[str, Json]) -> set[str]:
    """What it says it is, which may be several."""
    return {one for one in many(thing.get("type")) if isinstance(one, str)}


def web(value: Json) -> str | None:
    """An http(s) address exactly as it was written; None for whatever else. Fragments stay."""
    if not isinstance(value, str) or not 8 <= len(value) <= _LONGEST_URI or not _is_plain(value):
        return None
    try:
        checked(value)
    except NotFetched:
        return None
    return value


def uri(value: Json) -> str | None:
    """The URI of a thing: itself, or its `id`."""
    return web(fields(value).get("id") if isinstance(value, dict) else value)


def uris(value: Json) -> tuple[str, ...]:
    """The URIs of one or many things, those that have one."""
    return tuple(found for one in many(value) if (found := uri(one)))


def moment(value: Json) -> datetime | None:
    """A time, UTC; None if it is none."""
    if not isinstance(value, str) or len(value) > _LONGEST_TIME:
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def links(value: Json) -> Iterator[tuple[str, str, dict[str, Json]]]:
    """Every address of a `url`, `icon` or `image`, with its claimed media type ("" for none) and itself."""
    for one in many(value):
        thing = fields(one)
        address = web(one) or web(thing.get("href"))
        if address:
            yield address, media_type(thing), thing
        elif "url" in thing:
            yield from ((there, kind or media_type(thing), inner) for there, kind, inner in _inside(thing))


def media_type(thing: dict[str, Json]) -> str:
    """What it claims to be, in lower case without parameters."""
    claimed = thing.get("mediaType")
    return claimed.partition(";")[0].strip().lower() if isinstance(claimed, str) else ""


def _inside(thing: dict[str, Json]) -> Iterator[tuple[str, str, dict[str, Json]]]:
    for one in many(thing["url"]):
        inner = fields(one)
        address = web(one) or web(inner.get("href"))
        if address:
            yield address, media_type(inner), inner


def _is_plain(text: str) -> bool:
    """Whether it has nothing that a database, a log or another parser would read differently."""
    return text.isprintable() and not any(one.isspace() or one == "\\" for one in text)
