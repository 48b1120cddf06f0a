"""The witness of the story sees what goes wrong with appointments."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from outreach.agenda.models import Appointment, AppointmentState, Offer
from outreach.clock import SteeredClock
from outreach.demo.stage import START, Stage, staged
from outreach.demo.story.promises import kept
from outreach.messages.models import Attempt

ONE_TAKER = "Un créneau, une seule personne"
OFFERS = "Aucun créneau passé ni hors des heures d'accueil"
AGREED = "Un rendez-vous confirmé ou rappelé est bien dans l'agenda"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Thirty days: two slots that were taken, and their reminders."""
    with staged(SteeredClock(START, seed=1), 1, 0) as made:
        made.scenery.web.serve(made.app)
        made.days.play(START + timedelta(days=30))
        yield made


def broken(stage: Stage) -> list[str]:
    found = kept(stage.days.ears.means, stage.street, stage.days.calendar)
    return [name for name, breaches in found if breaches]


def taken(stage: Stage) -> tuple[Appointment, Appointment]:
    """Both appointments, the first first."""
    with stage.scenery.parts.database.read() as session:
        rows = session.scalars(select(Appointment).where(Appointment.offer_id.is_not(None)))
        first, second = sorted(rows, key=lambda row: row.starts_at)
        return first, second


def offer_of(stage: Stage, row: Appointment) -> Offer:
    with stage.scenery.parts.database.read() as session:
        return session.get_one(Offer, row.offer_id)


@contextmanager
def changed(stage: Stage, row: Any, **values: object) -> Iterator[None]:
    """A row with other values, for a while."""
    before = {name: getattr(row, name) for name in values}
    for each in (values, before):
        with stage.scenery.parts.database.write() as session:
            found = session.get_one(type(row), row.id)
            for name, value in each.items():
                setattr(found, name, value)
        if each is values:
            yield


def test_all_is_well_by_itself_and_both_were_recalled(stage: Stage) -> None:
    assert broken(stage) == []
    assert all(row.reminder_key for row in taken(stage))


def test_two_people_at_one_hour(stage: Stage) -> None:
    one, other = taken(stage)
    half_past = one.starts_at + timedelta(minutes=30)
    with changed(stage, other, staff_id=one.staff_id, starts_at=half_past):
        assert ONE_TAKER in broken(stage)
    with changed(stage, other, staff_id=one.staff_id, starts_at=one.ends_at):
        assert ONE_TAKER not in broken(stage)


def test_a_slot_that_somebody_else_took(stage: Stage) -> None:
    one, other = taken(stage)
    with changed(stage, one, person_id=other.person_id):
        assert ONE_TAKER in broken(stage)


@pytest.mark.parametrize("later", [timedelta(hours=5), timedelta(days=1), timedelta(days=-21)])
def test_an_offer_outside_hours_on_another_day_or_in_the_past(
    stage: Stage, later: timedelta
) -> None:
    offer = offer_of(stage, taken(stage)[0])
    values = {"starts_at": offer.starts_at + later, "ends_at": offer.ends_at + later}
    with changed(stage, offer, **values):
        assert OFFERS in broken(stage)


def test_a_figure_that_stands_for_another_hour_than_was_written(stage: Stage) -> None:
    offer = offer_of(stage, taken(stage)[0])
    with changed(stage, offer, rank=9):
        assert broken(stage) == [OFFERS]


def test_a_reminder_of_what_was_called_off(stage: Stage) -> None:
    one, _ = taken(stage)
    before = one.starts_at - timedelta(days=2)
    with changed(stage, one, state=AppointmentState.CANCELLED, changed_at=before):
        assert broken(stage) == [AGREED]
    after = {"state": AppointmentState.CANCELLED, "changed_at": one.starts_at}
    with changed(stage, one, **after):
        assert broken(stage) == []


def test_a_reminder_and_a_confirmation_that_name_somebody_else(stage: Stage) -> None:
    one, _ = taken(stage)
    with stage.scenery.parts.database.read() as session:
        confirmed = select(Attempt.key).where(
            Attempt.text_code == "RDVOK", Attempt.person_id == one.person_id
        )
        keys = one.reminder_key, session.scalars(confirmed).one()
    book = stage.street.carrier.book
    for key in keys:
        entry = next(e for e in book.all() if e.callback.endswith(f"/{key}"))
        book._entries[entry.sid] = replace(entry, body=entry.body.replace("avec ", "avec Zoé, "))
        assert broken(stage) == [AGREED]
        book._entries[entry.sid] = entry
