"""Texts become comparable: strictly, and with evasions taken out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.matcher.words.folding import bare, compatible, fold, key, mended

ANY = st.text(st.characters(exclude_categories=[]), max_size=60)


@given(ANY)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert key(key(text)) == key(text)


@given(ANY)
def test_what_is_folded_can_always_be_encoded(text: str) -> None:
    key(text).encode()
    mended(compatible(text)).encode()


@given(st.text(max_size=60))
def test_capitals_make_no_difference_in_latin(text: str) -> None:
    plain = "".join(one for one in text if one.isascii())
    assert fold(plain.upper()) == fold(plain.lower())


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Bridge", "bridge"),
        ("\uff22\uff32\uff29\uff24\uff27\uff25", "bridge"),
        ("Straße", "strasse"),
        ("old \n  bridge", "old bridge"),
        ("\u212bland", "åland"),
        ("schön", "schön"),
    ],
)
def test_case_width_and_white_space_do_not_count(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_marks_that_make_another_letter_stay() -> None:
    assert fold("schön") != fold("schon")
    assert mended("schön") == "schön"


@pytest.mark.parametrize(
    "written",
    [
        "b\u200bridge",
        "b\u0336r\u0336i\u0336d\u0336g\u0336e\u0336",
        "br\u0456dge",
        "b́rídgé",
    ],
)
def test_evasions_are_taken_out(written: str) -> None:
    assert mended(compatible(written)).lower() == "bridge"


@pytest.mark.parametrize(
    "written",
    [
        "\u043c\u043e\u0441\u0442",
        "\u03b3\u03ad\u03c6\u03c5\u03c1\u03b1",
        "橋の上",
        "Brücke",
        "Ponte sobre o rio",
    ],
)
def test_words_of_other_languages_stay_as_they_are(written: str) -> None:
    assert mended(compatible(written)) == compatible(written)


def test_the_key_of_an_entry_has_nothing_that_cannot_be_seen() -> None:
    assert bare(" \u200bハシ\ufe0f ") == "はし"
    assert bare("\u200b\u200b") == ""


def test_endless_marks_on_one_letter_cost_no_time() -> None:
    """Putting half a million marks in order would take hours."""
    assert len(key("a" + "\u0301\u0323" * 250_000)) < 100
