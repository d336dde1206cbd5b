"""Drafts: what one may edit, what is wrong with it and where, what it changes; nothing of private files."""

import pytest

from leeward.model.errors import UsageError
from leeward.policy.parse import parse_bundle
from leeward.policy.source.bundle import Bundle, Extended
from leeward.policy.source.reading import LONGEST
from leeward.review.office.policies import drafting
from leeward.review.office.policies.finding import shipped
from tests.unit.review.office.policies.files import rule, text

OURS = shipped(Extended("base/hash-lists.toml", 1)) or ""
BUNDLE = Bundle(
    "policy.toml",
    {
        "policy.toml": text(rule(), head='extends = ["base/hash-lists@1"]'),
        "base/hash-lists.toml": OURS,
        "private/own.toml": text(rule("hidden", "author.followers < 3")),
    },
)
POLICY = parse_bundle(BUNDLE)


def test_the_main_file_comes_first_and_what_leeward_brings_is_not_edited() -> None:
    found = drafting.files(BUNDLE)
    assert [(one.name, one.is_ours, one.is_private) for one in found] == [
        ("policy.toml", False, False),
        ("private/own.toml", False, True),
        ("base/hash-lists.toml", True, False),
    ]
    with pytest.raises(UsageError, match="no file"):
        drafting.drafted(BUNDLE, {"base/hash-lists.toml": ""})
    with pytest.raises(UsageError, match="no file"):
        drafting.drafted(drafting.open_part(BUNDLE), {"private/own.toml": ""})


def test_a_text_that_only_a_browser_has_changed_is_as_it_was() -> None:
    sent = BUNDLE.files["policy.toml"].replace("\n", "\r\n").rstrip("\r\n")
    assert drafting.drafted(BUNDLE, {"policy.toml": sent}) == BUNDLE
    changed = drafting.drafted(BUNDLE, {"policy.toml": sent + "\r\n# why"})
    assert changed.files["policy.toml"] == BUNDLE.files["policy.toml"].rstrip("\n") + "\n# why\n"


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(UsageError, match="longer than"):
        drafting.drafted(BUNDLE, {"policy.toml": "#" * (LONGEST + 1)})


def test_each_mistake_is_told_with_its_place_and_what_to_do() -> None:
    bad = text(rule("one", "author.age_day < 7"), rule("two", "match.exact ="))
    checked = drafting.checked(Bundle("policy.toml", {"policy.toml": bad}), POLICY, with_private=True)
    assert not checked.is_good
    assert checked.policy is None
    assert [(one.file, one.line, one.column) for one in checked.problems] == [
        ("policy.toml", 9, 9),
        ("policy.toml", 18, 21),
    ]
    assert checked.problems[0].hint == "did you mean author.age_days?"
    assert all(one.hint for one in checked.problems)


def test_a_mistake_in_a_private_file_tells_others_nothing_of_it() -> None:
    files = {**BUNDLE.files, "private/own.toml": text(rule("hidden", "no.such_fact"))}
    (told,) = drafting.checked(Bundle("policy.toml", files), POLICY, with_private=False).problems
    assert told.file == ""
    assert "no.such_fact" not in told.message + told.hint
    (known,) = drafting.checked(Bundle("policy.toml", files), POLICY, with_private=True).problems
    assert known.file == "private/own.toml"


def test_what_a_good_draft_changes_is_told_and_a_failing_test_named() -> None:
    more = text(rule(), rule("many", "media.count > 3"), head='extends = ["base/hash-lists@1"]')
    failing = more + '\n[[test]]\nname = "always"\nthen = ["nothing"]\nfacts = { "match.exact" = true }\n'
    good = drafting.checked(drafting.drafted(BUNDLE, {"policy.toml": more}), POLICY, with_private=False)
    assert good.is_good
    assert [(str(one.what), one.name) for one in good.changes if "order" not in one.name] == [
        ("added", "rule many")
    ]
    bad = drafting.checked(drafting.drafted(BUNDLE, {"policy.toml": failing}), POLICY, with_private=False)
    assert not bad.is_good
    assert [one.name for one in bad.failed] == ["always"]
