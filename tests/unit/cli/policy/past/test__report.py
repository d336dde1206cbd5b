"""A report in words and for machines."""

from dataclasses import replace

from leeward.cli.policy.past._report import lines
from leeward.policy.past.posts import Verdict
from leeward.policy.past.report import Accounts, Change, Example, Judged, OfRule, Report, as_json_of
from leeward.policy.past.shares import Share
from leeward.policy.rules import Mode

SHARE = Share(9, 10)
REPORT = Report(
    old="a" * 64,
    new="b" * 64,
    posts=1200,
    without_arrival=7,
    caught=Change("caught", 3, 2, 1),
    changes=(Change("hold", 3, 2, 1),),
    judged=Judged(SHARE, SHARE, Share(0, 0), SHARE),
    accounts=Accounts(4, 3, 2, 1),
    rules=(
        OfRule(
            "young", Mode.SHADOW, 5, 6, (("text.lists", 6), ("url.lists", 1)), ("text.lists",), SHARE, 1.25, 4
        ),
    ),
    examples=(Example(7, 8, True, ("young",), Verdict.RELEASED), Example(9, None, False, ("old",), None)),
)


def test_every_part_is_told() -> None:
    told = "\n".join(lines(REPORT))
    for part in (
        "1,200 posts tried: policy bbbbbbbbbbbb beside aaaaaaaaaaaa",
        "of 7 no arrival was decided",
        "9 of 10: 90%",
        "nobody judged any",
        "MISSED: 9 posts that people confirmed, this policy passes over.",
        "4 accounts: 3 local, 2 known for a year or longer, 1 with 1,000 followers",
        "young (shadow)",
        "nobody knew text.lists",
        "url.lists was unknown, and to blame, for 1 of 1,200",
        "Brakes, limits and quotas are not counted",
        "decision 7 (case 8): newly caught by young, people released it",
        "decision 9 (no case): no longer caught by old",
    ):
        assert part in told
    assert "text.lists was unknown" not in told  # said once is enough


def test_nothing_is_called_missed_that_nobody_confirmed() -> None:
    judged = replace(REPORT.judged, no_longer=Share(0, 10))
    assert "MISSED" not in "\n".join(lines(replace(REPORT, judged=judged)))


def test_without_a_post_there_is_no_table_and_no_praise() -> None:
    told = list(lines(replace(REPORT, posts=0, without_arrival=0)))
    assert len(told) == 2
    assert "says nothing about the policy" in told[1]


def test_machines_get_bounds_beside_every_share() -> None:
    told = as_json_of(REPORT)
    assert told["judged"]["newly"] == {"hits": 0, "of": 0, "low": 0.0, "high": 1.0}  # type: ignore[index]
    assert told["rules"][0]["judged"]["low"] == 0.5958  # type: ignore[index]
