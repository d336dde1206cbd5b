"""What every kind of place to scan promises: found by the loader, walked in a world of its own."""

import fcntl
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from leeward.model.errors import NotLooked, SourceError
from leeward.model.look import Look
from leeward.plugins import loader
from leeward.plugins.connectors.listing import Listing
from leeward.plugins.connectors.protocol import Found, Lost, Named, Source
from tests.contracts.stores import BUCKET, put, remove, store

CONTENT = {"a/1.jpg": b"one", "a/2.jpg": b"two", "b.jpg": b"three", "ü n?#%20.jpg": b"four"}
SPELLINGS = ["-", "s3://media/x", "s3://media", "pictures", "/tmp/a b", "./-", "S3://odd", "", "s3:/x"]
KINDS = loader.names("connectors")


class World:
    """One place with CONTENT in it, and ways to change it."""

    def __init__(self, source: Source, where: str) -> None:
        self.source, self.where = source, where

    def walked(self) -> list[Found | Lost]:
        """What is found, names of a list resolved by the folder kind."""
        found: list[Found | Lost] = []
        for step in self.source.walk(self.where):
            steps = loader.source("folder").walk(step.where) if isinstance(step, Named) else [step]
            found += [one for one in steps if isinstance(one, Found | Lost)]
        return found

    def put(self, name: str, content: bytes) -> None:
        raise NotImplementedError

    def remove(self, name: str) -> None:
        raise NotImplementedError


class FolderWorld(World):
    def __init__(self, folder: Path) -> None:
        super().__init__(loader.source("folder"), str(folder))
        self.folder = folder
        for name, content in CONTENT.items():
            self.put(name, content)

    def put(self, name: str, content: bytes) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()


class ListingWorld(FolderWorld):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        text = "".join(f"{folder / name}\n" for name in CONTENT).encode()
        self.source, self.where = Listing(lambda: io.BytesIO(text)), "-"


class BucketWorld(World):
    def __init__(self, endpoint: str) -> None:
        super().__init__(loader.source("bucket"), f"s3://{BUCKET}")
        self.endpoint = endpoint

    def put(self, name: str, content: bytes) -> None:
        put(self.endpoint, {name: content})

    def remove(self, name: str) -> None:
        remove(self.endpoint, name)


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    match request.param:
        case "bucket":
            with store(monkeypatch, CONTENT) as endpoint:
                yield BucketWorld(endpoint)
        case "listing":
            yield ListingWorld(tmp_path)
        case _:
            yield FolderWorld(tmp_path)


def _read(found: Found) -> bytes:
    with os.fdopen(found.open(), "rb") as file:
        return file.read()


def _founds(world: World) -> list[Found]:
    return [step for step in world.walked() if isinstance(step, Found)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_called_like_its_file_and_has_a_title(kind: str) -> None:
    source = loader.source(kind)
    assert source.name == kind
    assert source.title


@pytest.mark.parametrize("where", SPELLINGS)
def test_every_spelling_belongs_to_one_kind(where: str) -> None:
    assert len([kind for kind in KINDS if loader.source(kind).claims(where)]) == 1


def test_everything_is_found_once_with_its_bytes(world: World) -> None:
    found = _founds(world)
    assert sorted(map(_read, found)) == sorted(CONTENT.values())
    assert len({one.path for one in found}) == len(CONTENT)


def test_the_order_is_stable(world: World) -> None:
    paths = [one.path for one in _founds(world)]
    assert paths == [one.path for one in _founds(world)]


def test_a_descriptor_is_at_its_start_and_not_inherited(world: World) -> None:
    for found in _founds(world):
        fd = found.open()
        assert os.lseek(fd, 0, os.SEEK_CUR) == 0
        assert fcntl.fcntl(fd, fcntl.F_GETFD) & fcntl.FD_CLOEXEC
        os.close(fd)


def test_a_descriptor_cannot_change_what_is_scanned(world: World) -> None:
    fd = _founds(world)[0].open()
    with pytest.raises(OSError):  # noqa: PT012
        os.write(fd, b"other")
        os.fsync(fd)
    os.close(fd)


def test_a_stamp_stays_while_the_content_does_and_changes_with_it(world: World) -> None:
    before = {one.path: one.stamp for one in _founds(world)}
    assert before == {one.path: one.stamp for one in _founds(world)}
    world.put("b.jpg", b"another three")
    after = {one.path: one.stamp for one in _founds(world)}
    assert [Path(path).name for path in before if before[path] != after[path]] == ["b.jpg"]


def test_what_goes_between_walking_and_opening_has_vanished(world: World) -> None:
    found = _founds(world)
    world.remove("b.jpg")
    (gone,) = [one for one in found if one.path.endswith("b.jpg")]
    with pytest.raises(NotLooked) as error:
        gone.open()
    assert error.value.look is Look.VANISHED


def test_walking_leaves_no_descriptor_open(world: World) -> None:
    for found in _founds(world):
        os.close(found.open())
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        for found in _founds(world):
            os.close(found.open())
    # a store keeps a few connections for the next walk
    assert len(os.listdir("/proc/self/fd")) <= before + 4


def test_a_file_that_is_not_there_is_lost() -> None:
    steps = list(loader.source("folder").walk("/nowhere/at/all"))
    assert steps == [Lost("/nowhere/at/all", Look.VANISHED, "no such file or directory", "/nowhere/at/all")]


def test_an_address_without_a_bucket_is_refused_with_a_hint() -> None:
    with pytest.raises(SourceError) as error:
        list(loader.source("bucket").walk("s3://"))
    assert error.value.hint
