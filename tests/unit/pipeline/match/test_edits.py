"""Changes by hand."""

import io
import json
from pathlib import Path

import pytest

from leeward.matcher.bank import Bank
from leeward.model.errors import BankError, LeewardError
from leeward.pipeline.match import edits
from leeward.pipeline.match.banks import BankSettings, open_bank
from leeward.pipeline.match.edits import ByHand, Edit, by_hand, parse_lines, parse_specs

MD5, PDQ = "a1" * 16, "f0" * 32
CLIP = json.dumps([f"{PDQ},100,0.0", f"{'0f' * 32},10,1.0"])


def test_specs_and_lines_mean_the_same() -> None:
    wanted = [Edit("md5", bytes.fromhex(MD5), "e", "n"), Edit("pdq", bytes.fromhex(PDQ), "e", "n")]
    assert list(parse_specs([f"md5={MD5}", f"PDQ={PDQ.upper()}"], "e", "n")) == wanted
    for text in (f"md5,{MD5},e,n\npdq,{PDQ},e,n\n", f'md5,{MD5},e,n\n# comment\nPDQ,"{PDQ}",e,n\n'):
        assert list(parse_lines(io.BytesIO(text.encode()))) == wanted


def test_kinds_and_separators_may_be_written_otherwise() -> None:
    wanted = [Edit("sha256", bytes.fromhex(PDQ), None, None)]
    assert list(parse_specs([f"SHA-256={PDQ}"], None, None)) == wanted
    assert list(parse_lines(io.BytesIO(f"sha-256;{PDQ}\n".encode()))) == wanted


@pytest.mark.parametrize("text", [f"md5|{MD5}\n", MD5, f"pdq,{PDQ},e,NEGATIVE_CLASS"])
def test_a_line_that_is_no_entry_is_told_the_form(text: str) -> None:
    with pytest.raises(BankError, match="line 1 is no entry") as refused:
        parse_lines(io.BytesIO(text.encode()))
    assert "signal,value[,entry][,note]" in refused.value.hint
    assert MD5 not in refused.value.message + refused.value.hint


def test_a_clip_is_given_whole() -> None:
    assert parse_specs([f"vpdq={CLIP}"], "clip", None) == [Edit("vpdq", bytes.fromhex(PDQ), "clip", None)]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (MD5, "value 1 is not SIGNAL=VALUE"),
        (f"md5={MD5[:-1]}", "value 1: not the 32"),
        (f"md6={MD5}", "value 1: unknown kind"),
        (f"vpdq={PDQ}", "value 1: a clip is given whole"),
    ],
)
def test_a_bad_value_is_named_by_its_place_and_never_repeated(spec: str, said: str) -> None:
    with pytest.raises(LeewardError, match=said) as refused:
        parse_specs([spec], "clip", None)
    assert MD5[:-1] not in refused.value.message + refused.value.hint
    assert refused.value.hint


@pytest.mark.parametrize(
    ("text", "said"), [("", "nothing"), (f"md5,{MD5}\nnonsense\n", "line 2"), ("md5,x\n", "line 1")]
)
def test_one_bad_line_stops_all_of_them(text: str, said: str) -> None:
    with pytest.raises(LeewardError, match=said):
        parse_lines(io.BytesIO(text.encode()))


def test_what_is_added_is_found_and_what_is_removed_is_not(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"pdq,{PDQ}\n")
    opened = open_bank(file, BankSettings(tmp_path))
    edits.add(opened.folder, parse_specs([f"md5={MD5}", f"md5={'b2' * 16}", f"vpdq={CLIP}"], "late", None))
    edits.remove(opened.folder, parse_specs([f"md5={MD5}"], None, None))
    with Bank.open(opened.folder) as index:
        assert not index.search("md5", [bytes.fromhex(MD5)], 0)
        assert [hit.entry for hit in index.search("md5", [bytes.fromhex("b2" * 16)], 0)] == ["late"]
        assert [hit.entry for hit in index.search("vpdq", [bytes.fromhex(PDQ)], 31)] == ["late"]
    opened.index.close()
    assert by_hand(opened.folder) == ByHand(added=2, removed=1)


def test_what_was_never_changed_counts_nothing(tmp_path: Path) -> None:
    assert by_hand(tmp_path) == ByHand(0, 0)
