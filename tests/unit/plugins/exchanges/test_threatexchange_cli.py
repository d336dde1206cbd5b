"""What python-threatexchange's command line prints."""

import io

import pytest

from leeward.model.banks import BadLine, BankEntry, ListItem, Unused
from leeward.plugins.exchanges.threatexchange_cli import EXCHANGE

MD5, PDQ = "a1" * 16, "f0" * 32
HEADER = "signal_type,signal_str,collab,category,tags\n"


def read(text: str) -> list[ListItem]:
    return list(EXCHANGE.read("dataset", io.BytesIO(text.encode())))


@pytest.mark.parametrize(
    ("line", "kind", "note"),
    [
        (f"pdq {PDQ}", "pdq", None),
        (
            f"video_md5 {MD5} 'Sample Signals' POSITIVE_CLASS a,b",
            "md5",
            "'Sample Signals' POSITIVE_CLASS a,b",
        ),
        (f"pdq {PDQ} DISPUTED", "pdq", "DISPUTED"),
        (f'vpdq ["{PDQ},100,0.000", "{PDQ},90,1.000"] INVESTIGATION_SEED', "vpdq", "INVESTIGATION_SEED"),
        (HEADER + f"video_sha256,{PDQ},Ours,POSITIVE_CLASS,a b", "sha256", "Ours POSITIVE_CLASS a b"),
    ],
)
def test_a_printed_signal_is_an_entry_of_our_kind(line: str, kind: str, note: str | None) -> None:
    items = read(line)
    assert [(item.kind, item.note) for item in items if isinstance(item, BankEntry)] == [(kind, note)]


@pytest.mark.parametrize(
    "line",
    [
        f"pdq {PDQ} NEGATIVE_CLASS",
        f"pdq {PDQ} 'Sample Signals' NEGATIVE_CLASS",
        HEADER + f"pdq,{PDQ},Ours,NEGATIVE_CLASS,",
    ],
)
def test_what_the_collaboration_calls_a_false_positive_is_left_out(line: str) -> None:
    assert [item.what for item in read(line) if isinstance(item, Unused)] == ["false-positive"]


def test_a_signal_type_that_we_cannot_compare_is_counted_not_bad() -> None:
    assert [
        item.what for item in read("url https://example.test/\nraw_text a b c\n") if isinstance(item, Unused)
    ] == [
        "url",
        "raw_text",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("pdx abc", "unknown signal type"),
        ("pdq", "<signal type> <value>"),
        (HEADER + f"pdq,{PDQ}", "5 columns"),
        (HEADER + f"{MD5},pdq,Ours,POSITIVE_CLASS,", "unknown signal type"),
    ],
)
def test_a_bad_line_is_named(line: str, reason: str) -> None:
    bad = [item for item in read(line) if isinstance(item, BadLine)]
    assert [item.line for item in bad] == [line.count("\n") + 1]
    assert reason in bad[0].reason
    assert MD5 not in bad[0].reason


def test_a_clip_with_blanks_in_its_value_is_cut_behind_the_list() -> None:
    value = f'["{PDQ},100,0.000", "{PDQ},90,1.000"]'
    assert [item.value for item in read(f"vpdq {value} 'x y' DISPUTED") if isinstance(item, BankEntry)] == [
        value
    ]
