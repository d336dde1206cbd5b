"""What every list format promises: found by the loader, read from the shapes in tests/vectors/lists."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.model.banks import BadLine, BankEntry, CutOff, EntryBlock, ListItem, Unused
from leeward.plugins import loader

VECTORS = Path(__file__).parents[1] / "vectors" / "lists"
SHAPES = {
    "csv_list": ["stand-ins.csv"],
    "hash_lines": ["stand-ins-pdq.txt", "md5sum.txt"],
    "threatexchange_cli": ["dataset.csv", "dataset.txt"],
    "threatexchange_json": ["threat-updates.json", "threat-descriptors.json", "hma-contents.jsonl"],
    "ncmec_xml": ["ncmec-entries.xml"],
}
FILES = [(name, file) for name, files in SHAPES.items() for file in files]
FORMATS = loader.names("exchanges")


def read(name: str, content: bytes, file: str = "list.txt") -> list[ListItem]:
    return list(loader.exchange(name).read(file, io.BytesIO(content)))


def values_of(items: list[ListItem]) -> list[str]:
    """Every value that the list gives, blocks taken apart."""
    found = []
    for item in items:
        if isinstance(item, EntryBlock):
            found += [
                item.values[at : at + item.width].hex() for at in range(0, len(item.values), item.width)
            ]
        elif isinstance(item, BankEntry):
            found.append(item.value.lower())
    return found


def test_every_format_has_a_recorded_shape() -> None:
    assert set(FORMATS) == set(SHAPES)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_says_its_name_and_one_line_for_people(name: str) -> None:
    made = loader.exchange(name)
    assert made.name == name
    assert 0 < len(made.title) < 100
    assert "\n" not in made.title


@pytest.mark.parametrize(("name", "file"), FILES, ids=lambda part: str(part))
def test_a_format_recognises_its_own_shape_better_than_any_other_does(name: str, file: str) -> None:
    head = (VECTORS / file).read_bytes()[: 1 << 16]
    sure = {other: loader.exchange(other).recognises(file, head) for other in FORMATS}
    assert max(sure, key=lambda other: sure[other]) == name
    assert sorted(sure.values())[-2] < sure[name] <= 1.0


@pytest.mark.parametrize(("name", "file"), FILES, ids=lambda part: str(part))
def test_a_recorded_shape_reads_without_a_bad_line(name: str, file: str) -> None:
    items = read(name, (VECTORS / file).read_bytes(), file)
    assert values_of(items)
    assert not [item for item in items if isinstance(item, BadLine)]


@pytest.mark.parametrize(("name", "file"), FILES, ids=lambda part: str(part))
def test_a_byte_order_mark_and_dos_line_ends_change_nothing(name: str, file: str) -> None:
    plain = (VECTORS / file).read_bytes()
    marked = b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")
    assert values_of(read(name, marked, file)) == values_of(read(name, plain, file))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\x00" * 99, b"\xff\xfe\x00", b'"', b"<", b"[", b"{", b"[" * 9999]
)
def test_rubbish_is_no_entry_and_never_raises(name: str, content: bytes) -> None:
    loader.exchange(name).recognises("list", content)
    assert not values_of(read(name, content))


@pytest.mark.parametrize(("name", "file"), FILES, ids=lambda part: str(part))
@given(cut=st.integers(0, 3000), spoiled=st.binary(max_size=40))
@settings(max_examples=40, deadline=None)
def test_a_spoiled_list_never_raises_and_never_repeats_itself_in_a_reason(
    name: str, file: str, cut: int, spoiled: bytes
) -> None:
    plain = (VECTORS / file).read_bytes()
    at = cut % len(plain)
    for item in read(name, plain[:at] + spoiled + plain[at + len(spoiled) // 2 :], file):
        said = item.reason if isinstance(item, BadLine) else item.what if isinstance(item, Unused) else ""
        assert not any(digits * 8 in said for digits in ("a1", "b2", "c3", "d4", "f0", "0f", "3c"))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("threatexchange_json", "threat-updates.json"),
        ("threatexchange_json", "threat-descriptors.json"),
        ("ncmec_xml", "ncmec-entries.xml"),
    ],
)
def test_a_document_that_is_cut_off_says_so(name: str, file: str, share: float) -> None:
    plain = (VECTORS / file).read_bytes()
    part = read(name, plain[: int(len(plain) * share)], file)
    assert [item.file for item in part if isinstance(item, CutOff)][:1] == [file]
