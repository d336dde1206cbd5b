"""Several files are one policy, and one text in the database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import PolicyError
from leeward.policy.source.bundle import MAIN, MOST_FILES, Bundle, Extended, extended, from_text, wanted

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def test_a_policy_of_one_file_is_that_file() -> None:
    text = 'policy = 1\nname = "x"\n'
    assert Bundle("my.toml", {"my.toml": text}).to_text() == text
    assert from_text(text) == Bundle(MAIN, {MAIN: text})
    assert from_text(text, "my.toml").main == "my.toml"


@given(st.dictionaries(st.sampled_from(["a.toml", "base/b.toml", "private/c.toml"]), TEXTS, min_size=2))
def test_several_files_come_back_from_one_text_that_their_order_does_not_change(
    files: dict[str, str],
) -> None:
    bundle = Bundle("a.toml", {"a.toml": "", **files})
    turned = Bundle("a.toml", dict(reversed(list(bundle.files.items()))))
    assert from_text(bundle.to_text()) == bundle
    assert turned.to_text() == bundle.to_text()


@pytest.mark.parametrize("text", ["{", "{}", '{"main": "a", "files": {"b": ""}}', '{"main": 1, "files": {}}'])
def test_a_damaged_text_of_several_files_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match="stored"):
        from_text(text)


def test_a_damaged_file_in_it_is_refused() -> None:
    with pytest.raises(PolicyError, match="stored"):
        from_text('{"main": "a", "files": {"a": 1}}')


def test_a_file_is_named_with_its_version_and_without_its_ending() -> None:
    assert extended("base/hash-lists@12") == Extended("base/hash-lists.toml", 12)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "a",
        "a@",
        "a@0",
        "a@01",
        "a.toml@1",
        "../a@1",
        "/a@1",
        "a/../b@1",
        "A@1",
        "a@1@2",
        "a b@1",
        "a@1\n",
    ],
)
def test_a_name_that_leads_out_of_the_folder_or_has_no_version_is_refused(told: str) -> None:
    with pytest.raises(PolicyError) as caught:
        extended(told)
    assert "base/hash-lists@1" in caught.value.hint


def test_a_private_file_is_not_extended() -> None:
    with pytest.raises(PolicyError, match="private"):
        extended("private/words@1")


def test_what_is_still_to_be_read_is_named_until_nothing_is() -> None:
    texts = {"base/b.toml": 'extends = "c@2"', "c.toml": "version = 2"}
    bundle = Bundle("a.toml", {"a.toml": 'extends = ["base/b@1", "private/x@1", "../y@1"]\n'})
    rounds = []
    while names := wanted(bundle):
        rounds.append(names)
        bundle = Bundle("a.toml", {**bundle.files, **{one.file: texts[one.file] for one in names}})
    assert rounds == [(Extended("base/b.toml", 1),), (Extended("c.toml", 2),)]


def test_of_two_versions_of_one_file_the_first_named_is_read() -> None:
    assert wanted(Bundle("a.toml", {"a.toml": 'extends = ["b@2", "b@1"]'})) == (Extended("b.toml", 2),)


def test_nothing_more_is_read_than_a_policy_may_have() -> None:
    def naming(most: int) -> Bundle:
        return Bundle("a.toml", {"a.toml": f"extends = {[f'x{n}@1' for n in range(most)]}"})

    assert len(wanted(naming(MOST_FILES - 1))) == MOST_FILES - 1
    assert wanted(naming(MOST_FILES)) == ()


@pytest.mark.parametrize("text", ["", "x = [", "extends = 3", "extends = [[3]]", "extends = " + "[" * 5000])
def test_a_file_that_cannot_be_read_wants_nothing(text: str) -> None:
    assert wanted(Bundle("a.toml", {"a.toml": text})) == ()


def test_private_files_are_found_by_their_folder() -> None:
    bundle = Bundle(
        "a.toml", dict.fromkeys(("a.toml", "private/b.toml", "private/a.toml", "base/c.toml"), "")
    )
    assert bundle.private == ("private/a.toml", "private/b.toml")
