"""The picture of the ratios, for docs/."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from bench.rows import Row

OURS, AIM = "#2a6f6b", "#b5482e"


def draw(rows: Sequence[Row], file: Path) -> None:
    """One bar a ratio, on a logarithmic scale, with its target as a mark."""
    shown = [row for row in rows if row.ratio is not None and row.ratio > 0]
    figure = Figure(figsize=(9, 0.5 * len(shown) + 1.4), layout="constrained")
    axes = figure.subplots()
    places = range(len(shown), 0, -1)
    ratios = [row.ratio or 1.0 for row in shown]
    axes.barh(places, ratios, color=OURS, height=0.6)
    for place, row in zip(places, shown, strict=True):
        axes.text((row.ratio or 1.0) * 1.06, place, f"{row.ratio:,.3g}×", va="center", fontsize=9)
        if row.target is not None:
            axes.plot([row.target] * 2, [place - 0.38, place + 0.38], color=AIM, linewidth=2)
    axes.set_yticks(
        places, [f"{row.group}: {row.what}\nagainst {row.peer_name}" for row in shown], fontsize=9
    )
    axes.set_xscale("log")
    axes.axvline(1, color="#999999", linewidth=0.8)
    axes.set_xlim(0.5, max([*ratios, 2.0]) * 3)
    axes.set_xticks([1, 10, 100, 1000], ["1×", "10×", "100×", "1000×"])
    axes.set_xlabel("times better than the peer; red: the target")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.savefig(file, metadata={"Date": None})
