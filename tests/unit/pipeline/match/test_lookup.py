"""Findings are looked up in banks by the rules of each kind."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import BankError, ConfigError
from leeward.model.findings import Finding
from leeward.model.look import Look
from leeward.model.signals import Match, Signal, View
from leeward.pipeline.match.banks import BankSettings, open_bank
from leeward.pipeline.match.lookup import Matcher

MD5 = "a1" * 16
PDQ = "f0" * 32
NEVER: Mapping[str, int] = {}


def away(value: str, bits: int, first: int = 0) -> str:
    """A value that differs in so many bits, spread from `first` on."""
    number = int(value, 16)
    for bit in range(bits):
        number ^= 1 << (first + bit * 7) % 256
    return f"{number:064x}"


def frame(number: int) -> str:
    """Frames that are far from each other."""
    return (
        f"{(number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC8341082276BF3A27251F86C6A11D0C18E95 % 2**256:064x}"
    )


def pdq(value: str, quality: int | None = 100, view: View = View.STORED, number: int | None = None) -> Signal:
    return Signal("pdq", value, quality, view, number)


def clip(numbers: list[int], quality: int = 100) -> tuple[Signal, ...]:
    return tuple(Signal("vpdq", frame(number), quality, frame=place) for place, number in enumerate(numbers))


def finding(*signals: Signal) -> Finding:
    return Finding(Look.LOOKED, None, 1, "image/png", signals)


def listed(frames: list[int]) -> str:
    text = json.dumps([f"{frame(number)},100,{place}.000" for place, number in enumerate(frames)])
    return '"' + text.replace('"', '""') + '"'


class Banks:
    """Builds banks from lines and looks findings up in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def matcher(self, thresholds: Mapping[str, int] = NEVER, **lines: list[str]) -> Matcher:
        banks = []
        for name, rows in lines.items():
            file = self._folder / f"{name}.csv"
            file.write_text("\n".join(rows) + "\n")
            banks.append(open_bank(file, BankSettings(self._folder / "data")))
        return Matcher(banks, thresholds)

    def matches(
        self, rows: list[str], *signals: Signal, thresholds: Mapping[str, int] = NEVER
    ) -> tuple[Match, ...]:
        matcher = self.matcher(thresholds, ours=rows)
        try:
            return matcher.matches(finding(*signals))
        finally:
            matcher.close()


@pytest.fixture
def banks(tmp_path: Path) -> Banks:
    return Banks(tmp_path)


def test_an_exact_kind_matches_its_very_value_only(banks: Banks) -> None:
    rows = [f"md5,{MD5},bridge-1,seen", f"pdq,{PDQ}"]
    assert banks.matches(rows, Signal("md5", MD5)) == (
        Match("ours", Signal("md5", MD5), MD5, "bridge-1", "seen", 0, 0, True),
    )
    assert banks.matches(rows, Signal("md5", "b" + MD5[1:]), Signal("sha1", MD5 + MD5[:8])) == ()


@pytest.mark.parametrize(
    ("distance", "limit", "found"),
    [(0, 31, True), (31, 31, True), (32, 31, False), (10, 10, True), (11, 10, False)],
)
def test_a_pdq_matches_up_to_its_threshold(banks: Banks, distance: int, limit: int, found: bool) -> None:
    matches = banks.matches([f"pdq,{PDQ},bridge"], pdq(away(PDQ, distance)), thresholds={"pdq": limit})
    assert [(m.distance, m.threshold, m.exact, m.value) for m in matches] == [
        (distance, limit, False, PDQ)
    ] * found


@pytest.mark.parametrize(
    ("quality", "found"), [(0, False), (49, False), (50, True), (100, True), (None, True)]
)
def test_a_blurred_pdq_is_not_looked_up(banks: Banks, quality: int | None, found: bool) -> None:
    assert bool(banks.matches([f"pdq,{PDQ}"], pdq(PDQ, quality))) == found


def test_of_all_views_the_nearest_is_told_once_an_entry(banks: Banks) -> None:
    rows = [f"pdq,{PDQ},bridge", f"pdq,{away(PDQ, 2)},bridge", f"pdq,{away(PDQ, 4)}"]
    views = [pdq(away(PDQ, 9, 3), view=View.STORED), pdq(PDQ, view=View.ROTATED_90)]
    matches = banks.matches(rows, *views)
    assert [(m.entry, m.distance, m.signal.view) for m in matches] == [
        ("bridge", 0, View.ROTATED_90),
        (None, 4, View.ROTATED_90),
    ]


def test_frames_of_a_clip_are_looked_up_as_pictures_and_told_once_an_entry(banks: Banks) -> None:
    frames = (*clip([1, 2, 3, 1]), Signal("vpdq", PDQ, 10, frame=4))
    matches = banks.matches([f"pdq,{frame(1)},still", f"pdq,{frame(2)},still", f"pdq,{PDQ},blurred"], *frames)
    assert [(m.entry, m.signal.kind, m.signal.frame) for m in matches] == [("still", "pdq", 0)]


@pytest.mark.parametrize(
    ("seen", "entry", "query_percent", "entry_percent"),
    [
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 100.0, 100.0),
        ([1, 2, 3, 4, 9], [1, 2, 3, 4, 5], 80.0, 80.0),
        ([1, 2, 3, 8, 9], [1, 2, 3, 4, 5], None, None),
        ([1, 2], [1, 2, 3, 4, 5], 100.0, 40.0),
        (list(range(20)), [3, 4, 5, 6], 20.0, 100.0),
        ([1, 1, 1, 1, 9], [1, 1, 2, 3], None, None),
        ([1, 1, 1, 1], [1, 1, 2, 3], 100.0, 100 / 3),
    ],
    ids=["same", "four of five", "three of five", "a part", "inside a longer one", "repeats", "one still"],
)
def test_a_clip_matches_by_the_share_of_distinct_frames_of_either_side(
    banks: Banks, seen: list[int], entry: list[int], query_percent: float | None, entry_percent: float | None
) -> None:
    matches = banks.matches([f"vpdq,{listed(entry)},clip"], *clip(seen))
    if query_percent is None:
        assert matches == ()
    else:
        (match,) = matches
        assert (match.signal.kind, match.entry, match.exact) == ("vpdq", "clip", False)
        assert match.query_percent == pytest.approx(query_percent)
        assert match.entry_percent == pytest.approx(entry_percent)
        assert match.value in {frame(number) for number in entry}


