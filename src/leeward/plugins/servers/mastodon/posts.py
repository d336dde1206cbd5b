"""Statuses, as this API shows them, into posts; and their words, for scanners in memory only.

Source: docs.joinmastodon.org/entities/Status and MediaAttachment; GoToSocial, snac and Akkoma as recorded.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from leeward.model.events import Dropped, Event, Posted, Words
from leeward.model.items import Author, Copy, MediaRef, Place, Post, Visibility
from leeward.net import markup
from leeward.plugins.servers.mastodon.reading import (
    Shape,
    boolean,
    ident,
    moment,
    number,
    shape,
    shapes,
    web,
    word,
)

_MOST_MEDIA = 64  # Pixelfed allows 20; that there are more is told as one more, which nobody can look at
_MOST_TAGS = 1_000
_VISIBILITIES = {
    "public": Visibility.PUBLIC,
    "unlisted": Visibility.UNLISTED,
    "private": Visibility.FOLLOWERS,
    "limited": Visibility.FOLLOWERS,
    "mutuals_only": Visibility.FOLLOWERS,
    "list": Visibility.DIRECT,
    "direct": Visibility.DIRECT,
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Who shows us a status. domain: its host and port, "" where every local name comes without.
    has_counts: whether its numbers of posts and followers are true (snac's are always 0)."""

    domain: str = ""
    has_counts: bool = True


def told(status: Shape, teller: Teller = Teller()) -> Event:
    """What one status means to us."""
    if shape(status.get("reblog")):
        return Dropped("a boost")
    post = read_post(status, teller)
    return Posted(post, read_words(status)) if post else Dropped("a status without id or URI")


def read_words(status: Shape) -> Words | None:
    """What it says; None: it does not tell."""
    if not isinstance(status.get("content"), str):
        return None
    said = markup.read(markup.plain(status["content"]))
    choices = [markup.plain(one.get("title")) for one in shapes(shape(status.get("poll")).get("options"))]
    card = web(shape(status.get("card")).get("url"))
    tags = [markup.plain(one.get("name")) for one in shapes(status.get("tags"))[:_MOST_TAGS]]
    described = [markup.plain(one.get("description")) for one in shapes(status.get("media_attachments"))]
    return Words(
        text="\n".join([said.text, *choices[:_MOST_MEDIA]]),
        warning=markup.plain(status.get("spoiler_text")),
        hashtags=tuple(filter(None, tags)),
        urls=tuple(dict.fromkeys([*said.links, *filter(None, [card])])),
        alternatives=tuple(filter(None, described[:_MOST_MEDIA])),
    )


def read_post(status: Shape, teller: Teller) -> Post | None:
    """The post, None if it does not say what it is or whose."""
    native_id, uri = ident(status.get("id")), web(status.get("uri")) or web(status.get("url"))
    author = _author(shape(status.get("account")), teller)
    if native_id is None or uri is None or author is None:
        return None
    return Post(
        native_id=native_id,
        uri=uri,
        author=author,
        visibility=_VISIBILITIES.get(str(status.get("visibility")), Visibility.UNKNOWN),
        posted_at=moment(status.get("created_at")),
        edited_at=moment(status.get("edited_at")),
        url=web(status.get("url")),
        is_reply=status["in_reply_to_id"] is not None if "in_reply_to_id" in status else None,
        is_sensitive=boolean(status.get("sensitive")),
        media=tuple(_media(status)),
    )


def _author(account: Shape, teller: Teller) -> Author | None:
    native_id = ident(account.get("id"))
    uri = web(account.get("uri")) or web(account.get("url"))
    if native_id is None or uri is None:
        return None
    return Author(
        native_id=native_id,
        uri=uri,
        is_local=_is_local(account, teller),
        born=moment(account.get("created_at")),
        posts=number(account.get("statuses_count")) if teller.has_counts else None,
        followers=number(account.get("followers_count")) if teller.has_counts else None,
        is_limited=account.get("limited") is True,  # it appears only where it is so
    )


def _is_local(account: Shape, teller: Teller) -> bool | None:
    acct = account.get("acct")
    if not isinstance(acct, str) or not acct:
        return None
    _, at, domain = acct.partition("@")
    return not at or domain.lower() == teller.domain


def _media(status: Shape) -> Iterator[MediaRef]:
    told = shapes(status.get("media_attachments"))
    for place, one in enumerate(told[:_MOST_MEDIA]):
        native_id = ident(one.get("id")) or str(place)
        yield MediaRef(native_id, word(one.get("type"), "unknown"), tuple(_copies(one)))
    if len(told) > _MOST_MEDIA:
        yield MediaRef("#more", "unknown", ())


def _copies(media: Shape) -> Iterator[Copy]:
    """Every address once, the server's own first. A media without any is one that we cannot look at."""
    named = (
        (Place.ORIGINAL, media.get("url")),
        (Place.PREVIEW, media.get("preview_url")),
        (Place.REMOTE, media.get("remote_url")),
        (Place.REMOTE, media.get("preview_remote_url")),
    )
    seen = set()
    for place, value in named:
        url = web(value)
        if url is not None and url not in seen:
            seen.add(url)
            yield Copy(Place.PROXY if "/media_proxy/" in url else place, url)
