"""What an origin's answer says about a thing that it may have deleted."""

import json
from typing import NoReturn

from leeward.model.errors import BadEvent
from leeward.model.findings import Json
from leeward.model.proofs import Seen
from leeward.net.guard import checked
from leeward.net.wire import Answer
from leeward.plugins.servers.activitypub.posts import is_tombstone

ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'

_GONE = {404, 410}
_KINDS = {"application/activity+json", "application/ld+json"}


def document(body: bytes) -> dict[str, Json]:
    """The JSON object in a body. Raises: BadEvent: it is none; the message repeats nothing of it."""
    try:
        read = json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadEvent("the body is no JSON that anybody can read") from None
    if not isinstance(read, dict):
        raise BadEvent("the body is JSON, but not an object")
    return read


def told(answer: Answer) -> dict[str, Json]:
    """What an origin tells of itself; empty if it is not ActivityPub. A file that somebody uploaded there
    under another type never counts."""
    claimed = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if answer.status != 200 or claimed not in _KINDS:
        return {}
    try:
        return document(answer.body)
    except BadEvent:
        return {}


def judge(uri: str, answer: Answer) -> Seen:
    """Whether the thing is gone from its origin. Only its own document or its own Tombstone counts,
    and nothing that another server answers to a redirect."""
    if _server(answer.url) != _server(uri):
        return Seen.UNKNOWN
    if answer.status in _GONE:
        return Seen.GONE
    thing = told(answer)
    if is_tombstone(thing) and thing.get("id", uri) == uri:
        return Seen.GONE
    return Seen.STILL_THERE if thing.get("id") == uri else Seen.UNKNOWN


def _server(uri: str) -> tuple[str, str | None, int | None]:
    url = checked(uri)
    return url.scheme, url.raw_host, url.port


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)
