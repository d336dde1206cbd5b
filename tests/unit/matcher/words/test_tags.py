"""Hashtags: the whole tag or nothing."""

import pytest

from leeward.matcher.words.automaton import Term
from leeward.matcher.words.tags import Tags


def found(tag: str, *terms: Term) -> list[str]:
    return [str(one.how) for one in Tags(terms).find(tag)]


@pytest.mark.parametrize(
    ("tag", "how"),
    [
        ("bridge", "exact"),
        ("BRIDGE", "folded"),
        ("\uff22\uff32\uff29\uff24\uff27\uff25", "folded"),
        ("br1dge", "evasive"),
        ("b_r_i_d_g_e", "evasive"),
        ("br\u0456dge", "evasive"),
        ("briiiidge", "evasive"),
    ],
)
def test_a_tag_is_found_however_it_is_spelt(tag: str, how: str) -> None:
    assert found(tag, Term("bridge")) == [how]


@pytest.mark.parametrize("tag", ["bridges", "OldBridge", "old_bridge", "bridg", "", "br1dges"])
def test_another_tag_is_none(tag: str) -> None:
    assert found(tag, Term("bridge")) == []


def test_kana_are_kana() -> None:
    assert found("ハシゴ", Term("はしご")) == ["evasive"]


def test_a_strict_tag_is_not_found_in_disguise() -> None:
    assert found("br1dge", Term("bridge", is_strict=True)) == []
    assert found("Bridge", Term("bridge", is_strict=True)) == ["folded"]


def test_a_tag_without_end_is_none() -> None:
    assert found("b" * 1_000_000, Term("bridge")) == []
