"""ThreatExchange and HMA exports as files."""

import io
import json

import pytest

from leeward.model.banks import BankEntry, Unused
from leeward.plugins.exchanges.threatexchange_json import EXCHANGE

MD5 = "a1" * 16


def update(number: int, *, deleted: bool = False) -> str:
    return json.dumps(
        {
            "id": str(number),
            "type": "HASH_MD5",
            "indicator": MD5,
            "should_delete": deleted,
            "descriptors": {"data": []},
        }
    )


@pytest.mark.parametrize(
    ("order", "kept"),
    [
        ([(1, False), (1, True)], []),
        ([(1, True), (1, False)], ["1"]),
        ([(1, False), (1, True), (1, False)], ["1"]),
        ([(1, False), (2, True)], ["1"]),
    ],
)
def test_a_tombstone_takes_away_what_stands_further_up(
    order: list[tuple[int, bool]], kept: list[str]
) -> None:
    text = "\n".join(update(number, deleted=deleted) for number, deleted in order)
    items = list(EXCHANGE.read("updates.jsonl", io.BytesIO(text.encode())))
    assert [item.entry for item in items if isinstance(item, BankEntry)] == kept
    assert len(items) == len(order)
    assert {item.what for item in items if isinstance(item, Unused)} <= {"withdrawn"}


@pytest.mark.parametrize(
    ("head", "least", "most"),
    [
        (b'{"signals": 1}', 1.0, 1.0),
        (b'\xef\xbb\xbf [{"indicator":', 1.0, 1.0),
        (b"{}", 0.1, 0.5),
        (b"md5,a", 0.0, 0.0),
    ],
)
def test_json_is_recognised_by_its_field_names(head: bytes, least: float, most: float) -> None:
    assert least <= EXCHANGE.recognises("x", head) <= most
