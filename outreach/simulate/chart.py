"""The planner's picture: contacts and tasks, week by week, as SVG."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from outreach.simulate.figures import Figures, Weekly
from outreach.simulate.options import Options

# Told apart by people who do not see all colours, and in grey (Okabe and Ito's set). What is one
# thing above and below has one colour: a letter is green, posted or still to be posted.
_COLOURS = {
    "call": "#0072b2",
    "email": "#e69f00",
    "letter": "#009e73",
    "sms": "#cc79a7",
    "message": "#cc79a7",
    "visit": "#56b4e9",
    "voicemail": "#d55e00",
    "check_number": "#f0e442",
    "decide": "#999999",
}
_HEADROOM = 1.05
_SIZE = (10, 7.5)  # inches
_MOST_NAMED = 27  # weeks: half a year side by side
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: it can be read aloud, searched and copied
    "svg.hashsalt": "outreach",  # else two pictures of the same figures differ
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw(
    path: Path,
    figures: Figures,
    options: Options,
    title: str,
    names: tuple[Mapping[str, str], Mapping[str, str]],
    heads: tuple[str, str, str],
) -> None:
    """Write the picture to `path`. `names`: words for channels and kinds of task.

    `heads`: what stands over the contacts, over the tasks, and under the weeks.
    """
    from matplotlib import rc_context  # here: it takes long to read
    from matplotlib.figure import Figure

    weeks = range(-(-options.days // 7))
    with rc_context(_STYLE):
        picture = Figure(figsize=_SIZE, layout="constrained")
        picture.suptitle(title)
        above, below = picture.subplots(2, 1, sharex=True)
        _bars(above, figures.contacts, weeks, names[0], heads[0], 1)
        _bars(below, figures.tasks, weeks, names[1], heads[1], options.workers)
        below.set_xticks(_named(weeks))
        below.set_xlabel(heads[2])
        picture.savefig(path, format="svg", metadata={"Date": None, "Title": title})


def _named(weeks: Sequence[int]) -> list[int]:
    """Each week by its number; of more than there is room for, the first and every so many."""
    return [week + 1 for week in weeks[:: -(-len(weeks) // _MOST_NAMED)]]


def _bars(
    axes: Any,
    found: Weekly,
    weeks: Sequence[int],
    names: Mapping[str, str],
    head: str,
    among: int,
) -> None:
    """One bar a week, its parts by name; numbers are shared `among` so many people."""
    floor = [0.0 for _ in weeks]
    for name in sorted(found):
        parts = [found[name].get(week, 0) / among for week in weeks]
        places, colour = [week + 1 for week in weeks], _COLOURS[name]
        axes.bar(places, parts, 0.85, floor, label=names[name], color=colour)
        floor = [low + part for low, part in zip(floor, parts, strict=True)]
    axes.set_ylim(0, _HEADROOM * max([*floor, 0]) or 1)
    axes.set_title(head, loc="left", fontsize="medium")
    axes.yaxis.set_major_formatter(lambda number, _: f"{number:g}".replace(".", ","))
    axes.yaxis.grid(visible=True, alpha=0.3)
    axes.set_axisbelow(True)
    if found:
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
