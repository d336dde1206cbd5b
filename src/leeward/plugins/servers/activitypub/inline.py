"""Pictures and clips inside a post's text. Only their addresses leave this module."""

import html
import re
from collections.abc import Iterator

from leeward.model.findings import Json
from leeward.plugins.servers.activitypub.shapes import MOST, fields, web

_TAG = re.compile(r"<(img|video|source|audio)[\s/]", re.IGNORECASE)
_SOURCE = re.compile(r"""[\s"'/]src\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_MARK = re.compile(r"""["'>]""")
_LONGEST_TAG = 8192  # characters
_KINDS = {"img": "image", "video": "video", "audio": "audio"}


def sources(post: dict[str, Json]) -> Iterator[tuple[str, str | None]]:
    """Kind and address of each; None for an address that nobody can read."""
    texts = [post.get("content"), *list(fields(post.get("contentMap")).values())[:MOST]]
    for text in texts:
        if isinstance(text, str):
            yield from _in(text)


def _in(text: str) -> Iterator[tuple[str, str | None]]:
    at = 0
    while found := _TAG.search(text, at):
        at = _end(text, found.end() - 1)
        named = _SOURCE.search(text[found.start() : min(at, found.start() + _LONGEST_TAG)])
        if named:
            source = html.unescape(named[1] or named[2] or named[3] or "").strip()
            yield _KINDS.get(found[1].lower(), "unknown"), web(source)


def _end(text: str, at: int) -> int:
    """Where the tag ends, past whatever is quoted. One that never ends takes all: no text is read twice."""
    while found := _MARK.search(text, at):
        if found[0] == ">":
            return found.end()
        at = text.find(found[0], found.end()) + 1
        if not at:
            break
    return len(text)
