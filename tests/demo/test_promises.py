"""The witness of the story sees each promise that is broken."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update

from outreach.cases.models import Case
from outreach.clock import SteeredClock
from outreach.demo.stage import START, Stage, staged
from outreach.demo.story.evidence import key_of
from outreach.demo.story.promises import CHECKS, kept
from outreach.messages.models import Attempt
from outreach.people.models import OptOut, OptOutKind
from outreach.record import services as record
from outreach.tasks.models import Task
from outreach.town.book import Entry
from tests.world import paris


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """Eight days: letters, first messages, first answers."""
    with staged(SteeredClock(START, seed=1), 1, 0) as made:
        made.scenery.web.serve(made.app)
        made.days.play(START + timedelta(days=8))
        yield made


def broken(stage: Stage) -> list[str]:
    found = kept(stage.days.ears.means, stage.street, stage.days.calendar)
    return [name for name, breaches in found if breaches]


def sent_to(stage: Stage, code: str) -> Entry:
    """The first message of somebody."""
    tenant = stage.street.named(code)
    assert tenant is not None
    return next(e for e in stage.street.sms_of(tenant) if e.direction != "inbound")


def move(stage: Stage, code: str, instant: str) -> None:
    """The carrier says that it took a message at another hour."""
    entry = sent_to(stage, code)
    stage.street.carrier.book._entries[entry.sid] = replace(entry, created=paris(instant))


def attempt_of(stage: Stage, code: str) -> Attempt:
    with stage.scenery.parts.database.read() as session:
        key = key_of(sent_to(stage, code))
        return session.scalars(select(Attempt).where(Attempt.key == key)).one()


def send_again(stage: Stage) -> None:
    stage.street.carrier.book.add(replace(sent_to(stage, "silent"), sid=""))


def lose_a_reply(stage: Stage) -> None:
    stage.street.carrier.reply("+33639980000", stage.street.sender, "allo ?", silent=True)


def forget_a_pause(stage: Stage) -> None:
    """Somebody wrote before they were written to, and no pause was ever made."""
    with stage.scenery.parts.database.write() as session:
        case = session.get_one(Case, attempt_of(stage, "silent").case_id)
        at = paris("2026-03-09 09:30")
        record.write(session, case, "reply.received", "tenant", at, {"nature": "message"})


def write_at_night(stage: Stage) -> None:
    move(stage, "home", "2026-03-10 03:00")


def post_too_late(stage: Stage) -> None:
    case_id = attempt_of(stage, "no").case_id
    with stage.scenery.parts.database.write() as session:
        late = update(Task).where(Task.case_id == case_id).values(done_on=date(2026, 3, 9))
        session.execute(late)


def write_over_a_stop(stage: Stage) -> None:
    address = attempt_of(stage, "choice").address_hash
    with stage.scenery.parts.database.write() as session:
        session.add(OptOut(value_hash=address, kind=OptOutKind.STOP, at=START, source="test"))


def threaten(stage: Stage) -> None:
    with stage.scenery.parts.database.write() as session:
        row = session.get_one(Attempt, attempt_of(stage, "mail").id)
        row.body = "Bonjour, votre loyer est impayé."


def forge(stage: Stage) -> None:
    with stage.scenery.parts.database.write() as session:
        triggers = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in triggers.all():
            session.execute(text(f'DROP TRIGGER "{name}"'))
        session.execute(text("UPDATE journal SET actor = 'S-0009' WHERE number = 1"))


def test_a_message_after_a_reply_is_seen(stage: Stage) -> None:
    as_it_was = sent_to(stage, "yes")
    move(stage, "yes", "2026-03-09 11:02")
    assert broken(stage) == ["Une réponse arrête la machine"]
    stage.street.carrier.book._entries[as_it_was.sid] = as_it_was
    assert broken(stage) == []


@pytest.mark.parametrize(
    ("breach", "promise"),
    [
        (send_again, "Jamais deux fois"),
        (lose_a_reply, "Rien de perdu"),
        (forget_a_pause, "Une réponse arrête"),
        (post_too_late, "La lettre d'abord"),
        (write_at_night, "Rien hors des heures"),
        (write_over_a_stop, "Après un STOP"),
        (threaten, "Aucun mot"),
        (forge, "Le journal"),
    ],
)
def test_each_breach_is_seen(stage: Stage, breach: Callable[[Stage], None], promise: str) -> None:
    before = broken(stage)
    assert not [name for name in before if name.startswith(promise)]
    breach(stage)
    assert [name for name in broken(stage) if name not in before] == [
        next(name for name, _ in CHECKS if name.startswith(promise))
    ]
