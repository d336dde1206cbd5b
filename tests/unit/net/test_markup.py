"""HTML becomes words and links; nothing in it can make that slow or fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.net.markup import plain, read

ANY = st.text(st.characters(exclude_categories=[]), max_size=200)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>An old <b>bridge</b></p><p>and a river</p>", "An old bridge\nand a river"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("br<i>id</i>ge", "bridge"),
        ("a &lt;b&gt; &amp; &#x62;ridge", "a <b> & bridge"),
        ("5 < 6 and > 4", "5 < 6 and > 4"),
        ("<p>cut <a href='x", "cut <a href='x"),
        ("no markup", "no markup"),
        ("", ""),
    ],
)
def test_words_stay_and_markup_goes(markup: str, text: str) -> None:
    assert read(markup).text == text


def test_a_person_who_is_named_is_neither_a_word_nor_a_link() -> None:
    link = '<a href="https://a.example/@x" class="u-url mention">@<span>x</span></a>'
    markup = f'<span class="h-card">{link}</span> hi'
    assert (read(markup).text, read(markup).links) == ("hi", ())


def test_a_hashtag_is_a_word_and_no_link() -> None:
    markup = '<a href="https://a.example/tags/x" class="mention hashtag" rel="tag">#<span>bridge</span></a>'
    assert (read(markup).text, read(markup).links) == ("#bridge", ())


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<a href="https://a.example/x?y=1&amp;z">a bridge</a>', "a bridge"),
        ("<a rel='nofollow' href='https://a.example/x?y=1&z'>a bridge</a>", "a bridge"),
        ("<A HREF=https://a.example/x?y=1&z>a.example/x…</A>", ""),
        (
            '<a href="https://a.example/x?y=1&z"><span class="invisible">https://</span>'
            '<span class="ellipsis">a.example</span><span class="invisible">/x?y=1&amp;z</span></a>',
            "",
        ),
    ],
)
def test_a_link_is_told_and_its_words_unless_they_are_the_address(markup: str, text: str) -> None:
    assert read(markup).links == ("https://a.example/x?y=1&z",)
    assert read(markup).text == text


def test_links_that_are_not_closed_hide_nothing() -> None:
    told = read('<a href="https://a.example">one <a class="mention">two <a href="https://b.example">three')
    assert (told.text, told.links) == ("one two three", ("https://a.example", "https://b.example"))


@pytest.mark.parametrize("said", ["a bridge", "@a bridge", "https://a.example a bridge"])
def test_no_class_or_address_hides_words(said: str) -> None:
    assert read(f'<a href="https://a.example" class="mention">{said}</a>').text == said


def test_what_is_no_text_says_nothing() -> None:
    assert plain(None) == plain(7) == ""


@given(ANY)
def test_anything_can_be_read(text: str) -> None:
    read(text)
    assert read(f"<p>{text}</p>").links == read(text).links or "<" in text or ">" in text


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<a href='", "&", "</a>", "<p>", "<a class=mention>", '<a href="x">']
)
def test_a_megabyte_of_one_thing_ends(piece: str) -> None:
    read(piece * (1_000_000 // len(piece)))
