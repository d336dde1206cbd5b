"""A post's words on their way to the scanners, and what these found. The words are kept nowhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What a post says, as told: for scanners in memory only, never written, logged or sent.

    text, warning: plain text, without markup; alternatives: descriptions of its media. hashtags: without #.
    urls: all links.
    """

    text: str = ""
    warning: str = ""
    hashtags: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Nothing of it: it may be printed by accident."""
        return "Words(…)"


@dataclass(frozen=True, slots=True)
class TextHit:
    """One entry of a list found in a post. scanner: its plug-in's name. version: the list's digest.

    entry: keyed digest of the entry, hexadecimal: to tell two apart, no more. where: text, warning, hashtag,
    url or alternative. how: exact, folded or evasive.
    """

    scanner: str
    list: str
    version: str
    entry: str
    where: str
    how: str
