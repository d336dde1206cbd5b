"""Members of an archive, one after the other."""

import gzip
import io
import tarfile
import zipfile

import pytest

from leeward.media.archives.members import LONGEST_NAME, Member, members, printable
from leeward.media.archives.metered import Budget, Spent
from leeward.media.samples import samples
from leeward.media.sniff import sniff
from leeward.model.errors import NotLooked

PLENTY = 1 << 20


def zipped(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, name.encode() * 100)
    return content.getvalue()


def tarred(*names: str, mode: str = "w") -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode=mode) as made:  # type: ignore[call-overload]
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = len(name) * 100
            made.addfile(entry, io.BytesIO(name.encode() * 100))
    return content.getvalue()


def inside(content: bytes, allowed: int = PLENTY) -> list[tuple[str, bytes]]:
    found = members(sniff(content), io.BytesIO(content), Budget(allowed))
    return [(member.name, member.open().read()) for member in found]


@pytest.mark.parametrize(
    "content",
    [zipped("a", "b/c"), *(tarred("a", "b/c", mode=mode) for mode in ("w", "w:gz", "w:bz2", "w:xz"))],
    ids=["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"],
)
def test_every_packing_gives_the_same_members(content: bytes) -> None:
    assert inside(content) == [("a", b"a" * 100), ("b/c", b"b/c" * 100)]


def test_a_packed_single_file_has_one_member() -> None:
    assert inside(gzip.compress(b"words")) == [("(unpacked)", b"words")]


def test_folders_and_links_are_left_out() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.mkdir("folder")
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("file", "words")
    assert inside(content.getvalue()) == [("file", b"words")]


def test_the_size_is_what_the_archive_says() -> None:
    [member] = members(sniff(zipped("a")), io.BytesIO(zipped("a")), Budget(PLENTY))
    assert isinstance(member, Member)
    assert member.size == 100


@pytest.mark.parametrize(
    "content",
    [zipped("aaaa"), tarred("aaaa"), tarred("aaaa", mode="w:gz")],
    ids=["zip", "tar", "packed tar"],
)
def test_more_than_the_budget_is_refused(content: bytes) -> None:
    with pytest.raises(Spent):
        inside(content, 399)


def test_skipping_through_a_packed_archive_is_charged_too() -> None:
    content = tarred("a", "b" * 90, mode="w:gz")
    with pytest.raises(Spent):
        list(members(sniff(content), io.BytesIO(content), Budget(5000)))


@pytest.mark.parametrize("content", [zipped("a", "b"), tarred("a", "b")], ids=["zip", "tar"])
def test_an_archive_cut_short_says_so(content: bytes) -> None:
    with pytest.raises(NotLooked, match="damaged or cut short"):
        inside(content[: len(content) // 8])


def test_a_hole_in_a_tar_is_charged() -> None:
    entry = tarfile.TarInfo("sparse")
    entry.size = 512
    entry.pax_headers = {
        "GNU.sparse.major": "0",
        "GNU.sparse.minor": "1",
        "GNU.sparse.map": "0,512",
        "GNU.sparse.size": str(1 << 40),
    }
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.PAX_FORMAT) as made:
        made.addfile(entry, io.BytesIO(bytes(512)))
    with pytest.raises(Spent):
        inside(content.getvalue())


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a b.png", "a b.png"),
        ("grüße.png", "grüße.png"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb", "a\\nb"),
        ("\udcff", "\\udcff"),
        ("", "(unnamed)"),
        ("x" * 5000, "x" * LONGEST_NAME),
    ],
)
def test_names_are_safe_to_print(name: str, told: str) -> None:
    assert printable(name) == told
    assert told.isprintable()


PICTURE = dict(samples())["PNG"]


@pytest.mark.parametrize(("name", "mode"), [("folder/", 0o100644), ("folder/", 0o40755), ("link", 0o120777)])
def test_what_is_called_a_folder_or_link_but_holds_media_is_a_member(name: str, mode: int) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        made.writestr(entry, PICTURE)
    assert inside(content.getvalue()) == [(name, PICTURE)]


def test_a_folder_whose_nothing_is_packed_is_left_out() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        entry = zipfile.ZipInfo("folder/")
        entry.compress_type = zipfile.ZIP_DEFLATED
        with made.open(entry, "w") as packed:
            packed.write(b"")
    assert inside(content.getvalue()) == []


def test_a_zip_with_another_before_it_says_so_after_its_members() -> None:
    content = zipped("hidden") + zipped("a")
    found = members(sniff(content), io.BytesIO(content), Budget(PLENTY))
    assert next(found).name == "a"
    with pytest.raises(NotLooked, match="parts that its directory does not list"):
        next(found)


def test_a_tar_behind_a_tar_is_gone_through_too() -> None:
    assert inside(tarred("a") + tarred("b")) == [("a", b"a" * 100), ("b", b"b" * 100)]
    packed = gzip.compress(tarred("a") + tarred("b"))
    assert [name for name, _ in inside(packed)] == ["a", "b"]


def test_what_is_no_tar_behind_a_tar_is_told() -> None:
    with pytest.raises(NotLooked, match="damaged or cut short"):
        inside(tarred("a") + PICTURE)


def test_an_entry_of_an_unknown_type_is_a_file() -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as made:
        entry = tarfile.TarInfo("odd")
        entry.type, entry.size = b"Z", len(PICTURE)
        made.addfile(entry, io.BytesIO(PICTURE))
    assert inside(content.getvalue()) == [("odd", PICTURE)]
