"""A text that a human sends counts on the day it was sent, or not at all."""

from datetime import date

from outreach.channels.base import Medium
from outreach.channels.manual_sms import ManualSms
from outreach.database import Database
from tests.fieldwork.desk import MONDAY, Desk
from tests.world import add_case, make_world, paris


def test_a_draft_sent_by_hand_counts_on_the_day_it_was_sent(sqlite_database: Database) -> None:
    world = make_world(sqlite_database, doors={Medium.SMS: ManualSms()})
    desk = Desk(world, add_case(world, email=None))
    world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    for day in range(9, 12):
        world.tick(f"2026-03-{day:02} 18:50")
    draft = desk.find("draft")
    world.clock.set(paris("2026-03-12 10:00"))
    desk.done(draft, "sent", date(2026, 3, 11))
    sms = world.attempts()[-1]
    assert (sms.step, sms.status, sms.automated, sms.actor) == ("S1", "sent", False, "claire")
    assert sms.at == paris("2026-03-11 12:00")
    due = desk.run().due_at
    assert due is not None
    assert due >= paris("2026-03-14 00:00")


def test_a_draft_that_was_not_sent_does_not_count_and_the_run_goes_on(
    sqlite_database: Database,
) -> None:
    world = make_world(sqlite_database, doors={Medium.SMS: ManualSms()})
    desk = Desk(world, add_case(world, email=None))
    world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    for day in range(9, 12):
        world.tick(f"2026-03-{day:02} 18:50")
    desk.done(desk.find("draft"), "not_sent")
    assert (world.attempts()[-1].status, world.attempts()[-1].reason) == (
        "blocked",
        "not_sent_by_worker",
    )
    assert desk.run().due_at is not None
