"""What every scanner of words promises: found by the loader, tried with its own canary."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.model.banks import BadLine
from leeward.model.events import TextHit, Words
from leeward.plugins import loader
from leeward.plugins.scanners.protocol import Entry, EntryList, Scan

SCANNERS = loader.names("scanners")
ANY = st.text(st.characters(exclude_categories=[]), max_size=80)
HOW = {"exact", "folded", "evasive"}


def mark(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()


def entries(name: str, content: str) -> list[Entry]:
    read = loader.scanner(name).read("list.txt", content.encode("utf-8", "replace"))
    return [one for one in read if isinstance(one, Entry)]


def scan(name: str, *lists: str) -> Scan:
    held = [EntryList(f"list-{n}", f"v{n}", entries(name, content)) for n, content in enumerate(lists)]
    return loader.scanner(name).open(held, mark)


def hits(name: str, words: Words) -> tuple[TextHit, ...]:
    return scan(name, loader.scanner(name).canary.line).hits(words)


@pytest.mark.parametrize("name", SCANNERS)
def test_a_scanner_says_its_name_and_one_line_for_people(name: str) -> None:
    made = loader.scanner(name)
    assert made.name == name
    assert 0 < len(made.title) < 110
    assert "\n" not in made.title


@pytest.mark.parametrize("name", SCANNERS)
def test_its_canary_is_one_entry_and_is_found_in_every_place(name: str) -> None:
    canary = loader.scanner(name).canary
    (entry,) = entries(name, canary.line)
    found = hits(name, canary.words)
    assert {one.where for one in found} == canary.places
    assert {one.entry for one in found} == {mark(entry.identity)}
    assert {one.scanner for one in found} == {name}
    assert {one.how for one in found} <= HOW


@pytest.mark.parametrize("name", SCANNERS)
def test_nothing_is_found_without_lists_or_words(name: str) -> None:
    canary = loader.scanner(name).canary
    assert scan(name).hits(canary.words) == ()
    assert scan(name, "").hits(canary.words) == ()
    assert hits(name, Words()) == ()


@pytest.mark.parametrize("name", SCANNERS)
def test_each_list_with_the_entry_is_named_once_for_each_place(name: str) -> None:
    canary = loader.scanner(name).canary
    found = scan(name, canary.line, "", f"{canary.line}\n{canary.line}").hits(canary.words)
    assert {(one.list, one.version) for one in found} == {("list-0", "v0"), ("list-2", "v2")}
    assert len({(one.list, one.entry, one.where) for one in found}) == 2 * len(canary.places)


@pytest.mark.parametrize("name", SCANNERS)
def test_a_byte_order_mark_comments_blanks_and_dos_line_ends_change_nothing(name: str) -> None:
    line = loader.scanner(name).canary.line
    (plain,) = entries(name, line)
    (other,) = entries(name, f"\ufeff# a comment\r\n\r\n  {line}  \r\n")
    assert (plain.identity, other.line) == (other.identity, 3)


@pytest.mark.parametrize("name", SCANNERS)
@given(content=st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_file_can_be_read_and_no_reason_repeats_it(name: str, content: bytes) -> None:
    planted = b"kanariwort" + content.replace(b"\n", b"") + b" kanariwort"
    for one in loader.scanner(name).read("list.txt", planted + b"\n" + content):
        if isinstance(one, BadLine):
            assert "kanariwort" not in str(one)
        else:
            assert one.key
            assert "kanariwort" not in repr(one)


@pytest.mark.parametrize("name", SCANNERS)
@given(text=ANY, tag=ANY, link=ANY)
@settings(max_examples=60, deadline=None)
def test_whatever_words_say_it_never_raises(name: str, text: str, tag: str, link: str) -> None:
    words = Words(text, text, (tag,), (link, f"https://{link}"), (text,))
    assert all(one.how in HOW for one in hits(name, words))


@pytest.mark.parametrize("name", SCANNERS)
def test_bad_lines_are_told_by_their_place(name: str) -> None:
    content = b"\xff\xfe\n" + b"x" * 600 + b"\na\0b\n"
    bad = [one for one in loader.scanner(name).read("list.txt", content) if isinstance(one, BadLine)]
    assert [(one.file, one.line) for one in bad] == [("list.txt", 1), ("list.txt", 2), ("list.txt", 3)]
