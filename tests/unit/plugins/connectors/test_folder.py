"""Folders: what is followed, what is told, what cannot happen."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leeward.model.errors import NotLooked
from leeward.model.look import Look
from leeward.plugins.connectors.folder import SOURCE
from leeward.plugins.connectors.protocol import Found, Lost, Passed


def _steps(where: Path | str) -> list[Found | Lost | Passed]:
    return list(SOURCE.walk(str(where)))


def _read(found: Found | Lost | Passed) -> bytes:
    assert isinstance(found, Found)
    with os.fdopen(found.open(), "rb") as file:
        return file.read()


def test_folders_are_walked_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b/2", "b/1", "a", "c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert [Path(step.path).relative_to(tmp_path).as_posix() for step in _steps(tmp_path)] == [
        "a",
        "b/1",
        "b/2",
        "c",
    ]


def test_a_single_file_is_a_place(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    (found,) = _steps(tmp_path / "a")
    assert (found.path, _read(found)) == (str(tmp_path / "a"), b"one")


def test_links_inside_are_passed_over_and_those_that_lead_out_are_told(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "inside2"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret").write_bytes(b"")
    (inside / "a").write_bytes(b"")
    (inside / "here").symlink_to("a")
    (inside / "round").symlink_to(inside)
    (inside / "there").symlink_to(outside)
    (inside / "up").symlink_to("../inside2/secret")
    passed = {Path(step.path).name: step.outside for step in _steps(inside) if isinstance(step, Passed)}
    assert passed == {"here": False, "round": False, "there": True, "up": True}
    assert [Path(step.path).name for step in _steps(inside) if isinstance(step, Found)] == ["a"]


def test_a_place_that_is_itself_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a").write_bytes(b"one")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "file").symlink_to("real/a")
    (by_folder,), (by_file,) = _steps(tmp_path / "link"), _steps(tmp_path / "file")
    assert by_folder.path == str(tmp_path / "link" / "a")
    assert _read(by_folder) == _read(by_file) == b"one"
    assert isinstance(by_folder, Found)
    assert isinstance(by_file, Found)
    assert by_folder.identity == by_file.identity == str(tmp_path / "real" / "a")


def test_what_is_no_regular_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        steps = [*_steps(tmp_path), *_steps("/dev/null"), *_steps(tmp_path / "fifo")]
    assert {(type(step), getattr(step, "look", None)) for step in steps} == {(Lost, Look.UNSUPPORTED)}
    assert len(steps) == 4


@pytest.mark.parametrize("other", ["fifo", "link", "folder"])
def test_a_name_swapped_before_it_is_opened_leads_nowhere(tmp_path: Path, other: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_bytes(b"one")
    (tmp_path / "secret").write_bytes(b"secret")
    (found,) = _steps(tmp_path / "in")
    (tmp_path / "in" / "a").unlink()
    match other:
        case "fifo":
            os.mkfifo(tmp_path / "in" / "a")
        case "link":
            (tmp_path / "in" / "a").symlink_to(tmp_path / "secret")
        case _:
            (tmp_path / "in" / "a").mkdir()
    assert isinstance(found, Found)
    with pytest.raises(NotLooked) as error:
        found.open()
    assert error.value.look in {Look.UNSUPPORTED, Look.UNREADABLE}


def test_a_folder_swapped_for_a_link_does_not_lead_out(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "a").write_bytes(b"one")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_bytes(b"secret")
    (found,) = _steps(tmp_path / "in")
    (tmp_path / "in" / "deep").rename(tmp_path / "in" / "moved")
    (tmp_path / "in" / "deep").symlink_to(tmp_path / "out")
    assert _read(found) == b"one"


def test_names_may_be_any_bytes(tmp_path: Path) -> None:
    name = b"\xff\x1b[31m\n.jpg"
    (tmp_path / os.fsdecode(name)).write_bytes(b"one")
    (found,) = _steps(tmp_path)
    assert os.fsencode(found.path).endswith(name)
    assert _read(found) == b"one"


def test_folders_may_be_deep_but_not_without_end(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(205):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)
    (lost,) = _steps(tmp_path)
    assert isinstance(lost, Lost)
    assert (lost.look, lost.path.count("/d")) == (Look.UNSUPPORTED, 200)


@contextmanager
def _as_somebody() -> Iterator[None]:
    """Root may read everything: be nobody for a while."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_may_not_be_read_is_told_and_the_rest_is_found() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "closed").mkdir(0)
        (folder / "open").write_bytes(b"")
        with _as_somebody():
            lost, found = _steps(folder)
        (folder / "closed").chmod(0o700)
    assert isinstance(lost, Lost)
    assert (lost.look, lost.reason) == (Look.UNREADABLE, "permission denied")
    assert isinstance(found, Found)


@pytest.mark.parametrize("where", ["", "nowhere", "a\0b", "x" * 5000])
def test_what_cannot_be_there_is_lost_and_no_traceback(where: str) -> None:
    (lost,) = _steps(where)
    assert isinstance(lost, Lost)
    assert lost.look in {Look.VANISHED, Look.UNREADABLE}
