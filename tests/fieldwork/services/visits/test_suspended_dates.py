"""After a threat no message announces a day that was named before: nobody agreed on it again."""

from datetime import timedelta

from outreach.fieldwork.rules import Sequel
from outreach.fieldwork.services.outcomes import Closed
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import Desk
from tests.fieldwork.services.test_visits import desk as desk
from tests.fieldwork.services.test_visits import letters, until_the_visit

THREAT, NOTE = "si vous venez je vous casse la gueule", "Vu avec la coordination."


def agrees(desk: Desk) -> Closed:
    """An hour later the coordination says that visits go on."""
    desk.world.clock.advance(timedelta(hours=1))
    return desk.done(desk.find("threat"), "continue", note=NOTE)


def test_the_day_of_a_letter_ticked_while_visits_are_suspended_is_never_announced(
    desk: Desk,
) -> None:
    (letter,) = letters(desk)
    desk.hears(THREAT)
    desk.done(letter.id, "posted")
    assert agrees(desk).sequel is Sequel.RESUMED
    assert until_the_visit(desk) == []
    visits = [t for t in desk.world.tasks() if t.kind == TaskKind.VISIT]
    assert [visit.visit_at for visit in visits] == [None]


def test_nor_is_that_of_a_letter_posted_before(desk: Desk) -> None:
    (letter,) = letters(desk)
    desk.done(letter.id, "posted")
    desk.hears(THREAT)
    agrees(desk)
    assert until_the_visit(desk) == []


def test_nor_is_any_while_nobody_said_that_visits_go_on(desk: Desk) -> None:
    (letter,) = letters(desk)
    desk.hears(THREAT)
    desk.done(letter.id, "posted")
    desk.done(desk.find("threat"), "final_letter", note=NOTE)
    desk.done(desk.raises(TaskKind.DECIDE, "paused"), "continue")
    assert desk.run().state == "active"
    assert until_the_visit(desk) == []


def test_a_letter_that_is_posted_once_visits_go_on_names_a_day_that_stands(desk: Desk) -> None:
    (letter,) = letters(desk)
    desk.hears(THREAT)
    agrees(desk)
    desk.done(letter.id, "posted")
    assert len(until_the_visit(desk)) == 1
