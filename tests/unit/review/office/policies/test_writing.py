"""Files are old or new, never half; and stay readable for whoever could read them."""

import os
from pathlib import Path

import pytest

from leeward.model.errors import OutputError
from leeward.review.office.policies.writing import draft


def test_files_take_their_places_and_others_go(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "old.toml").write_text("old")
    main = tmp_path / "mine.toml"
    main.write_text("old")
    main.chmod(0o644)
    drafts = draft(tmp_path, {"mine.toml": "new Brücke", "base/b.toml": "b"}, ["private/old.toml"])
    assert main.read_text("utf-8") == "old"
    drafts.place()
    drafts.close()
    assert main.read_text("utf-8") == "new Brücke"
    assert main.stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "base" / "b.toml").read_text("utf-8") == "b"
    assert sorted(str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*.toml")) == [
        "base/b.toml",
        "mine.toml",
    ]
    assert not list(tmp_path.rglob(".*"))


def test_who_gives_up_leaves_nothing(tmp_path: Path) -> None:
    main = tmp_path / "mine.toml"
    main.write_text("old")
    draft(tmp_path, {"mine.toml": "new"}).close()
    assert [one.name for one in tmp_path.iterdir()] == ["mine.toml"]
    assert main.read_text("utf-8") == "old"


def test_a_draft_that_a_kill_left_is_no_obstacle(tmp_path: Path) -> None:
    draft(tmp_path, {"mine.toml": "killed"})
    draft(tmp_path, {"mine.toml": "new"}).place()
    assert (tmp_path / "mine.toml").read_text("utf-8") == "new"


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "mine.toml").write_text("old")
    (tmp_path / "mine.toml").symlink_to("far/mine.toml")
    draft(tmp_path, {"mine.toml": "new"}).place()
    assert (tmp_path / "mine.toml").is_symlink()
    assert (tmp_path / "far" / "mine.toml").read_text("utf-8") == "new"


def test_what_cannot_be_written_is_a_sentence_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("old")
    (tmp_path / "base").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written") as caught:
        draft(tmp_path, {"mine.toml": "new", "base/b.toml": "b"})
    assert caught.value.hint
    assert sorted(os.listdir(tmp_path)) == ["base", "mine.toml"]


def test_a_place_that_is_taken_is_a_sentence(tmp_path: Path) -> None:
    drafts = draft(tmp_path, {"mine.toml": "new"})
    (tmp_path / "mine.toml").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        drafts.place()


def test_only_what_is_not_so_already_differs(tmp_path: Path) -> None:
    (tmp_path / "same.toml").write_text("one", "utf-8")
    (tmp_path / "other.toml").write_text("one", "utf-8")
    drafts = draft(tmp_path, {"same.toml": "one", "other.toml": "two", "new.toml": "one"})
    assert drafts.differing() == (tmp_path / "other.toml", tmp_path / "new.toml")
    drafts.close()
