"""Whether community holds can be made a weapon: simulated, beside how others weigh complaints."""

from bench.community.cases import ATTACKS, HONEST, Bound, Case
from bench.community.ours import Ours
from bench.community.play import play
from bench.community.table import LEAST_RECALL, MOST, MOST_BENIGN, summary
from bench.rows import Row


def run(quick: bool) -> list[Row]:
    """Benign posts that each attack had hidden, of 240; and what reports are good for if nobody attacks."""
    seeds = range(1 if quick else 2)
    honest = summary([play(seed, HONEST.attack, Ours()) for seed in seeds])
    share = honest["benign_holds"] / honest["benign"]
    return [
        _row("posts that break a rule, held before people looked", "share", honest["recall"], LEAST_RECALL),
        _row("benign posts held, nobody attacking", "share", share, MOST_BENIGN, is_least=False),
        *(_attacked(case, seeds) for case in (ATTACKS[::3] if quick else ATTACKS)),
    ]


def _attacked(case: Case, seeds: range) -> Row:
    worst = max(play(seed, case.attack, Ours()).wrong_holds for seed in seeds)
    most = 0 if case.bound is Bound.NOTHING else MOST
    return _row(f"benign posts held, {case.title}", "posts", worst, most, is_least=False)


def _row(what: str, unit: str, ours: float, target: float, is_least: bool = True) -> Row:
    met = ours >= target if is_least else ours <= target
    return Row("community", what, unit, ours, target=target, met=met)
