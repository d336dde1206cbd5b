"""The page about the desk's speed: its words stand in it, its figures are what bench/desk.py measured."""

import json
from pathlib import Path
from typing import Any

_HERE = Path(__file__).resolve().parent / "why"
_BEGIN, _END = "bench/desk.py writes -->\n", "<!-- /figures -->"


def page() -> str:
    """The page as Markdown. Raises: ValueError: it has no place for figures."""
    before, begin, rest = (_HERE / "desk.md").read_text("utf-8").partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not (begin and end):
        raise ValueError("docs/why/desk.md has no place for figures")
    return f"{before}{begin}{_figures(json.loads((_HERE / 'desk.json').read_text('utf-8')))}{end}{after}"


def _figures(told: dict[str, Any]) -> str:
    head = "| page | asked for | p50 | p95 |\n|---|---|---|---|\n"
    rows = [
        f"| {one['page']} | {one['number']} | {one['p50'] * 1000:.0f} ms | {one['p95'] * 1000:.0f} ms |\n"
        for one in told["pages"]
    ]
    said = (
        f"\n{told['moderators']} moderators at once, {told['cases']:,} cases that wait, "
        f"{told['cores']} cores for everything, {told['a_second']:.0f} requests a second, "
        f"{told['failed']} failed. "
        f"Load of the machine before it began: {told['load']:.1f}. "
        f"Ranking: {told['ranked_a_second']:.0f} cases a second. "
        f"When nobody thinks, {told['at_most']:.0f} requests a second are answered.\n"
    )
    return head + "".join(rows) + said
