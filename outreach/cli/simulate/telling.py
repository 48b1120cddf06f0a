"""What a simulation found, for the screen and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.cli.output import day, moment, note, several, show, show_pairs
from outreach.simulate.options import START
from outreach.web import labels

if TYPE_CHECKING:  # the command reads them when it runs
    from outreach.simulate.figures import Figures, Weekly
    from outreach.simulate.options import Options
    from outreach.simulate.playing import Played

_TITLE = "{cases} foyers, {days} jours à partir du {start}, graine {seed}. Rien n'est parti."
_HEADS = ("Contacts par semaine", "Tâches par semaine et par intervenant", "Semaine")
_MOST = 20  # breaches that are told one by one
_SHOWN = 16  # characters of the fingerprint on the screen; the JSON has them all
_THIN = "\u202f"


def show_played(options: Options, played: Played) -> None:
    """Print everything that was found."""
    figures = played.figures
    start = day(options.start.date())
    show(
        _TITLE.format(
            cases=_whole(options.cases), days=options.days, start=start, seed=options.seed
        )
    )
    show("\nContacts")
    show_pairs(_aligned(_contacts(figures)))
    show("\nTâches                        en tout    par semaine et intervenant    semaine chargée")
    for line in _tasks(options, figures):
        show(line)
    show("\nSMS")
    show_pairs(_aligned(_sms(options, figures)))
    show("\nPromesses")
    broken = {breach.promise for breach in played.breaches}
    for name in played.promises:
        show(f"  {'✗' if name in broken else '✓'} {name}")
    if options.faults:
        show(f"  Pannes voulues : processus tués {several(played.crashes, 'fois', 'fois')}")
    show(f"\nJournaux : {_whole(played.entries)} faits, empreinte {played.digest[:_SHOWN]}")


def draw_played(path: Path, options: Options, played: Played) -> None:
    """Draw contacts and tasks by week."""
    from outreach.simulate.chart import draw

    cases, seed = _whole(options.cases), options.seed
    title = f"{cases} foyers, {options.days} jours, graine {seed} (simulation)"
    names = (labels.CHANNELS, labels.TASK_KINDS)
    draw(path, played.figures, options, title, names, _HEADS)


def tell_breaches(played: Played) -> None:
    """Say on stderr what was broken, for whom and when, and how to see it again."""
    options = played.options
    for breach in played.breaches[:_MOST]:
        at = moment(breach.at.astimezone(options.start.tzinfo))
        case = f", dossier {breach.case}" if breach.case else ""
        note(f"✗ {breach.promise}{case}, le {at} (horloge du moteur)")
        note(f"  {breach.about}")
    left = len(played.breaches) - _MOST
    if left > 0:
        note(f"  … et {several(left, 'autre')}.")
    note(f"Pour le revoir : {replay(options)}")


def replay(options: Options) -> str:
    """The line to type to play the same simulation again."""
    at = "" if options.start == START else f"--at {options.start.isoformat()} "
    faults = " --faults" if options.faults else ""
    numbers = f"--cases {options.cases} --days {options.days} --seed {options.seed}"
    return f"outreach {at}simulate {numbers}{faults}"


def as_json_value(options: Options, played: Played) -> dict[str, object]:
    """The same for a program; instants in ISO 8601, money in euros."""
    figures = played.figures
    weeks = _weeks(options)
    return {
        "cases": options.cases,
        "days": options.days,
        "seed": options.seed,
        "start": options.start.isoformat(timespec="seconds"),
        "answered": {"cases": figures.answered, "share": _share(figures.answered, figures.cases)},
        "reached": {"cases": figures.reached, "share": _share(figures.reached, figures.cases)},
        "contacts": {
            "total": _total(figures.contacts),
            "per_case": round(_total(figures.contacts) / max(figures.cases, 1), 2),
            "channels": {name: sum(by.values()) for name, by in figures.contacts.items()},
        },
        "tasks": {
            "workers": options.workers,
            "weeks": round(weeks, 2),
            "kinds": {
                kind: {
                    "done": sum(by.values()),
                    "per_worker_week": round(sum(by.values()) / weeks / options.workers, 2),
                    "busiest_week": max(by.values(), default=0),
                    "open": figures.open_tasks.get(kind, 0),
                }
                for kind, by in figures.tasks.items()
            },
        },
        "sms": {
            "messages": figures.messages,
            "segments": figures.segments,
            "tariff": options.tariff,
            "cost": round(figures.segments * options.tariff, 2),
        },
        "faults": options.faults,
        "crashes": played.crashes,
        "promises": list(played.promises),
        "breaches": [
            {
                "promise": breach.promise.value,
                "case": breach.case or None,
                "at": breach.at.astimezone(options.start.tzinfo).isoformat(timespec="seconds"),
                "about": breach.about,
            }
            for breach in played.breaches
        ],
        "journal": {"entries": played.entries, "digest": played.digest},
    }


def _contacts(figures: Figures) -> list[tuple[str, str, str]]:
    total = _total(figures.contacts)
    mean = _decimal(total / max(figures.cases, 1))
    rows = [("En tout", _whole(total), f"{mean} par foyer")]
    for channel, by in sorted(figures.contacts.items()):
        name = labels.label(labels.CHANNELS, channel)
        rows.append((name[0].upper() + name[1:], _whole(sum(by.values())), ""))
    for name, count in (("Ont répondu", figures.answered), ("Joints", figures.reached)):
        rows.append((name, _whole(count), f"{_decimal(_share(count, figures.cases) * 100)} %"))
    return rows


def _tasks(options: Options, figures: Figures) -> list[str]:
    weeks = _weeks(options)
    lines = []
    together: dict[int, int] = {}
    for kind, by in sorted(figures.tasks.items()):
        lines.append(_line(labels.label(labels.TASK_KINDS, kind), by, weeks, options.workers))
        for week, count in by.items():
            together[week] = together.get(week, 0) + count
    lines.append(_line("Ensemble", together, weeks, options.workers))
    waiting = sum(figures.open_tasks.values())
    lines.append(f"  Encore ouvertes à la fin : {_whole(waiting)}")
    return lines


def _line(name: str, by: Mapping[int, int], weeks: float, workers: int) -> str:
    total = sum(by.values())
    mean = _decimal(total / weeks / workers)
    most = _whole(max(by.values(), default=0))
    return f"  {name:<26}{_whole(total):>9}{mean:>31}{most:>19}"


def _sms(options: Options, figures: Figures) -> list[tuple[str, str, str]]:
    euros = _decimal(figures.segments * options.tariff, 2)
    each = _decimal(figures.segments * options.tariff / max(figures.cases, 1), 2)
    price = _decimal(options.tariff, 4).rstrip("0").rstrip(",")
    return [
        ("Messages", _whole(figures.messages), ""),
        ("Segments", _whole(figures.segments), f"à {price} €"),
        ("Coût", f"{euros} €", f"{each} € par foyer"),
    ]


def _aligned(rows: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Numbers to the right under each other, what is said of them behind."""
    width = max(len(number) for _, number, _ in rows)
    return [(name, f"{number:>{width}}  {said}".rstrip()) for name, number, said in rows]


def _weeks(options: Options) -> float:
    return max(options.days / 7, 1.0)


def _total(found: Weekly) -> int:
    return sum(sum(by.values()) for by in found.values())


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _whole(number: int) -> str:
    """Thousands apart, as French typography has them."""
    return f"{number:,}".replace(",", _THIN)


def _decimal(number: float, digits: int = 1) -> str:
    return f"{number:,.{digits}f}".replace(",", _THIN).replace(".", ",")
