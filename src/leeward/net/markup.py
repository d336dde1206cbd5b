"""HTML of posts into plain words and links. Nothing of it is ever shown, so nothing is made safe to show."""

import html
import re
from dataclasses import dataclass, field

MOST_LINKS = 1_000
LONGEST = 1_000_000  # characters that are read
_TAG = re.compile(r"(<[/!?a-zA-Z][^<>]*>)")  # stops at the next <: time stays linear, whatever is sent
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,20})")
_ATTRIBUTE = re.compile(r"\b(href|class|rel)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_BLOCKS = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "tr"}
)
_DOMAIN = "."
_PERSON = re.compile(r"@\S{1,500}")
_BLANK = re.compile(r"[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Told:
    """What a piece of HTML says. links: all addresses it leads to, but for people's."""

    text: str
    links: tuple[str, ...]


@dataclass(slots=True)
class _Reader:
    """Walks over the pieces. written: of a link, what is written in it."""

    pieces: list[str] = field(default_factory=list)
    links: dict[str, None] = field(default_factory=dict)
    href: str | None = None
    is_person: bool = False
    written: list[str] = field(default_factory=list)

    def tag(self, tag: str) -> None:
        named = _NAME.match(tag)
        name = named[1].lower() if named else ""
        if name == "a":
            self._leave()
            if not tag.startswith("</"):
                self._enter(tag)
        elif name in _BLOCKS:
            self.text("\n")

    def text(self, text: str) -> None:
        if self.href is not None or self.is_person:
            self.written.append(text)
        else:
            self.pieces.append(text)

    def end(self) -> None:
        self._leave()

    def _enter(self, tag: str) -> None:
        found = {
            one[1].lower(): html.unescape(one[2] or one[3] or one[4] or "")
            for one in _ATTRIBUTE.finditer(tag)
        }
        classes = found.get("class", "").split()
        self.is_person = "mention" in classes and "hashtag" not in classes
        self.href = found.get("href", "")
        is_tag = "hashtag" in classes or "tag" in found.get("rel", "").split()
        if not (self.is_person or is_tag) and self.href and len(self.links) < MOST_LINKS:
            self.links[self.href] = None

    def _leave(self) -> None:
        """What is written in a link is words, but for a person's name, and the address itself."""
        written, self.written = "".join(self.written), []
        href, self.href = self.href or "", None
        is_name = self.is_person and _PERSON.fullmatch(written.strip())
        if not (is_name or (href and _is_same(written.strip().rstrip("…"), href))):
            self.pieces.append(written)
        self.is_person = False


def read(markup: str) -> Told:
    """Its words, a line for each paragraph, and its links. Any text, in time linear in it."""
    reader = _Reader()
    for place, piece in enumerate(_TAG.split(markup[:LONGEST])):
        if place % 2:
            reader.tag(piece)
        elif piece:
            reader.text(html.unescape(piece) if "&" in piece else piece)
    reader.end()
    return Told(_BLANK.sub("\n", "".join(reader.pieces)).strip(), tuple(reader.links))


def plain(told: object) -> str:
    """A text that has no markup, or nothing."""
    return told[:LONGEST] if isinstance(told, str) else ""


def _is_same(shown: str, href: str) -> bool:
    """Whether it is an address that is shown, of this link or another."""
    if not shown or any(one.isspace() for one in shown):
        return False
    return shown.startswith(("https://", "http://")) or (
        _DOMAIN in shown and _bare(href).startswith(_bare(shown))
    )


def _bare(address: str) -> str:
    return address.partition("://")[2] or address
