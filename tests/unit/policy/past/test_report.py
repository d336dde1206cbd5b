"""A report for machines holds every number, with bounds beside each share."""

import json

from leeward.policy.past.report import Accounts, Change, Judged, OfRule, Report, as_json_of
from leeward.policy.past.shares import Share
from leeward.policy.rules import Mode


def test_every_share_comes_with_its_bounds() -> None:
    share = Share(9, 10)
    one = OfRule("young", Mode.SHADOW, 5, 6, (), (), share, 1.25, 4, 3, 2)
    judged = Judged(share, share, Share(0, 0), share)
    report = Report("a", "b", 12, 0, Change("caught", 3, 2, 1), (), judged, Accounts(4, 3, 2, 1), (one,), ())
    told = json.loads(json.dumps(as_json_of(report)))
    low, high = share.bounds
    assert told["judged"]["old"] == {"hits": 9, "of": 10, "low": round(low, 4), "high": round(high, 4)}
    assert told["judged"]["newly"] == {"hits": 0, "of": 0, "low": 0.0, "high": 1.0}
    assert (told["rules"][0]["newly"], told["rules"][0]["no_longer"], told["rules"][0]["mode"]) == (
        3,
        2,
        "shadow",
    )
