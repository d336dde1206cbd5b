"""Cheap signs of an evasion: none that is undone later may be missed."""

import random

import pytest

from leeward.matcher.words.folding import key
from leeward.matcher.words.signs import TRIPLES, signs
from tests import evasions

ORDINARY = (
    "We walked over the old bridge; it's a well built one, isn't it?",
    "Am Morgen war die Brücke noch naß, schön war es doch (wie immer).",
    "橋の上から川を見ました。とても、きれいでした\uff01",
    "Мы долго шли через длинный деревянный мостик.",
    "What a view ❤️",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_post_shows_none(text: str) -> None:
    told = signs(key(text))
    assert not told.is_veiled
    assert not told.is_split


@pytest.mark.parametrize("evasion", evasions.LATIN, ids=lambda one: one.__name__)
def test_every_evasion_shows(evasion: evasions.Evasion) -> None:
    chance = random.Random(11)
    vocabulary = [evasions.word(chance, 2) for _ in range(200)]
    for _ in range(200):
        term = evasions.word(chance)
        disguised = evasion(chance, term)
        if disguised[-1] in "!|":  # an exclamation mark
            continue
        hidden = key(evasions.planted(chance, vocabulary, disguised))
        told = signs(hidden)
        is_plain = term in hidden  # full-width letters are plain once they are folded
        has_triples = any(one in hidden for one in TRIPLES)
        assert told.is_veiled or told.is_split or is_plain or has_triples, disguised
