"""Words spelt with signs, gaps and repetitions."""

import pytest

from leeward.matcher.words.squeezed import bones_of, groups, is_spelt, squeezed


def spells(text: str, term: str, *, is_part: bool = False) -> bool:
    """Whether the term's bones are there, and the text around them spells it."""
    bones = bones_of(term)[0]
    spelt = groups(text)
    at = squeezed(text).find(bones)
    return at >= 0 and is_spelt(text, spelt[at : at + len(bones)], term, is_part=is_part)


@pytest.mark.parametrize(
    "text",
    [
        "b r i d g e",
        "a b.r.i.d.g.e, no",
        "br1dg3",
        "bri-dge",
        "briiiidge",
        "b\nr\ni\nd\ng\ne",
        "a grub b r i d g e!",
        "b 🔥 r 🔥 i 🔥 d 🔥 g 🔥 e",
        "BR1DGE",
    ],
)
def test_a_disguise_is_seen_through(text: str) -> None:
    assert spells(text, "bridge")


@pytest.mark.parametrize(
    "text",
    [
        "a bridge",  # as it is written: no disguise
        "brid geology",
        "he saw bri. Dge came",
        "abr1dged",
        "s b r i d g e s t",
        "bri dge",
        "briidge",
        "br;idge",
        "Bri, dge",
    ],
)
def test_what_nobody_reads_as_the_word_is_none(text: str) -> None:
    assert not spells(text, "bridge")


def test_digits_alone_are_a_number() -> None:
    assert not spells("50115", "soils")
    assert spells("s0i15", "soils")


def test_an_exclamation_mark_at_the_end_is_one() -> None:
    assert not spells("tor1!", "toril")
    assert spells("tor1!s", "torils")


def test_a_part_may_stand_inside_of_a_longer_word() -> None:
    assert spells("abr1dged", "bridge", is_part=True)


def test_letters_that_one_sign_stands_for_are_told_apart() -> None:
    assert not spells("biil-ing", "billing")
    assert spells("b1ll-ing", "billing")
    assert spells("tiiiiiilpen", "tilpen")


def test_a_letter_with_a_mark_is_not_its_plain_one() -> None:
    assert not spells("sch-önau", "schonau")


def test_short_terms_are_not_looked_for_so() -> None:
    assert bones_of("old") == ()
    assert bones_of("lilli") == ()
    assert bones_of("橋の") == ()
    assert bones_of("橋の上")


def test_there_is_one_group_for_each_letter_that_is_left() -> None:
    text = "A ẞtrange — b00k, ﬀ ½ 橋橋!"
    assert "".join(one.bone for one in groups(text)) == squeezed(text)
