import os
from importlib.metadata import version
from pathlib import Path

from leeward.store.cluster import wheel


def test_the_package_is_copied_once_a_version_and_without_what_only_compilers_need(tmp_path: Path) -> None:
    wheel.keep(tmp_path)
    (kept,) = wheel.kept(tmp_path)
    assert f"wheel-{version(wheel.PACKAGE)}" in kept.parts
    assert os.access(kept / "postgres", os.X_OK)
    assert not (kept.parent / "include").exists()
    marked = kept / "postgres"
    os.utime(marked, (1, 1))
    wheel.keep(tmp_path)
    assert marked.stat().st_mtime == 1
    assert [path.name for path in tmp_path.iterdir()] == [f"wheel-{version(wheel.PACKAGE)}"]


def test_copies_of_older_versions_stay_for_the_data_they_made(tmp_path: Path) -> None:
    (tmp_path / "wheel-17.2.1").mkdir()
    wheel.keep(tmp_path)
    assert len(wheel.kept(tmp_path)) == 2


def test_no_copy_is_no_error(tmp_path: Path) -> None:
    assert wheel.kept(tmp_path) == []
