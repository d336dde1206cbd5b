"""From a list's lines to a builder."""

import io
import json

import pytest

from leeward.matcher.bank import Builder
from leeward.model.banks import BadLine, BankEntry, CutOff, EntryBlock, ListItem, Unused
from leeward.model.errors import BankError
from leeward.pipeline.match.intake import Intake
from leeward.plugins import loader

MD5, PDQ = "a1" * 16, "f0" * 32


def intake(*, strict: bool = False) -> tuple[Intake, Builder]:
    builder = Builder()
    return Intake(builder, strict=strict), builder


def counts(builder: Builder) -> dict[str, int]:
    return {kind: len(sections) for kind, sections in builder.finish().items()}


def test_good_entries_go_in_by_kind() -> None:
    taking, builder = intake()
    items: list[ListItem] = [
        BankEntry("md5", MD5.upper(), "e", "n", 1),
        EntryBlock("pdq", 32, bytes(64), None, None, 2),
    ]
    for item in items:
        taking.take("list", item)
    assert counts(builder) == dict(taking.good) == {"md5": 1, "pdq": 2}


@pytest.mark.parametrize(
    ("item", "what"),
    [
        (BankEntry("photodna", "AAAA", None, None, 1), "photodna"),
        (Unused("withdrawn", 1), "withdrawn"),
        (BankEntry("vpdq", json.dumps([f"{PDQ},10,0.0"]), None, None, 1), "vpdq without a clear frame"),
    ],
)
def test_what_cannot_be_compared_is_counted_and_does_not_stop_a_strict_reading(
    item: BankEntry | Unused, what: str
) -> None:
    taking, builder = intake(strict=True)
    taking.take("list", item)
    assert taking.unusable == {what: 1}
    assert not counts(builder)


def test_a_block_of_a_kind_that_is_not_here_is_counted_entry_by_entry() -> None:
    taking, builder = intake()
    taking.take("list", EntryBlock("crc", 4, bytes(12), None, None, 1))
    assert taking.unusable == {"crc": 3}
    assert not counts(builder)


@pytest.mark.parametrize(
    "item",
    [
        BankEntry("md5", MD5[:-1], None, None, 7),
        BankEntry("md6", MD5, None, None, 7),
        BankEntry("pdq", MD5, None, None, 7),
        BankEntry("vpdq", PDQ, None, None, 7),
        BadLine("list", 7, "why"),
    ],
    ids=lambda item: type(item).__name__,
)
def test_a_bad_line_is_named_and_counted_or_stops_a_strict_reading(item: BankEntry | BadLine) -> None:
    taking, builder = intake()
    taking.take("list", item)
    assert [(bad.file, bad.line) for bad in taking.bad] == [("list", 7)]
    assert taking.bad_lines == 1
    assert MD5[:-1] not in taking.bad[0].reason
    assert not counts(builder)
    with pytest.raises(BankError, match="list:7: "):
        intake(strict=True)[0].take("list", item)


def test_the_first_twenty_bad_lines_are_kept_and_all_are_counted() -> None:
    taking, _ = intake()
    for line in range(1, 31):
        taking.take("list", BadLine("list", line, "why"))
    assert taking.bad_lines == 30
    assert [bad.line for bad in taking.bad] == list(range(1, 21))


def test_frames_of_one_clip_are_handed_over_at_the_end() -> None:
    taking, builder = intake()
    content = f"vpdq,{PDQ},clip\nvpdq,{'0f' * 32},clip\n".encode()
    told: list[float] = []
    taking.read((loader.exchange("csv_list"), "list.csv", io.BytesIO(content)), len(content), told.append)
    assert counts(builder) == {"vpdq": 1}
    assert told[-1] == 1.0


def test_progress_grows_to_its_end() -> None:
    content = f"md5,{MD5}\n".encode() * 200_000
    told: list[float] = []
    intake()[0].read(
        (loader.exchange("csv_list"), "list.csv", io.BytesIO(content)), len(content), told.append
    )
    assert told == sorted(told)
    assert len(told) > 3
    assert told[-1] == 1.0


def test_half_a_list_is_refused_also_where_bad_lines_are_not() -> None:
    taking, _ = intake()
    taking.take("list", BankEntry("md5", MD5, None, None, 1))
    with pytest.raises(BankError, match="list:2: it ends") as refused:
        taking.take("list", CutOff("list", 2, "it ends"))
    assert "get the whole list" in refused.value.hint
