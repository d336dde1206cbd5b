"""The files of a policy: only what lies in its folder, only so large, and never an accident."""

import os
from pathlib import Path

import pytest

from leeward.model.errors import ConfigError, PolicyError
from leeward.policy.source.bundle import Extended
from leeward.review.office.policies.finding import files_of, is_shipped, shipped
from leeward.review.office.policies.reading import read
from tests.unit.review.office.policies.files import rule, text, write


def test_a_file_alone_is_the_whole_policy(tmp_path: Path) -> None:
    found = files_of(write(tmp_path / "mine.toml"))
    assert dict(found.bundle.files) == {"mine.toml": text()}
    assert (found.bundle.main, found.folder, found.shipped) == ("mine.toml", tmp_path, frozenset())


def test_what_it_extends_and_what_is_private_belong_to_it(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "private").mkdir()
    write(tmp_path / "base" / "a.toml", head='version = 1\nextends = "b@1"')
    write(tmp_path / "b.toml", rule("b"), head="version = 1")
    write(tmp_path / "private" / "own.toml", rule("own"))
    (tmp_path / "private" / ".own.toml.new").write_text("half")
    (tmp_path / "private" / "notes.txt").write_text("no policy")
    write(tmp_path / "nobody.toml")
    found = files_of(write(tmp_path / "mine.toml", rule("c"), head='extends = ["base/a@1"]'))
    assert set(found.bundle.files) == {"mine.toml", "base/a.toml", "b.toml", "private/own.toml"}


def test_what_is_nowhere_is_left_to_who_understands_it(tmp_path: Path) -> None:
    found = files_of(write(tmp_path / "mine.toml", head='extends = ["no/such-thing@1"]'))
    assert set(found.bundle.files) == {"mine.toml"}
    assert shipped(Extended("no/such-thing.toml", 1)) is None


def test_every_version_that_leeward_ever_brought_stays(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    for name in ("a@1", "a@2", "a@12", "a-b@3", "xa@4", "a@0"):
        (tmp_path / "base" / f"{name}.toml").write_text(name)
    told = [shipped(Extended("base/a.toml", number), tmp_path) for number in (1, 2, 12)]
    assert told == ["a@1", "a@2", "a@12"]
    assert shipped(Extended("base/a.toml", 7), tmp_path) == "a@12"  # parsing names the version that there is
    assert shipped(Extended("base/b.toml", 1), tmp_path) is None
    assert is_shipped("base/a.toml", "a@1", tmp_path)
    assert not is_shipped("base/a.toml", "a@1 and an edit", tmp_path)


def test_a_version_that_never_was_is_said_with_the_one_there_is(tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml", head='extends = ["base/words@999"]')
    with pytest.raises(PolicyError, match=r"base/words\.toml is version \d+, not 999"):
        read(file)


def test_a_link_to_the_file_leads_to_what_lies_beside_it(tmp_path: Path) -> None:
    far = tmp_path / "far"
    far.mkdir()
    write(far / "b.toml", rule("b"), head="version = 1")
    write(far / "mine.toml", head='extends = "b@1"')
    link = tmp_path / "linked.toml"
    link.symlink_to(far / "mine.toml")
    found = files_of(link)
    assert set(found.bundle.files) == {"mine.toml", "b.toml"}
    assert found.folder == far


@pytest.mark.parametrize("place", ["b.toml", "private/own.toml"])
def test_nothing_leads_out_of_the_folder(tmp_path: Path, place: str) -> None:
    home = tmp_path / "home"
    (home / "private").mkdir(parents=True)
    write(tmp_path / "secret.toml", rule("b"), head="version = 1")
    (home / place).symlink_to(tmp_path / "secret.toml")
    with pytest.raises(ConfigError, match="leads out of its folder"):
        files_of(write(home / "mine.toml", head='extends = "b@1"'))


def test_a_private_folder_elsewhere_is_out_of_the_folder(tmp_path: Path) -> None:
    home, far = tmp_path / "home", tmp_path / "far"
    home.mkdir()
    far.mkdir()
    write(far / "own.toml", rule("own"))
    (home / "private").symlink_to(far)
    with pytest.raises(ConfigError, match="leads out of its folder"):
        files_of(write(home / "mine.toml"))


@pytest.mark.parametrize("what", ["missing", "folder", "pipe", "bytes", "huge", "loop", "dangling"])
def test_what_cannot_be_read_is_a_sentence(tmp_path: Path, what: str) -> None:
    file = tmp_path / "mine.toml"
    if what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "bytes":
        file.write_bytes(b"\xff")
    elif what == "huge":
        with file.open("wb") as stream:
            stream.truncate(1 << 40)
    elif what in {"loop", "dangling"}:
        file.symlink_to(file if what == "loop" else tmp_path / "none.toml")
    with pytest.raises(ConfigError, match=r"mine\.toml") as caught:
        files_of(file)
    assert caught.value.hint


def test_a_private_file_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "own.toml").symlink_to(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match=r"own\.toml cannot be read"):
        files_of(write(tmp_path / "mine.toml"))


def test_a_private_file_of_a_strange_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    write(tmp_path / "private" / "two words.toml")
    with pytest.raises(ConfigError, match="strange name"):
        files_of(write(tmp_path / "mine.toml"))
