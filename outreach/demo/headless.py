"""The whole story as text: some weeks of a town in less than a minute, the same for one seed."""

from collections.abc import Callable
from datetime import date, timedelta

from outreach.clock import SteeredClock
from outreach.demo.stage import START, staged
from outreach.demo.story import ending, promises
from outreach.demo.story.telling import Telling
from outreach.web import typography

ANY_PORT = 0
_TITLE = (
    "Une ville fictive, {days} jours depuis le {day}, graine {seed}. Rien ne part pour de vrai."
)


def tell(days: int, seed: int, say: Callable[[str], None]) -> bool:
    """Play `days` days and tell them; whether every promise was kept."""
    clock = SteeredClock(START, seed=seed)
    with staged(clock, seed, ANY_PORT) as stage:
        stage.scenery.web.serve(stage.app)
        say(_TITLE.format(day=typography.day(START, date.min), days=days, seed=seed))
        stage.days.seen = Telling(stage.scenery.parts.database, stage.street, say)
        stage.days.play(START + timedelta(days=days))
        say("\nEn tout")
        for line in ending.totals(stage.scenery.parts.database, stage.street):
            say(f"  {line}")
        say("\nPromesses")
        found = promises.kept(stage.days.ears.means, stage.street, stage.days.calendar)
        for line in ending.promises(found):
            say(f"  {line}")
        faults = stage.days.guard.faults
        if faults:
            say(f"  ✗ Une partie du moteur a échoué : {', '.join(faults)}")
        return not faults and not any(breaches for _, breaches in found)
