"""Posts and their authors; and what they say, for scanners in memory only."""

from leeward.model.events import Words
from leeward.model.findings import Json
from leeward.model.items import Author, Post, Visibility
from leeward.net import markup
from leeward.plugins.servers.activitypub.media import MOST_MEDIA, media
from leeward.plugins.servers.activitypub.shapes import fields, links, many, moment, types, uri, uris, web

_POSTS = {
    *("Note", "Article", "Page", "Question", "Video", "Audio", "Image"),
    *("Event", "Document", "ChatMessage"),
}
_EVERYBODY = {"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"}
_WEB_PAGE = {"", "text/html"}


def is_tombstone(thing: dict[str, Json]) -> bool:
    """Whether it is what remains of something that was deleted."""
    return "Tombstone" in types(thing)


def post(value: Json, actor: str | None = None) -> Post | None:
    """The post, if it is one and says its own URI. actor: who sent it, where it does not name an author."""
    thing = fields(value)
    itself = web(thing.get("id"))
    author = _author(thing) or actor
    if not (types(thing) & _POSTS and itself and author):
        return None
    return Post(
        native_id=itself,
        uri=itself,
        author=Author(author, author),
        visibility=_visibility(thing),
        posted_at=moment(thing.get("published")),
        edited_at=moment(thing.get("updated")),
        url=_page(thing.get("url")),
        is_reply=thing.get("inReplyTo") is not None,
        is_sensitive=sensitive if isinstance(sensitive := thing.get("sensitive"), bool) else None,
        media=media(thing),
    )


def words(value: Json) -> Words | None:
    """What a post says; None: it does not tell, or is none."""
    thing = fields(value)
    if not types(thing) & _POSTS or not any(isinstance(thing.get(one), str) for one in ("content", "name")):
        return None
    said = markup.read(markup.plain(thing.get("content")))
    choices = [*many(thing.get("oneOf")), *many(thing.get("anyOf"))]
    named = [thing, *map(fields, choices[:MOST_MEDIA])]
    attached = [fields(one) for one in many(thing.get("attachment"))]
    leads = [web(one.get("href")) for one in attached if "Link" in types(one)]
    tags = [fields(one) for one in many(thing.get("tag"))]
    hashtags = [markup.plain(one.get("name")).lstrip("#") for one in tags if "Hashtag" in types(one)]
    return Words(
        text="\n".join([*(markup.plain(one.get("name")) for one in named), said.text]).strip(),
        warning=markup.read(markup.plain(thing.get("summary"))).text,
        hashtags=tuple(filter(None, hashtags)),
        urls=tuple(dict.fromkeys([*said.links, *filter(None, leads)])),
        alternatives=tuple(filter(None, (markup.plain(one.get("name")) for one in attached[:MOST_MEDIA]))),
    )


def _author(thing: dict[str, Json]) -> str | None:
    """Of several (PeerTube names a person and a channel) the first person, else the first."""
    named = many(thing.get("attributedTo"))
    people = [one for one in named if isinstance(one, dict) and "Person" in types(one)]
    return next(iter(uris([*people, *named])), None)


def _visibility(thing: dict[str, Json]) -> Visibility:
    """Nobody named in lists that are there means nobody; no lists at all means nobody knows."""
    to, cc = _addresses(thing.get("to")), _addresses(thing.get("cc"))
    if to & _EVERYBODY:
        return Visibility.PUBLIC
    if cc & _EVERYBODY:
        return Visibility.UNLISTED
    if any(_is_followers(one) for one in to | cc):
        return Visibility.FOLLOWERS
    return Visibility.DIRECT if "to" in thing or "cc" in thing else Visibility.UNKNOWN


def _addresses(value: Json) -> set[str]:
    return {one for one in (uri(item) or item for item in many(value)) if isinstance(one, str)}


def _is_followers(address: str) -> bool:
    return address.rstrip("/").endswith("/followers")


def _page(value: Json) -> str | None:
    return next((address for address, claimed, _ in links(value) if claimed in _WEB_PAGE), None)
