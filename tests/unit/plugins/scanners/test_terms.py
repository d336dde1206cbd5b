"""Term lists: what a line means, and where its entry is found."""

import pytest

from leeward.model.banks import BadLine
from leeward.model.events import Words
from leeward.plugins.scanners.protocol import Entry, EntryList
from leeward.plugins.scanners.terms import SCANNER


def read(content: str) -> list[Entry | BadLine]:
    return list(SCANNER.read("list.txt", content.encode()))


def found(line: str, words: Words) -> list[tuple[str, str]]:
    entries = [one for one in read(line) if isinstance(one, Entry)]
    scan = SCANNER.open([EntryList("stones", "v", entries)], lambda identity: identity)
    return [(one.where, one.how) for one in scan.hits(words)]


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        ("bridge", "word", "bridge"),
        ("old bridge", "word", "old bridge"),
        ("#bridge", "tag", "bridge"),
        ("substring: bridge", "part", "bridge"),
        ("Substring:#bridge", "tag", "bridge"),
        ("strict:bridge", "strict", "bridge"),
        ("strict: substring: bridge", "strict part", "bridge"),
        ("other: bridge", "word", "other: bridge"),
    ],
)
def test_a_line_is_an_entry(line: str, kind: str, text: str) -> None:
    (entry,) = read(line)
    assert isinstance(entry, Entry)
    assert (entry.kind, entry.text) == (kind, text)


@pytest.mark.parametrize("line", ["# bridge", "#", "## bridge", "#!bridge", "", "   "])
def test_comments_and_blanks_are_none(line: str) -> None:
    assert read(line) == []


@pytest.mark.parametrize("line", ["\u200b", "substring:", "strict: \u00ad", "#\u200b"])
def test_an_empty_entry_is_bad_and_named_by_its_line(line: str) -> None:
    assert [str(one) for one in read(f"bridge\n{line}")][1] == "list.txt:2: is empty after folding"


def test_the_same_word_in_other_letters_is_the_same_entry() -> None:
    one, other = read("Bridge\nb\u200bRIDGE")
    assert isinstance(one, Entry)
    assert isinstance(other, Entry)
    assert one.identity == other.identity


def test_a_term_is_found_in_every_place_that_has_words() -> None:
    words = Words("a bridge", "Bridge!", ("BRIDGE",), (), ("an old br1dge",))
    assert found("bridge", words) == [
        ("text", "exact"),
        ("warning", "folded"),
        ("hashtag", "folded"),
        ("alternative", "evasive"),
    ]


def test_a_hashtag_is_found_among_hashtags_only() -> None:
    words = Words("a bridge", "bridge", ("Bridge", "bridges"), (), ("bridge",))
    assert found("#bridge", words) == [("hashtag", "folded")]


def test_two_hashtags_do_not_make_a_phrase() -> None:
    assert found("old bridge", Words(hashtags=("old", "bridge"))) == []


def test_links_are_not_searched_for_terms() -> None:
    assert found("substring: bridge", Words(urls=("https://bridge.example/",))) == []
