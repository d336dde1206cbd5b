"""What each character can be taken for."""

import pytest

from leeward.matcher.words.letters import INVISIBLE, KEPT, is_between, is_like, is_word, kana, look, plain
from leeward.matcher.words.lookalikes import CLOSE, LOOKS


def test_no_latin_letter_digit_or_kept_letter_is_taken_for_another() -> None:
    assert not [chr(code) for code in LOOKS if code < 128 or KEPT.match(chr(code))]


def test_whatever_makes_a_whole_word_look_latin_has_a_letter_that_it_looks_like() -> None:
    assert {ord(one) for one in CLOSE} <= LOOKS.keys()


@pytest.mark.parametrize(
    ("one", "latin"), [("\u0430", "a"), ("\u0412", "b"), ("\u0391", "a"), ("x", "x"), ("橋", "橋")]
)
def test_a_letter_looks_like_its_latin_twin_or_itself(one: str, latin: str) -> None:
    assert look(one) == latin


def test_katakana_reads_as_hiragana_and_nothing_else_changes() -> None:
    assert kana("ハシ、はしー bridge") == "はし、はしー bridge"


@pytest.mark.parametrize(
    ("one", "is_one"), [("a", True), ("ö", True), ("7", True), ("橋", False), ("-", False), ("\u0434", True)]
)
def test_words_have_edges_where_they_are_written_with_spaces(one: str, is_one: bool) -> None:
    assert is_word(one) is is_one


@pytest.mark.parametrize(
    ("one", "is_one"), [("ḃ", True), ("ö", False), ("ß", False), ("\u0430", True), ("b", False)]
)
def test_a_letter_that_some_language_writes_is_no_disguise(one: str, is_one: bool) -> None:
    assert is_like(one) is is_one


@pytest.mark.parametrize(
    ("one", "is_one"), [("-", True), (".", True), ("🌉", True), ("・", True), ("'", False), ("/", False)]
)
def test_signs_that_part_letters_are_told_from_those_between_words(one: str, is_one: bool) -> None:
    assert is_between(one) is is_one


def test_marks_come_off_and_invisible_characters_are_known() -> None:
    assert plain("Ḃ") == "b"
    assert INVISIBLE.sub("", "b\u200br\u00adi\u2060dge") == "bridge"