def test_frames_of_a_clip_may_be_near_only_and_the_nearest_is_told(banks: Banks) -> None:
    signals = [
        Signal("vpdq", away(frame(n), distance), 90, frame=n) for n, distance in [(1, 20), (2, 31), (3, 5)]
    ]
    (match,) = banks.matches([f"vpdq,{listed([1, 2, 3])},clip"], *signals)
    assert (match.distance, match.value, match.signal.frame) == (5, frame(3), 3)
    assert banks.matches([f"vpdq,{listed([1, 2, 3])},clip"], *signals, thresholds={"vpdq": 4}) == ()


def test_two_entries_of_the_same_clip_are_two_matches(banks: Banks) -> None:
    matches = banks.matches([f"vpdq,{listed([1, 2])},one", f"vpdq,{listed([2, 1])},two"], *clip([1, 2]))
    assert sorted(str(match.entry) for match in matches) == ["one", "two"]


def test_every_bank_is_asked_and_named(banks: Banks) -> None:
    matcher = banks.matcher(first=[f"md5,{MD5}"], second=[f"md5,{MD5}", f"pdq,{PDQ}"])
    found = matcher.matches(finding(Signal("md5", MD5), pdq(PDQ)))
    matcher.close()
    assert [(match.bank, match.signal.kind) for match in found] == [
        ("first", "md5"),
        ("second", "md5"),
        ("second", "pdq"),
    ]


def test_digests_of_a_media_that_could_not_be_decoded_are_looked_up(banks: Banks) -> None:
    matcher = banks.matcher(ours=[f"md5,{MD5}"])
    broken = Finding(Look.UNREADABLE, "truncated", 1, None, (Signal("md5", MD5),))
    assert len(matcher.matches(broken)) == 1
    assert matcher.matches(Finding(Look.VANISHED, "gone", 0, None)) == ()
    matcher.close()


def test_what_is_added_by_hand_is_found_and_what_is_removed_is_not(banks: Banks) -> None:
    matcher = banks.matcher(ours=[f"md5,{MD5}", f"vpdq,{listed([1, 2])},clip"])
    index = matcher.banks[0].index
    index.remove("md5", bytes.fromhex(MD5))
    index.add("md5", bytes.fromhex("e5" * 16), "other")
    index.add("pdq", bytes.fromhex(PDQ), "late")
    index.add("vpdq", bytes.fromhex(frame(5) + frame(6)), "late clip")
    found = matcher.matches(finding(Signal("md5", MD5), pdq(PDQ), *clip([5, 6])))
    matcher.close()
    assert [(match.signal.kind, match.entry) for match in found] == [("pdq", "late"), ("vpdq", "late clip")]


@pytest.mark.parametrize(
    "thresholds",
    [{"pdq": 32}, {"pdq": -1}, {"vpdq": 99}, {"md5": 1}, {"phash": 5}],
    ids=lambda told: str(told),
)
def test_a_threshold_that_cannot_be_kept_is_refused(thresholds: Mapping[str, int]) -> None:
    with pytest.raises(ConfigError) as refused:
        Matcher([], thresholds)
    assert refused.value.hint


def test_two_banks_of_the_same_name_are_refused_and_the_same_one_twice_counts_once(tmp_path: Path) -> None:
    files = [tmp_path / "a" / "list.csv", tmp_path / "b" / "list.csv"]
    for file in files:
        file.parent.mkdir()
        file.write_text(f"md5,{MD5}\n")
    settings = BankSettings(tmp_path / "data")
    one, other, again = (open_bank(file, settings) for file in (*files, files[0]))
    with pytest.raises(BankError, match="two banks are called list"):
        Matcher([one, other], {})
    matcher = Matcher([one, again], {})
    assert len(matcher.matches(finding(Signal("md5", MD5)))) == 1
    for bank in (one, other, again):
        bank.index.close()


@given(st.integers(0, 40), st.integers(0, 255), st.sampled_from([0, 7, 31]))
def test_a_match_is_told_exactly_if_the_distance_allows_it(
    tmp_path_factory: pytest.TempPathFactory, bits: int, first: int, limit: int
) -> None:
    near = away(PDQ, bits, first)
    distance = (int(near, 16) ^ int(PDQ, 16)).bit_count()
    rows = [f"pdq,{PDQ},bridge"]
    found = Banks(tmp_path_factory.mktemp("bank")).matches(rows, pdq(near), thresholds={"pdq": limit})
    assert [match.distance for match in found] == ([distance] if distance <= limit else [])


def test_a_turned_film_counts_the_frames_of_each_view_by_themselves(banks: Banks) -> None:
    upright = clip([1, 2, 3, 4, 5])
    turned = tuple(
        Signal("vpdq", frame(n + 50), 100, View.TURNED, frame=place) for place, n in enumerate(range(5))
    )
    (match,) = banks.matches([f"vpdq,{listed([1, 2, 3, 4, 5, 6, 7, 8])},clip"], *upright, *turned)
    assert (match.query_percent, match.signal.view) == (100.0, View.STORED)
