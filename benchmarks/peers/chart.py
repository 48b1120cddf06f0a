"""Draws the ratios of a run beside their bars: two paths, of the run's JSON and of the SVG."""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "outreach"  # the same run, the same file
from matplotlib import pyplot as plt  # noqa: E402  after the choice of what draws

_COLOURS = {"aim": "#1b7837", "must": "#7fbf7b", "below": "#b2182b"}


def _score(one: dict[str, Any]) -> float:
    """How many times the must: more is better, for ceilings too."""
    part: float = one["value"] / one["must"]
    return 1 / part if one["ceiling"] else part


def _colour(one: dict[str, Any]) -> str:
    def reaches(bar: float) -> bool:
        return bool(one["value"] <= bar if one["ceiling"] else one["value"] >= bar)

    return _COLOURS["aim" if reaches(one["aim"]) else "must" if reaches(one["must"]) else "below"]


def main() -> None:
    """One bar for each ratio that has a must, on a scale where the must is 1."""
    source, target = map(Path, sys.argv[1:])
    run = json.loads(source.read_text(encoding="utf-8"))
    found = [
        (f"{result['name']}: {one['label']}", one)
        for result in reversed(run["results"])
        for one in reversed(result["readings"])
        if one["must"] is not None
    ]
    figure, axes = plt.subplots(figsize=(10, 1.4 + 0.42 * len(found)), layout="constrained")
    ranks = range(len(found))
    axes.barh(ranks, [_score(one) for _, one in found], color=[_colour(one) for _, one in found])
    for rank, (_, one) in zip(ranks, found, strict=True):
        aim = one["must"] / one["aim"] if one["ceiling"] else one["aim"] / one["must"]
        axes.plot([aim, aim], [rank - 0.4, rank + 0.4], color="black", linewidth=2)
        axes.text(_score(one), rank, f"  {one['value']:.3g}", va="center")
    axes.axvline(1, color="black", linestyle=":", linewidth=1)
    axes.set_yticks(ranks, [label for label, _ in found])
    axes.set_xlabel("times the must (dotted line); black mark: the aim")
    axes.set_title(f"{run['commit']}, {run['at'][:10]}{', QUICK' if run['quick'] else ''}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.12)
    figure.savefig(target, format="svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
