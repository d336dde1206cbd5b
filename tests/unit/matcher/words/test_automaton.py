"""Terms are found however they are spelt, and nowhere else."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.matcher.words.automaton import Automaton, How, Term
from tests import evasions

CHANCE = random.Random(2026)
VOCABULARY = [evasions.word(CHANCE, CHANCE.randint(1, 3)) for _ in range(1_500)]
TERMS = sorted({w for w in (evasions.word(CHANCE) for _ in range(1_200)) if len(w) >= 5} - {*VOCABULARY})
MANY = Automaton([Term(one) for one in TERMS])
PLANTED = 300


def found(text: str, *terms: Term) -> list[tuple[str, str]]:
    return [(terms[one.term].text, str(one.how)) for one in Automaton(terms).find(text)]


def _share_found(evasion: evasions.Evasion, seed: int) -> float:
    chance, hits = random.Random(seed), 0
    for _ in range(PLANTED):
        place = chance.randrange(len(TERMS))
        text = evasions.planted(chance, VOCABULARY, evasion(chance, TERMS[place]))
        hits += place in {one.term for one in MANY.find(text)}
    return hits / PLANTED


@pytest.mark.parametrize(
    "evasion", [evasions.unseen, evasions.looks, evasions.spaced, evasions.piled, evasions.wide]
)
def test_every_term_is_found_behind(evasion: evasions.Evasion) -> None:
    assert _share_found(evasion, 3) == 1.0


@pytest.mark.parametrize("evasion", [evasions.leet, evasions.dotted, evasions.stretched])
def test_nearly_every_term_is_found_behind(evasion: evasions.Evasion) -> None:
    assert _share_found(evasion, 4) >= 0.95


def test_nothing_is_found_where_nothing_was_planted() -> None:
    chance = random.Random(6)
    for _ in range(1_000):
        text = " ".join(evasions.sentence(chance, VOCABULARY))
        assert MANY.find(text) == []


def test_a_disguised_word_that_is_no_term_is_none() -> None:
    chance = random.Random(7)
    for evasion in evasions.LATIN:
        for _ in range(50):
            word = chance.choice(VOCABULARY)
            assert MANY.find(evasions.planted(chance, VOCABULARY, evasion(chance, word))) == []


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("a bridge", "exact"),
        ("a BRIDGE", "folded"),
        ("\uff42\uff52\uff49\uff44\uff47\uff45", "folded"),
        ("a br1dge", "evasive"),
    ],
)
def test_it_is_told_how(text: str, how: str) -> None:
    assert found(text, Term("bridge")) == [("bridge", how)]


@pytest.mark.parametrize("text", ["bridges", "abridge", "bridge2", "footbridge", "bridgé"])
def test_a_term_is_a_whole_word(text: str) -> None:
    assert found(text, Term("bridge")) == []
    assert text == "bridgé" or found(text, Term("bridge", is_part=True))


@pytest.mark.parametrize("text", ["(bridge)", "#bridge", "bridge_old", "橋bridge橋", "bridge's", "¿bridge?"])
def test_signs_and_other_scripts_end_a_word(text: str) -> None:
    assert found(text, Term("bridge")) == [("bridge", "exact")]


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("古い橋の上で", "exact"),
        ("橋・の・上", "evasive"),
        ("橋 の 上", "evasive"),
        ("橋\u200bの上", "evasive"),
    ],
)
def test_scripts_without_spaces_are_searched_everywhere(text: str, how: str) -> None:
    assert found(text, Term("橋の上")) == [("橋の上", how)]


def test_sentences_without_spaces_are_not_joined() -> None:
    assert found("大きい橋。の。上に", Term("橋の上")) == []


@pytest.mark.parametrize("text", ["ハシゴ", "ﾊｼｺﾞ", "はしご"])
def test_kana_are_kana(text: str) -> None:
    assert [term for term, _ in found(f"これは{text}です", Term("はしご"))] == ["はしご"]


def test_a_planted_word_in_kana_is_found_in_katakana() -> None:
    chance = random.Random(8)
    terms = [evasions.kana(chance) for _ in range(200)]
    many = Automaton([Term(one) for one in terms])
    for place, term in enumerate(terms):
        text = f"これは{evasions.katakana(chance, term)}です"
        assert place in {one.term for one in many.find(text)}


@pytest.mark.parametrize(
    "text", ["old bridge", "Old  Bridge", "old\nbridge", "o l d b r i d g e", "0ld br1dge"]
)
def test_a_phrase_is_found_over_white_space(text: str) -> None:
    assert "old bridge" in [term for term, _ in found(text, Term("old bridge"))]


@pytest.mark.parametrize("text", ["br1dge", "b r i d g e", "br\u0456dge", "b\u200bridge"])
def test_a_strict_term_is_not_found_in_disguise(text: str) -> None:
    assert found(text, Term("bridge", is_strict=True)) == []
    assert found("BRIDGE", Term("bridge", is_strict=True)) == [("bridge", "folded")]


def test_a_term_of_another_alphabet_is_found_with_latin_letters_in_it() -> None:
    assert found(
        "\u0441\u0442\u0430\u0440\u044b\u0439 \u043c\u006f\u0441\u0442", Term("\u043c\u043e\u0441\u0442")
    ) == [("\u043c\u043e\u0441\u0442", "evasive")]


def test_the_same_term_in_two_lists_is_found_for_both() -> None:
    assert len(found("a bridge", Term("bridge"), Term("Bridge"))) == 2


def test_no_terms_find_nothing() -> None:
    assert Automaton([]).find("a b.r.i.d.g.e") == []


HOSTILE = {
    "a megabyte": "lorem bridg3 " * 80_000,
    "a bomb of marks": "b" + "\u0336\u0301\u0323" * 300_000 + "ridge",
    "lone surrogates": "\ud800bridge\udfff" * 1_000,
    "right to left": "\u202eegdirb\u202c" * 10_000,
    "one letter": "l" * 1_000_000,
    "letters that stand alone": "b r i d g " * 100_000,
    "signs": "!|1" * 300_000,
    "invisible": "\u200b" * 1_000_000,
    "flags": "\U0001f1e7\U0001f1f7" * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_end(text: str) -> None:
    assert all(one.how in How for one in MANY.find(text))


@given(st.text(st.characters(exclude_categories=[]), max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_searched(text: str) -> None:
    terms = [Term("bridge"), Term("橋の上"), Term("old bridge", is_part=True)]
    places = [one.term for one in Automaton(terms).find(text)]
    assert places == sorted(set(places))
