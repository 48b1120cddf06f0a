"""What a soak saw, counted, and the table that it prints."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from outreach.town.history import Defect, Kind

_SEND_PATH = ("claimed", "reserved", "calling", "marked", "called", "settled")


@dataclass(slots=True)
class Tally:
    """The counts of one engine; `defects` are what must not be."""

    engine: str
    kills: int = 0
    struck: Counter[str] = field(default_factory=Counter)  # at which place
    episodes: int = 0
    people: int = 0
    accepted: int = 0  # messages that the provider took
    doubted: int = 0  # attempts that were uncertain at some time
    resent: int = 0  # attempts that were proved never sent, or taken back
    replies: int = 0  # messages that came in
    receipts: int = 0  # status words kept
    seconds: float = 0.0
    defects: list[tuple[str, Defect]] = field(default_factory=list)  # with the episode's seed

    def add(self, other: "Tally") -> None:
        """Count another episode in."""
        self.struck.update(other.struck)
        self.defects += other.defects
        for name in (
            *("kills", "episodes", "people", "accepted", "doubted", "resent", "replies"),
            *("receipts", "seconds"),
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def of(self, kind: Kind) -> int:
        """How many defects of one kind."""
        return sum(defect.kind is kind for _, defect in self.defects)


def table(tallies: Sequence[Tally]) -> str:
    """A short table in plain text, one column for each engine."""
    rows: list[tuple[str, Iterable[object]]] = [
        ("", (one.engine for one in tallies)),
        ("SIGKILLs", (one.kills for one in tallies)),
        ("  in the send path", (sum(one.struck[p] for p in _SEND_PATH) for one in tallies)),
        ("  while answering a hook", (one.struck["answering"] for one in tallies)),
        ("  while taking in a reply", (one.struck["paused"] for one in tallies)),
        ("histories", (one.episodes for one in tallies)),
        ("people due", (one.people for one in tallies)),
        ("SMS at the provider", (one.accepted for one in tallies)),
        ("outcomes in doubt", (one.doubted for one in tallies)),
        ("tries taken back", (one.resent for one in tallies)),
        ("replies", (one.replies for one in tallies)),
        ("status words", (one.receipts for one in tallies)),
        ("seconds", (round(one.seconds) for one in tallies)),
        *((kind.value, [one.of(kind) for one in tallies]) for kind in Kind),
    ]
    return "\n".join(f"{name:<26}" + "".join(f"{cell!s:>12}" for cell in row) for name, row in rows)
