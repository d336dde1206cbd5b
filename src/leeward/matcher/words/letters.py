"""Which characters can be taken for which letter, and which cannot be seen at all.

Source: Unicode UAX 44 and UTS 39; digits and signs for letters as in "leet".
"""

import re
import string
import unicodedata

from leeward.matcher.words.lookalikes import LOOKS

# digits and signs that stand for letters, the likeliest first
LEET = {
    "0": "o",
    "1": "il",
    "2": "z",
    "3": "e",
    "4": "a",
    "5": "s",
    "6": "gb",
    "7": "t",
    "8": "b",
    "9": "g",
    "@": "a",
    "$": "s",
    "!": "il",
    "|": "il",
    "€": "e",
    "¢": "c",
    "\u00a7": "s",
    "\u00a1": "i",
}
_LATIN = frozenset(string.ascii_lowercase)
SAME = {"l": "i", "b": "g"}  # letters that one sign may stand for are told apart only later

# letters with marks that are letters of their own somewhere: Latin-1, Latin Extended-A, Vietnamese
KEPT = re.compile("[\u00c0-\u017f\u01a0\u01a1\u01af\u01b0\u1e9e\u1ea0-\u1ef9]")
MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2d]")
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# scripts that are written without spaces: a word may begin or end anywhere
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3100-\u312f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_BETWEEN = frozenset(".-_*~^+")
_DOTS = frozenset("\u00b7\u2022\u2027\u30fb")
_SYMBOLS = frozenset({"So", "Sk"})
_KANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}


KATAKANA = re.compile("[\u30a1-\u30f6\u30fd\u30fe]")


def kana(text: str) -> str:
    """Katakana as hiragana: the same sounds."""
    return text.translate(_KANA)


def plain(letter: str) -> str:
    """A letter in lower case without its marks."""
    return MARKS.sub("", unicodedata.normalize("NFKD", letter)).casefold()


def look(letter: str) -> str:
    """The Latin letter that it looks like, or itself, in lower case."""
    return LOOKS.get(ord(letter)) or LOOKS.get(ord(letter[0].lower()[0])) or letter.casefold()


def is_like(letter: str) -> bool:
    """Whether it looks like a Latin letter, and is none that anybody writes."""
    if ord(letter) in LOOKS:
        return True
    return not letter.isascii() and not KEPT.match(letter) and plain(letter) in _LATIN


def is_between(one: str) -> bool:
    """Whether people put it inside of a word to part its letters: other signs stand between two words."""
    return one in _BETWEEN if one.isascii() else one in _DOTS or unicodedata.category(one) in _SYMBOLS


def is_word(letter: str) -> bool:
    """Whether it is part of a word that has edges: a letter or digit of a script that is written with
    spaces."""
    return letter.isalnum() and not UNSPACED.match(letter)
