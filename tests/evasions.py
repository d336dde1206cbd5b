"""Generated posts of invented words, and the ways in which people hide a word."""

import random
from collections.abc import Callable, Sequence

_STARTS = ("br", "k", "l", "m", "t", "st", "v", "fl", "gr", "n", "d", "s", "p", "w", "j")
_MIDDLES = ("a", "e", "i", "o", "u", "ai", "ou", "ee")
_ENDS = ("n", "r", "l", "k", "st", "m", "", "t", "nd", "sh")
_LOOKS = dict(
    zip(
        "aeopcxyisjdh",
        "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0455\u0458\u0501\u04bb",
        strict=True,
    )
)
_LEET = {
    "a": "4@",
    "e": "3",
    "i": "1!",
    "o": "0",
    "s": "5$",
    "t": "7",
    "g": "9",
    "b": "8",
    "l": "1|",
    "z": "2",
}
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e"
_PILED = "\u0336\u0332\u0323\u0317\u0359\u20d7"
_KANA = "あいうえおかきくけこさしすせそたちつてとなにのはひふまみむもやゆよらりるれろわん"


def word(chance: random.Random, syllables: int = 3) -> str:
    """An invented word in Latin letters."""
    parts = (
        chance.choice(_STARTS) + chance.choice(_MIDDLES) + chance.choice(_ENDS) for _ in range(syllables)
    )
    return "".join(parts)


def kana(chance: random.Random, length: int = 5) -> str:
    """An invented word in hiragana."""
    return "".join(chance.choices(_KANA, k=length))


def sentence(chance: random.Random, vocabulary: Sequence[str], length: int = 18) -> list[str]:
    """Words with capitals and punctuation as in ordinary posts."""
    words = chance.choices(vocabulary, k=length)
    for place in range(0, length, 7):
        words[place] = words[place].capitalize()
        words[place - 1] += chance.choice((".", ".", ",", ",", ",", "!", "?", ":", "…", ")"))
    return words


def planted(chance: random.Random, vocabulary: Sequence[str], term: str) -> str:
    """A sentence with the term, as it is given, somewhere in it."""
    words = sentence(chance, vocabulary)
    words.insert(chance.randrange(1, len(words)), term)
    return " ".join(words)


def unseen(chance: random.Random, term: str) -> str:
    """With characters that nobody sees."""
    return chance.choice(_UNSEEN).join(term)


def looks(chance: random.Random, term: str) -> str:
    """With letters of another alphabet, at least one."""
    able = [place for place, one in enumerate(term) if one in _LOOKS]
    chosen = set(chance.sample(able, chance.randint(1, len(able)))) if able else set()
    return "".join(_LOOKS[one] if place in chosen else one for place, one in enumerate(term))


def leet(chance: random.Random, term: str) -> str:
    """With digits and signs, at least one."""
    able = [place for place, one in enumerate(term) if one in _LEET]
    chosen = set(chance.sample(able, chance.randint(1, len(able)))) if able else set()
    return "".join(chance.choice(_LEET[one]) if place in chosen else one for place, one in enumerate(term))


def spaced(chance: random.Random, term: str) -> str:
    """With the same thing between all letters."""
    return chance.choice((" ", ".", "-", "_", " . ", "*", "\u00b7", "  ", "\n", "/", ", ")).join(term)


def dotted(chance: random.Random, term: str) -> str:
    """With a sign at one place inside."""
    place = chance.randrange(1, len(term))
    return term[:place] + chance.choice("._-*") + term[place:]


def stretched(chance: random.Random, term: str) -> str:
    """With one letter many times."""
    place = chance.randrange(len(term))
    return term[:place] + term[place] * chance.randint(3, 9) + term[place + 1 :]


def piled(chance: random.Random, term: str) -> str:
    """With marks through and under its letters."""
    return "".join(one + "".join(chance.choices(_PILED, k=chance.randint(1, 3))) for one in term)


def wide(chance: random.Random, term: str) -> str:
    """In full-width letters."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in term)


def katakana(chance: random.Random, term: str) -> str:
    """Hiragana as katakana."""
    return "".join(chr(ord(one) + 0x60) if "ぁ" <= one <= "ゖ" else one for one in term)


Evasion = Callable[[random.Random, str], str]
LATIN: tuple[Evasion, ...] = (unseen, looks, leet, spaced, dotted, stretched, piled, wide)
