"""Which ways to hide a word a text may hold: cheap, and sure to miss none that is undone later."""

import re
import string
from dataclasses import dataclass

from leeward.matcher.words.letters import INVISIBLE, KEPT, LEET, MARKS, UNSPACED, is_between, is_like

_LETTER, _FOREIGN, _LIKE, _IDEOGRAPH, _LEET, _MARK, _UNSEEN = "afhcdm0"
_APOSTROPHE, _GAP, _OTHER, _SPACE = "'.: "
_QUOTES = "'\u2019"
_ASCII_CODES = 128


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
_WORDS = _LETTER + _FOREIGN + _LIKE + _IDEOGRAPH + _LEET + _MARK + _UNSEEN + _APOSTROPHE
_JOINED = {ord(one): "x" for one in _WORDS} | {ord(_OTHER): " "}
_VEILS = (
    *(_LETTER + _LIKE, _LIKE + _LETTER),
    *(one + _UNSEEN for one in (_LETTER, _LIKE, _LEET, _IDEOGRAPH, _FOREIGN)),  # after a picture it is none
)
_ALL_LIKE = re.compile(rf"(?<![{_WORDS}]){_LIKE}{{4,}}(?![{_WORDS}])")
_LEETS = tuple(one for letter in (_LETTER, _FOREIGN, _LIKE) for one in (letter + _LEET, _LEET + letter))
_ALONE = (" x x ", " x  x ", " x   x ")
_QUOTED = (_LETTER + _APOSTROPHE) * 2
TRIPLES = tuple(letter * 3 for letter in string.ascii_lowercase + string.digits)


@dataclass(frozen=True, slots=True)
class Signs:
    """is_veiled: something invisible, piled marks or mixed alphabets. is_split: signs in place of letters,
    letters that stand alone, words with signs inside."""

    is_veiled: bool
    is_split: bool


def signs(folded: str) -> Signs:
    """What there is. folded: as the folding gives it."""
    kinds = folded.translate(_KINDS)
    veiled = not folded.isascii() and _is_veiled(kinds)
    if veiled or _QUOTED in kinds or any(one in kinds for one in _LEETS):
        return Signs(veiled, is_split=True)
    return Signs(is_veiled=False, is_split=_is_parted(kinds.translate(_JOINED)))


def _is_veiled(kinds: str) -> bool:
    if _MARK in kinds or any(one in kinds for one in _VEILS):
        return True
    return _LIKE * 4 in kinds and _ALL_LIKE.search(kinds) is not None


def _is_parted(joined: str) -> bool:
    """Whether a sign is inside of a word, or two letters stand alone one after the other."""
    if "x.x" in joined or "x..x" in joined:
        return True
    apart = f" {joined.replace(_GAP, ' ')} "
    return any(one in apart for one in _ALONE)
