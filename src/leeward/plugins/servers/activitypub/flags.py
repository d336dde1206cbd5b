"""Complaints as different servers send them. Of their words only addresses of posts are kept.

Source: Mastodon and GoToSocial name the account, then its posts; Akkoma sends posts along; Misskey names
the account and writes the posts into the text; Lemmy names one post and gives the reason in `summary`.
"""

import re
from collections.abc import Iterator

from leeward.model.events import Flagged, Reporter
from leeward.model.findings import Json
from leeward.net.guard import checked
from leeward.plugins.servers.activitypub.shapes import many, moment, types, uri, uris, web

_MOST_POSTS = 100
_LONGEST_TEXT = 20_000  # characters that are searched for addresses
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\()\[\]{}]{1,2048}")
_POST_PATH = re.compile(
    r"/(statuses|objects|notes?|notice|posts?|comment|p(/[^/]+)?|m/[^/]+/[pt]|videos/watch|w)/[^/]+/?$|/@[^/]+/\d+$"
)
_PEOPLE = {"Person", "Service", "Application", "Group", "Organization"}


def flag(thing: dict[str, Json], itself: str) -> Flagged:
    """The complaint. target: "" where only posts are named. Who complains is their server, as most servers
    complain as a whole: that it is a person, only the actor's own document says."""
    about = many(thing.get("object"))
    target = next((named for one in about if _is_account(one) and (named := uri(one))), "")
    posts = [named for named in uris(about) if named != target]
    if target:
        posts += [one for one in _in_words(thing) if _host(one) == _host(target) and one != target]
    return Flagged(
        native_id=itself,
        target=target,
        posts=tuple(dict.fromkeys(posts))[:_MOST_POSTS],
        category="",
        is_open=True,
        told_at=moment(thing.get("published")),
        reporter_is_local=False,
        reporter=_reporter(thing.get("actor")),
        made_at=moment(thing.get("published")),
    )


def _reporter(actor: Json) -> Reporter | None:
    """None: it does not say who, or of which server."""
    found = uri(actor)
    domain = checked(found).host_port_subcomponent if found else None
    return Reporter(f"domain:{domain}", domain) if domain else None


def _is_account(value: Json) -> bool:
    """By its type, or, of a bare URI, by its path not being a post's."""
    if isinstance(value, dict):
        return bool(types(value) & _PEOPLE)
    address = web(value)
    return address is not None and not _POST_PATH.search(address.partition("#")[0].partition("?")[0])


def _in_words(thing: dict[str, Json]) -> Iterator[str]:
    for name in ("content", "summary"):
        text = thing.get(name)
        if isinstance(text, str):
            found = (one.rstrip(".,;:!?") for one in _ADDRESS.findall(text[:_LONGEST_TEXT]))
            yield from filter(_is_post, found)


def _is_post(address: str) -> bool:
    return web(address) is not None and not _is_account(address)


def _host(address: str) -> str:
    return str(checked(address).origin())
