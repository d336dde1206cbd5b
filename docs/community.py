"""The tables in docs/why/community-holds.md, from the figures of one run of the simulation."""

import re
from collections.abc import Callable, Iterator
from typing import Any

MARK = re.compile(r"(<!-- made by `\./do docs`: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

Run = dict[str, Any]


def page(text: str, run: Run) -> str:
    """The page with its tables written again."""

    def written(mark: re.Match[str]) -> str:
        return f"{mark[1]}\n" + "\n".join(TABLES[mark[2]](run)) + f"\n\n{mark[3]}"

    return MARK.sub(written, text)


def _attacks(run: Run) -> Iterator[str]:
    rivals = list(run["honest"]["rivals"])
    worst = f"**Leeward** (worst of {run['seeds']})"
    yield f"| attack | {' | '.join(rivals)} | {worst} | may be | true reports for one |"
    yield f"|---|{'---|' * (len(rivals) + 3)}"
    for row in run["attacks"]:
        yield _attack(row, row["bound"])


def _harder(run: Run) -> Iterator[str]:
    rivals = list(run["honest"]["rivals"])
    yield f"| attack | {' | '.join(rivals)} | **Leeward** (worst of {run['seeds']}) | true reports for one |"
    yield f"|---|{'---|' * (len(rivals) + 2)}"
    for row in run["harder"]:
        yield _attack(row)


def _attack(row: Run, *bound: str) -> str:
    ours = row["ours"]
    price = f"{ours['price']:,}" if row["feeds"] and ours["price"] else ""
    others = [f"{one['wrong']:.0f}" for one in row["rivals"].values()]
    cells = (row["title"], *others, f"**{ours['wrong']:.1f}** ({max(ours['wrong_each'])})", *bound, price)
    return f"| {' | '.join(cells)} |"


def _honest(run: Run) -> Iterator[str]:
    ours = run["honest"]["ours"]
    of = f"benign posts held, of {ours['benign']}"
    yield f"| way to weigh | held before people looked | median hours until then | {of} |"
    yield "|---|---|---|---|"
    for name, one in {**run["honest"]["rivals"], "**Leeward**": ours}.items():
        yield f"| {name} | {one['recall']:.0%} | {one['hours']:.1f} | {one['benign_holds']:.1f} |"


def _start(run: Run) -> Iterator[str]:
    windows = run["honest"]["ours"]["windows"][:8]
    yield f"| days | {' | '.join(f'{15 * n + 1} to {15 * n + 15}' for n in range(len(windows)))} |"
    yield f"|---|{'---|' * len(windows)}"
    yield f"| held before people looked | {' | '.join(f'{share:.0%}' for share in windows)} |"


def _safety(run: Run) -> Iterator[str]:
    yield "| attack | benign posts held (worst) | held before people looked | everyday benign posts held |"
    yield "|---|---|---|---|"
    for row in run["child_safety"]:
        ours = row["ours"]
        wrong = f"{ours['wrong']:.1f} ({max(ours['wrong_each'])})" if ours["attacked"] else ""
        benign = f"{ours['benign_holds']:.1f} of {ours['benign']}"
        yield f"| {row['title']} | {wrong} | {ours['recall']:.0%} | {benign} |"


def _parts(run: Run) -> Iterator[str]:
    keys = list(run["ablations"][0]["wrong"])
    titles = [key.removesuffix("-apart").replace("-", " ") for key in keys]
    yield f"| | {' | '.join(titles)} | held before people looked | everyday benign posts held |"
    yield f"|---|{'---|' * (len(keys) + 2)}"
    for row in run["ablations"]:
        wrong = [f"{row['wrong'][key]:.1f}" for key in keys]
        yield f"| {row['name']} | {' | '.join(wrong)} | {row['recall']:.0%} | {row['benign']:.1f} |"


TABLES: dict[str, Callable[[Run], Iterator[str]]] = {
    "attacks": _attacks,
    "harder": _harder,
    "honest": _honest,
    "start": _start,
    "safety": _safety,
    "parts": _parts,
}
