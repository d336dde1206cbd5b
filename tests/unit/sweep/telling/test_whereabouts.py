"""Which files are named, in which order, and with which words."""

import pytest

from leeward.model.findings import Finding
from leeward.model.look import Look
from leeward.model.signals import Match, Signal
from leeward.sweep.outcomes import Count, Outcome, Spot, Tally, plain_reason
from leeward.sweep.telling.whereabouts import Whereabouts

WIDE, NARROW = 100, 40


def _match(bank: str = "b", distance: int = 10, at_s: float | None = None, kind: str = "pdq") -> Match:
    signal = Signal(kind, "ab" * 32, 100, at_s=at_s)
    return Match(bank, signal, "ab" * 32, "bridge-3", None, distance, 31, exact=kind == "md5")


def _matched(width: int, *files: tuple[str, tuple[Match, ...]]) -> list[str]:
    where = Whereabouts()
    for path, matches in files:
        where.add(Outcome(Spot(path, ""), path, Finding(Look.LOOKED, None, 1, None), matches))
    return [line.plain for line in where.matched_lines(width)]


def _missed(*files: tuple[str, str]) -> tuple[Whereabouts, list[str]]:
    where, tally = Whereabouts(), Tally()
    for path, reason in files:
        where.miss(path, Look.TOO_LARGE, reason)
        tally.add(Count(Look.TOO_LARGE, plain_reason(reason), 1, ()))
    return where, [line.plain for line in where.missed_lines(tally)]


@pytest.mark.parametrize(
    ("matches", "how"),
    [
        ((_match(),), "pdq, 10 bits away, entry bridge-3"),
        ((_match(distance=1),), "pdq, 1 bit away, entry bridge-3"),
        ((_match(kind="md5", distance=0),), "md5, exact, entry bridge-3"),
        ((_match(kind="vpdq", at_s=4.0),), "vpdq, 10 bits away, at 4.0 s, entry bridge-3"),
        ((_match(), _match(distance=2)), "pdq, 2 bits away, entry bridge-3, and 1 more"),
    ],
)
def test_a_match_is_told_in_few_words(matches: tuple[Match, ...], how: str) -> None:
    assert _matched(WIDE, ("a", matches)) == ["  b", f"    a   {how}"]


def test_paths_stand_first_in_order_below_each_of_their_banks() -> None:
    lines = _matched(WIDE, ("z", (_match("two"),)), ("a", (_match("one"), _match("two"))))
    assert [line.split("   pdq")[0] for line in lines] == ["  one", "    a", "  two", "    a", "    z"]


def test_what_does_not_fit_beside_a_path_stands_below_it() -> None:
    path = "folder/" * 9
    assert _matched(NARROW, (path, (_match(),))) == [
        "  b",
        f"    {path}",
        "      pdq, 10 bits away, entry bridge-3",
    ]


def test_the_true_reason_stands_with_the_file_and_a_group_shows_one() -> None:
    where, lines = _missed(("b", "30 x 9 pixels"), ("c", "30 x 9 pixels"), ("a", "40 x 9 pixels"))
    assert lines == [
        "  too large: 30 x 9 pixels",
        "    b",
        "    c",
        "  too large: 40 x 9 pixels",
        "    a",
    ]
    assert where.reason(Look.TOO_LARGE, "… x … pixels") == "30 x 9 pixels, and the like"
    assert where.reason(Look.TOO_LARGE, "an unknown one") == "an unknown one"


def test_a_long_list_is_cut_and_says_so() -> None:
    _, lines = _missed(*[(f"{number:03}", "too slow") for number in range(60)])
    assert lines[1:51] == [f"    {number:03}" for number in range(50)]
    assert lines[51:] == ["    and 10 more: use --json for all"]


def test_every_reason_gets_its_share_of_a_long_list() -> None:
    _, lines = _missed(*[(f"{number:03}", "odd" if number % 2 else "even") for number in range(120)])
    assert len([line for line in lines if "more" not in line]) == 52
    assert lines.count("    and 35 more: use --json for all") == 2


def test_matched_files_are_never_cut() -> None:
    assert len(_matched(WIDE, *[(f"{number}", (_match(),)) for number in range(500)])) == 501


def test_no_name_moves_the_cursor() -> None:
    assert _matched(WIDE, ("\x1b[2J\n", (_match("\x07"),)))[:2] == [
        "  \\x07",
        "    \\x1b[2J\\x0a   pdq, 10 bits away, entry bridge-3",
    ]
