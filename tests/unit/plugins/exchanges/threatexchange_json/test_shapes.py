"""What the JSON objects of ThreatExchange and HMA mean."""

import pytest

from leeward.model.banks import BadLine, BankEntry, ListItem, Unused
from leeward.plugins.exchanges.threatexchange_json.shapes import identity, is_withdrawn, items

MD5, PDQ = "a1" * 16, "f0" * 32
BANK = {"name": "STAND_INS", "matching_enabled_ratio": 1.0}


def mean(value: object) -> list[ListItem]:
    return list(items("export.json", 5, value))


def descriptors(*statuses: str) -> dict[str, object]:
    return {"data": [{"id": "9", "status": status, "tags": ["b", "a"]} for status in statuses]}


def test_a_content_of_hma_gives_an_entry_for_every_signal() -> None:
    content = {
        "id": 7,
        "disable_until_ts": 1,
        "bank": BANK,
        "signals": {"pdq": PDQ, "video_md5": MD5, "x_y": "?"},
    }
    assert mean(content) == [
        BankEntry("pdq", PDQ, "STAND_INS-7", None, 5),
        BankEntry("md5", MD5, "STAND_INS-7", None, 5),
        Unused("x_y", 5),
    ]


def test_a_content_that_is_switched_off_is_left_out() -> None:
    assert mean({"id": 7, "disable_until_ts": 0, "bank": BANK, "signals": {"pdq": PDQ}}) == [
        Unused("disabled", 5)
    ]


@pytest.mark.parametrize(
    ("kind", "ours"), [("HASH_PDQ", "pdq"), ("HASH_MD5", "md5"), ("HASH_VIDEO_MD5", "md5")]
)
def test_an_indicator_is_an_entry_with_its_tags_as_note(kind: str, ours: str) -> None:
    value = {"id": "3", "type": kind, "indicator": MD5, "descriptors": descriptors("MALICIOUS")}
    assert mean(value) == [BankEntry(ours, MD5, "3", "a, b", 5)]


@pytest.mark.parametrize(
    ("statuses", "left_out"),
    [(["NON_MALICIOUS"], True), (["NON_MALICIOUS", "MALICIOUS"], False), (["UNKNOWN"], False), ([], False)],
)
def test_an_indicator_is_left_out_only_if_everybody_calls_it_harmless(
    statuses: list[str], left_out: bool
) -> None:
    found = mean({"id": "3", "type": "HASH_MD5", "indicator": MD5, "descriptors": descriptors(*statuses)})
    assert isinstance(found[0], Unused) == left_out


@pytest.mark.parametrize(
    ("value", "withdrawn"),
    [
        ({"should_delete": True}, True),
        ({"should_delete": False}, True),
        ({"should_delete": False, "descriptors": {}}, False),
        ({}, False),
        ([], False),
    ],
)
def test_a_tombstone_is_known_by_its_flag_or_by_having_no_descriptors(value: object, withdrawn: bool) -> None:
    assert is_withdrawn(value) == withdrawn


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (5, "neither"),
        ({"a": MD5}, "neither"),
        ({"id": 1, "bank": BANK}, "include_signals"),
        ({"type": "HASH_MD5", "indicator": 5}, "no text"),
        ({"data": [{"data": []}]}, "neither"),
    ],
)
def test_what_has_no_known_shape_is_a_bad_line(value: object, reason: str) -> None:
    found = mean(value)
    assert [type(item) for item in found] == [BadLine]
    assert reason in str(found[0])
    assert MD5 not in str(found[0])


def test_a_value_in_the_place_of_a_type_is_not_repeated() -> None:
    assert mean({"id": 1, "signals": {PDQ: "pdq"}}) == [Unused("unknown type", 5)]


def test_an_identity_is_text() -> None:
    assert [identity({"id": 5}), identity({"id": "5"}), identity({}), identity({"id": []})] == [
        "5",
        "5",
        None,
        None,
    ]
