"""Activities: who says that they did what, and to what."""

from leeward.model.events import Activity, Deed
from leeward.model.findings import Json
from leeward.plugins.servers.activitypub.flags import flag
from leeward.plugins.servers.activitypub.posts import post, words
from leeward.plugins.servers.activitypub.shapes import fields, many, types, uri, web

_DEEPEST = 3  # an Announce of a Create of a Note is two
_KNOWN = {deed.value: deed for deed in Deed if deed is not Deed.OTHER}
_PUBLIC = {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def activity(value: Json, depth: int = 0) -> Activity | None:
    """The activity, if it says what it is, of whom, and has a URI. Of several things it is about, the first
    that is sent along is read."""
    thing = fields(value)
    itself, actor = web(thing.get("id")), uri(thing.get("actor"))
    if not (itself and actor and types(thing)):
        return None
    deed = next((_KNOWN[one] for one in sorted(types(thing)) if one in _KNOWN), Deed.OTHER)
    about = many(thing.get("object"))
    along = next((one for one in about if isinstance(one, dict)), None)
    return Activity(
        deed=deed,
        uri=itself,
        actor=actor,
        subjects=tuple(named for one in about if (named := _named(one))),
        post=post(along, actor) if deed is not Deed.FLAG else None,
        inner=activity(along, depth + 1) if depth < _DEEPEST else None,
        flag=flag(thing, itself) if deed is Deed.FLAG else None,
        words=words(along) if deed is not Deed.FLAG else None,
    )


def _named(value: Json) -> str | None:
    """Its URI; the public is the same however it is spelt."""
    return PUBLIC if isinstance(value, str) and value in _PUBLIC else uri(value)
