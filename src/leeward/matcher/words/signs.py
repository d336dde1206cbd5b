"""Which ways to hide a word a text may hold: cheap, and sure to miss none that is undone later."""

import re
import string
from contextlib import suppress
from dataclasses import dataclass

from leeward.matcher.words.letters import INVISIBLE, KEPT, LEET, MARKS, UNSPACED, is_between, is_like

_LETTER, _FOREIGN, _LIKE, _IDEOGRAPH, _LEET, _MARK, _UNSEEN = "afhcdm0"
_APOSTROPHE, _BANG, _GAP, _OTHER, _SPACE = "'!.: "
_QUOTES = "'\u2019"
_BANGS = "!|\u00a1"  # stand for letters, but only between letters
_ASCII_CODES = 128
_BYTES = 256


class _Kinds(dict[int, str]):
    """Each character's kind, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        kind = _kind(chr(code))
        if len(self) < 1 << 16:  # a hostile text does not fill the memory
            self[code] = kind
        return kind


def _kind(one: str) -> str:
    for kind, is_it in (
        (_UNSEEN, INVISIBLE.match(one)),
        (_MARK, MARKS.match(one)),
        (_LIKE, is_like(one)),
        (_BANG, one in _BANGS),
        (_LEET, one in LEET),
        (_IDEOGRAPH, UNSPACED.match(one)),
        (_LETTER, one.isascii() and one.isalnum()),
        (_LETTER, KEPT.match(one)),
        (_FOREIGN, one.isalnum()),
        (_APOSTROPHE, one in _QUOTES),
        (_SPACE, one.isspace()),
        (_GAP, is_between(one)),
    ):
        if is_it:
            return kind
    return _OTHER


_KINDS = _Kinds({code: _kind(chr(code)) for code in range(_ASCII_CODES)})
_WESTERN = ("latin-1", "cp1252")  # all that is written in the west of Europe, in bytes, which are read faster
_OF_BYTES = bytes(
    ord(_kind(one)) if (one := bytes([code]).decode(_WESTERN[-1], "ignore")) else ord(_OTHER)
    for code in range(_BYTES)
)
_WORDS = _LETTER + _FOREIGN + _LIKE + _IDEOGRAPH + _LEET + _MARK + _UNSEEN + _APOSTROPHE
_JOINED = bytes.maketrans((_WORDS + _OTHER + _BANG).encode(), b"x" * len(_WORDS) + b" .")
_APART = bytes.maketrans(_GAP.encode(), b" ")
_ABC = _LETTER + _FOREIGN + _LIKE
_STRANGE = tuple(one.encode() for one in (_MARK, _LIKE, _UNSEEN))
_VEILED = re.compile(  # what is invisible after a picture makes it another one
    rf"{_MARK}|{_LETTER}{_LIKE}|{_LIKE}{_LETTER}|[{_ABC}{_LEET}{_IDEOGRAPH}]{_UNSEEN}"
    rf"|(?<![{_WORDS}]){_LIKE}{{4,}}(?![{_WORDS}])".encode()
)
_PAIRS = {  # what is odd, by what has to be there
    _LEET.encode(): tuple(pair.encode() for one in _ABC for pair in (one + _LEET, _LEET + one)),
    _APOSTROPHE.encode(): (((_LETTER + _APOSTROPHE) * 2).encode(),),
}
_ALONE = (b" x x ", b" x  x ", b" x   x ")
_SIGN = re.compile(  # each of these, by place
    rf"[{_ABC}]{_LEET}|{_LEET}[{_ABC}]|{_BANG}[{_ABC}{_LEET}]|[{_WORDS}]\.{{1,2}}(?=[{_WORDS}])"
    rf"|(?<![{_WORDS}])[{_WORDS}](?=[^{_WORDS}]{{1,3}}[{_WORDS}](?![{_WORDS}]))"
    rf"|{_LETTER}{_APOSTROPHE}{_LETTER}{_APOSTROPHE}".encode()
)
TRIPLES = tuple(letter * 3 for letter in string.ascii_lowercase + string.digits)
_TRIPLE = re.compile(r"([a-z0-9])\1\1")


@dataclass(frozen=True, slots=True)
class Signs:
    """is_veiled: something invisible, piled marks or mixed alphabets. is_split: signs in place of letters,
    letters that stand alone, words with signs inside."""

    is_veiled: bool
    is_split: bool


_VEIL = Signs(is_veiled=True, is_split=True)
_SPLIT = Signs(is_veiled=False, is_split=True)
_NOTHING = Signs(is_veiled=False, is_split=False)


def signs(folded: str) -> Signs:
    """What there is. folded: as the folding gives it."""
    kinds = _kinds(folded)
    is_strange = _STRANGE[0] in kinds or _STRANGE[1] in kinds or _STRANGE[2] in kinds
    if is_strange and _VEILED.search(kinds):
        return _VEIL
    return _SPLIT if _is_odd(kinds) else _NOTHING


def pieces(text: str, reach: int) -> list[str]:
    """Where a text has signs, with so many characters around each. text: NFKC, with its case."""
    small = text.lower()
    if len(small) != len(text):
        return [text]
    places = [found.start() for found in _SIGN.finditer(_kinds(text))]
    places += [found.start() for found in _TRIPLE.finditer(small)]
    spans: list[tuple[int, int]] = []
    for place in sorted(places):
        start = max(0, place - reach)
        if spans and start <= spans[-1][1]:
            start = spans.pop()[0]
        spans.append((start, place + reach))
    return [text[start:end] for start, end in spans]


def _kinds(text: str) -> bytes:
    """One letter for each character: its kind."""
    if text.isascii():
        return text.encode().translate(_OF_BYTES)
    for codec in _WESTERN:
        with suppress(UnicodeEncodeError):
            return text.encode(codec).translate(_OF_BYTES)
    return text.translate(_KINDS).encode()


def _is_odd(kinds: bytes) -> bool:
    """Whether signs stand for letters or inside of words, or letters stand alone one after the other."""
    for one, pairs in _PAIRS.items():  # plain steps: all posts come by here
        if one in kinds and any(pair in kinds for pair in pairs):
            return True
    joined = kinds.translate(_JOINED)
    if b"." in joined and (b"x.x" in joined or b"x..x" in joined):
        return True
    apart = b" %s " % joined.translate(_APART)
    return b" x " in apart and any(one in apart for one in _ALONE)
