"""The page about surges: its words stand in it, its figures are those that bench/surges.py measured."""

import json
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent / "why"
_BEGIN, _END = "bench/surges.py writes -->\n", "<!-- /figures -->"

_TOLD = """
The counts are made up, {series} series of six weeks with {levels} an hour in the mean: a day, a week, luck
(a gamma with variance {luck}) and better and worse days ({days:.0%} of deviation); no detector is told any of
it. The threshold of each but the last row is set so that 14 days without a surge have one hour of false
alarm; the program's own is what it is, and its level stands as a share of it. A delay of 1 h is within the
first hour.

Where counts vary otherwise, the program as it is:

"""


def page() -> str:
    """The page as Markdown. Raises: ValueError: it has no place for figures."""
    before, begin, rest = (_HERE / "surges.md").read_text("utf-8").partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not (begin and end):
        raise ValueError("docs/why/surges.md has no place for figures")
    told = json.loads((_HERE / "surges.json").read_text("utf-8"))
    return f"{before}{begin}{_figures(told)}\n{end}{after}"


def _figures(told: dict[str, Any]) -> str:
    kinds = [f"×{one['times']} for {one['hours']} h" for one in told["detectors"][0]["found"]]
    alarms = "false alarms in 14 days"
    compared = _table(["detector", "threshold", alarms, *kinds], [_cells(one) for one in told["detectors"]])
    rows = [[str(one["luck"]), f"{one['days']:.0%}", *_cells(one)[2:]] for one in told["elsewhere"]]
    given = {"series": told["series"], "levels": ", ".join(map(str, told["levels"])), **told["usual"]}
    return compared + "\n" + _TOLD.format(**given) + _table(["luck", "days", alarms, *kinds], rows)


def _cells(one: dict[str, Any]) -> list[str]:
    found = [f"{each['share']:.0%}, {each['delay']:.0f} h" for each in one["found"]]
    return [one["name"], f"{one['threshold']:.1f}", f"{one['false_alarms']:.1f} h", *found]


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *rows])
