"""Texts in the form in which they are compared: strictly (NFKC, case), and with evasions taken out."""

import re
import unicodedata

from leeward.matcher.words.letters import INVISIBLE, KATAKANA, MARKS, kana
from leeward.matcher.words.lookalikes import CLOSE, LOOKS, SIGNS

_LONG = 500  # characters: below that no order of marks takes long
_MOST_MARKS = 8  # on one letter that are read
_TIMES = 4
_SPACES = re.compile(r"\s{2,}|[^\S ]")
_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"\S+")
_SIGNED = re.compile("[" + "".join(sorted(SIGNS)) + "]{4,}")
_LATIN = re.compile("[a-zA-Z]")
_SHORTEST = 5  # letters of another alphabet that only look like a Latin word


def fold(text: str) -> str:
    """NFKC and case folded, white space as one blank; folding it again changes nothing.

    Any text, of any length, in time linear in it: of endless marks on one letter the first are read.
    Source: Unicode, Default Caseless Matching (D146).
    """
    folded = text.lower() if text.isascii() else _folded(_bearable(text))
    return (
        _SPACES.sub(" ", folded) if "\n" in folded or "  " in folded or not folded.isprintable() else folded
    )


def key(text: str) -> str:
    """Folded, and katakana as hiragana: what the lists are searched by."""
    folded = fold(text)
    return kana(folded) if not folded.isascii() and KATAKANA.search(folded) else folded


def bare(text: str) -> str:
    """The key of a list's entry: also without what cannot be seen."""
    return key(INVISIBLE.sub("", text)).strip()


def compatible(text: str) -> str:
    """NFKC with its case."""
    return text if text.isascii() else unicodedata.normalize("NFKC", _bearable(text))


def mended(text: str) -> str:
    """Without what cannot be seen, without marks piled on letters, and with look-alikes as the Latin letters
    that they stand among. text: as `compatible` gives it."""
    seen = INVISIBLE.sub("", text)
    if MARKS.search(seen):
        seen = _PIECE.sub(_unmarked, seen)
    seen = _SIGNED.sub(lambda found: found[0].translate(LOOKS), seen)
    return _WORD.sub(_latin, seen)


def _folded(text: str) -> str:
    text = text.replace("…", "...")  # as NFKC does, which takes long for it
    for _ in range(_TIMES):
        text = unicodedata.normalize("NFKC", text).casefold()
        if unicodedata.is_normalized("NFKC", text) and text.casefold() == text:
            break
    return text


def _bearable(text: str) -> str:
    """Without halves of surrogate pairs, which no library takes, and without hundreds of marks on one letter:
    putting n marks in order takes n² steps."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(text) <= _LONG:
        return text
    kept, run = [], 0
    for one in text:
        run = run + 1 if unicodedata.combining(one) else 0
        if run <= _MOST_MARKS:
            kept.append(one)
    return "".join(kept)


def _unmarked(found: re.Match[str]) -> str:
    """A piece with marks that belong to no letter loses all of its marks."""
    if not MARKS.search(found[0]):
        return found[0]
    bare = MARKS.sub("", unicodedata.normalize("NFD", found[0]))
    return unicodedata.normalize("NFC", bare)


def _latin(found: re.Match[str]) -> str:
    word = found[0]
    if word.isascii():
        return word
    is_mixed = _LATIN.search(word) and len(word) > 2
    if is_mixed or (len(word) >= _SHORTEST and all(one in CLOSE for one in word)):
        return word.translate(LOOKS)
    return word
