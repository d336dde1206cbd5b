"""Putting a rule in force changes its line and nothing else of the file."""

import tomllib

import pytest

from leeward.model.errors import OutputError
from leeward.review.office.policies.amending import in_force

TEXT = '''policy = 1   # a comment
name="x"

# about a
[[rule]]
id   = "a"   # the id
title = "mode = \\"shadow\\" is no key here"
when = """
  match.exact # mode = "shadow"
"""
mode = "shadow"       # off | shadow | enforce
share = 1_0 # some

[[test]]
name = "between"

[[rule]]
id = "b"
title = "B"
# what follows is a test

[[test]]
name = "t"
'''


def test_a_mode_is_changed_in_its_place() -> None:
    assert in_force(TEXT, "a") == TEXT.replace('mode = "shadow"       #', 'mode = "enforce"       #')


def test_a_share_is_changed_in_its_place_too() -> None:
    wanted = TEXT.replace('mode = "shadow"       #', 'mode = "enforce"       #').replace("1_0", "50")
    assert in_force(TEXT, "a", 50) == wanted


def test_new_keys_stand_below_the_id() -> None:
    wanted = TEXT.replace('id = "b"\n', 'id = "b"\nshare = 5\nmode = "enforce"\n')
    assert in_force(TEXT, "b", 5) == wanted


def test_the_whole_share_needs_no_word_where_there_was_none() -> None:
    assert in_force(TEXT, "b", 100) == TEXT.replace('id = "b"\n', 'id = "b"\nmode = "enforce"\n')


def test_a_rule_in_force_already_changes_nothing() -> None:
    text = in_force(TEXT, "a")
    assert text is not None
    assert in_force(text, "a") == text


def test_another_files_rule_is_not_found() -> None:
    assert in_force(TEXT, "c") is None
    assert in_force("policy = 1\n", "a") is None


@pytest.mark.parametrize("text", ["\ufeff" + TEXT, TEXT.replace("\n", "\r\n")], ids=["mark", "windows"])
def test_the_habits_of_other_systems_are_kept(text: str) -> None:
    changed = in_force(text, "a")
    assert changed == text.replace('mode = "shadow"       #', 'mode = "enforce"       #')


def test_an_id_at_the_very_end_gets_its_line() -> None:
    changed = in_force('[[rule]]\nid = "b"', "b")
    assert changed == '[[rule]]\nid = "b"\nmode = "enforce"\n'


@pytest.mark.parametrize(
    "text",
    ['rule = [{id = "b"}]', '[[rule]]\nid = "b"\n"mode" = "\\u0073hadow"\n'],
    ids=["in one line", "escaped"],
)
def test_what_is_written_oddly_is_left_to_people(text: str) -> None:
    assert tomllib.loads(text)["rule"][0]["id"] == "b"
    with pytest.raises(OutputError, match="rule 1") as caught:
        in_force(text, "b")
    assert 'mode = "enforce"' in caught.value.hint
