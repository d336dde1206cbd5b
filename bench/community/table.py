"""The figures of all runs, and which of them break a bound."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import fmean
from typing import Any

from bench.community.cases import ABLATED, ABLATIONS, ATTACKS, HARDER, HONEST, Bound, Case
from bench.community.ours import Ours
from bench.community.play import Result, play
from bench.community.rivals import Forum, MeanAccuracy, Scale, ThreeReports, ThreeVoices
from leeward.policy.community.events import Group
from leeward.policy.community.parameters import Parameters

RIVALS: dict[str, Callable[[], Scale]] = {
    "3 reports": ThreeReports,
    "3 separate reports": ThreeVoices,
    "sum of accuracies": MeanAccuracy,
    "Discourse": Forum,
}
MOST_SHARE, MOST = 0.05, 12  # wrong holds of an attack: of the attacked posts, and in number
LEAST_RECALL, MOST_BENIGN = 0.65, 0.025
LEAST_PRICE = 100  # true reports for a wrong hold
GROWTH = 1.5  # when three times as many true reports come first

Row = dict[str, Any]


def measured(seeds: Sequence[int], few: Sequence[int], say: Callable[[str], None]) -> Row:
    """All runs. few: seeds of what stands only beside it."""

    def rows(cases: Iterable[Case]) -> list[Row]:
        found = []
        for case in cases:
            say(case.key)
            found.append(row(case, seeds, few))
        return found

    honest, attacks, harder = rows([HONEST])[0], rows(ATTACKS), rows(HARDER)
    say("child safety, ablations")
    return {
        "seeds": len(seeds),
        "few": len(few),
        "honest": honest,
        "attacks": attacks,
        "harder": harder,
        "child_safety": [safety(case, few) for case in (HONEST, *ATTACKS) if case.key in _SAFETY],
        "ablations": [ablation(name, parameters, few) for name, parameters in ABLATIONS.items()],
    }


_SAFETY = ("honest", "crowd-50", "farm", "self-dealing", "brigade", "turned")


def row(case: Case, seeds: Sequence[int], few: Sequence[int]) -> Row:
    """One attack under our weighing and under the others'."""
    runs = [play(seed, case.attack, Ours()) for seed in seeds]
    rivals = {name: [play(seed, case.attack, rival()) for seed in few] for name, rival in RIVALS.items()}
    return {
        "key": case.key,
        "title": case.title,
        "bound": str(case.bound),
        "feeds": case.feeds,
        "ours": summary(runs),
        "rivals": {name: summary(found) for name, found in rivals.items()},
    }


def safety(case: Case, few: Sequence[int]) -> Row:
    """One attack, all complaints being about child safety."""
    runs = [play(seed, case.attack, Ours(group=Group.CHILD_SAFETY)) for seed in few]
    return {"key": case.key, "title": case.title, "ours": summary(runs)}


def ablation(name: str, parameters: Parameters, few: Sequence[int]) -> Row:
    """What happens without one part."""
    cases = [case for case in (*ATTACKS, *HARDER) if case.key in ABLATED]
    runs = {case.key: [play(seed, case.attack, Ours(parameters)) for seed in few] for case in cases}
    honest = summary([play(seed, HONEST.attack, Ours(parameters)) for seed in few])
    wrong = {key: round(fmean(one.wrong_holds for one in found), 2) for key, found in runs.items()}
    return {"name": name, "recall": honest["recall"], "benign": honest["benign_holds"], "wrong": wrong}


def summary(runs: Sequence[Result]) -> Row:
    """Means over the runs; and what each seed gave."""
    wrong = [one.wrong_holds for one in runs]
    investment = fmean(one.investment for one in runs)
    return {
        "wrong": round(fmean(wrong), 2),
        "wrong_each": wrong,
        "attacked": runs[0].attacked,
        "recall": round(fmean(one.recall for one in runs), 3),
        "hours": round(fmean(one.hours for one in runs), 2),
        "benign_holds": round(fmean(one.benign_holds for one in runs), 2),
        "benign": runs[0].benign,
        "investment": round(investment),
        "price": round(investment / fmean(wrong)) if any(wrong) else None,
        "windows": [round(fmean(part), 3) for part in zip(*(one.windows for one in runs), strict=True)],
    }


def broken(document: Row) -> list[str]:
    """The bounds that these figures break, in words; empty: none."""
    return [
        *_honest(document["honest"]["ours"]),
        *(said for one in (*document["attacks"], *document["harder"]) for said in _attacked(one)),
        *_grown({one["key"]: one["ours"] for one in document["attacks"]}),
    ]


def _honest(ours: Row) -> Iterator[str]:
    if ours["recall"] < LEAST_RECALL:
        yield f"recall is {ours['recall']:.2f}, not {LEAST_RECALL}"
    if ours["benign_holds"] > MOST_BENIGN * ours["benign"]:
        yield f"{ours['benign_holds']} of {ours['benign']} benign posts are held"


def _attacked(one: Row) -> Iterator[str]:
    ours, most = one["ours"], max(one["ours"]["wrong_each"])
    if one["bound"] == Bound.NOTHING and most:
        yield f"{one['key']} has {most} posts held, not 0"
    if one["bound"] == Bound.FEW and (most > MOST or most > MOST_SHARE * ours["attacked"]):
        yield f"{one['key']} has {most} of {ours['attacked']} posts held"
    if (
        one["bound"] == Bound.FEW
        and one["feeds"]
        and ours["price"] is not None
        and ours["price"] < LEAST_PRICE
    ):
        yield f"{one['key']} pays {ours['price']:.0f} true reports for a wrong hold"


def _grown(ours: dict[str, Row]) -> Iterator[str]:
    few, many = ours["farm"]["wrong"], ours["farm-10"]["wrong"]
    if many > GROWTH * few:
        yield f"three times as much farming brings {many} wrong holds instead of {few}"
