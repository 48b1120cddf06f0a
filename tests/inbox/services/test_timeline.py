"""One timeline: everything that happened, in order, a page at a time."""

from datetime import timedelta

from sqlalchemy import select

from outreach.cases.models import Thread
from outreach.channels.base import Medium, Nature
from outreach.inbox.services.acts.noting import Noted, note
from outreach.inbox.services.acts.settling import needs_no_answer
from outreach.inbox.services.sight import find_thread
from outreach.inbox.services.thread.items import Item, Timeline, What
from outreach.inbox.services.thread.timeline import load_timeline
from outreach.messages.models import Attempt
from outreach.staff.models import Staff
from outreach.tasks.services import entrust
from tests.inbox.office import FIRST, STRANGER, Office
from tests.world import add_person


def timeline(
    office: Office, thread_id: int, staff: Staff | None = None, before: str = "", page: int = 60
) -> Timeline:
    with office.world.database.read() as session:
        found = find_thread(session, staff or office.valerie, thread_id)
        assert found is not None
        return load_timeline(session, found, before, page)


def told(items: tuple[Item, ...]) -> list[str]:
    """What each entry is: its kind, and what names it."""
    return [f"{item.what}:{item.event or item.channel}" for item in items]


def test_letters_messages_answers_and_marks_stand_in_their_order(running: Office) -> None:
    office = running
    thread_id = office.hears("bonjour c koi ?")
    office.writes("Bonjour, c'est Valérie, de l'AHU.")
    office.world.tick()
    shown = timeline(office, thread_id)
    kinds = told(shown.items)
    assert kinds.index("message:sms") < kinds.index("reply:sms") < kinds.index("mark:pause.opened")
    assert shown.items[-1].text == "Bonjour, c'est Valérie, de l'AHU."
    last = shown.items[-1]
    assert (last.who, last.automated, last.purpose) == ("Valérie", False, "answer")
    assert (last.status, last.rank) == ("accepted", None)  # an answer is no attempt of the record
    first = next(item for item in shown.items if item.what is What.MESSAGE)
    assert (first.automated, first.who, first.rank, first.step) == (True, "", 1, "S1")
    assert (shown.latest, shown.older, shown.seen) == (True, "", office.seen(thread_id))


def test_a_letter_and_a_call_are_deeds_with_their_note(running: Office) -> None:
    office = running
    thread_id = office.hears("appelez-moi")
    task = next(t for t in office.world.tasks() if (t.kind, t.state) == ("call", "open"))
    office.world.close("call", "voicemail", note="Prénom et numéro.")
    deeds = [i for i in timeline(office, thread_id).items if i.what is What.DEED]
    assert [(d.channel, d.status, d.note) for d in deeds][-1] == (
        "voicemail",
        "voicemail",
        "Prénom et numéro.",
    )
    assert (deeds[-1].task_id, deeds[-1].rank) == (task.id, 2)


def test_what_did_not_leave_says_why(going: Office) -> None:
    going.hears("oui")
    going.writes("Bonjour")
    thread_id = going.hears("STOP")
    going.world.tick()
    items = timeline(going, thread_id).items
    (unsent,) = [i for i in items if i.what is What.UNSENT and i.purpose == "answer"]
    assert (unsent.status, unsent.why, unsent.rank) == ("cancelled", "opted_out", None)


def test_a_stop_is_one_mark_however_many_numbers_it_blocks(going: Office) -> None:
    thread_id = going.hears("STOP")
    marks = [i.event for i in timeline(going, thread_id).items if i.event.startswith("blocked")]
    assert marks == ["blocked.stop"]


def test_the_words_of_an_alert_are_shut_to_whoever_is_not_concerned(going: Office) -> None:
    other = going.hire("Claire")
    entrust(going.world.database, going.world.clock, other, FIRST, other.id)
    thread_id = going.hears("il me frappe")
    going.hears("je suis là")
    (alert, after) = [i for i in timeline(going, thread_id).items if i.what is What.REPLY]
    assert (alert.restricted, alert.text, alert.intents, alert.kinds) == (True, "", (), ())
    assert after.text == "je suis là"
    owner = [i for i in timeline(going, thread_id, other).items if i.what is What.REPLY]
    assert owner[0].text == "il me frappe"


def test_a_note_is_kept_once_and_nobody_s_words_are_in_the_journal(office: Office) -> None:
    thread_id = office.thread_of().id
    world, key = office.world, office.world.clock.key()
    assert note(world.means, office.valerie, thread_id, "Voisine vue.", key) is Noted.DONE
    assert note(world.means, office.valerie, thread_id, "Voisine vue.", key) is Noted.SAME
    shown = timeline(office, thread_id).items
    assert [(i.what, i.text, i.who) for i in shown][-1] == (What.NOTE, "Voisine vue.", "Valérie")
    assert office.events()[-1] == "note.added"
    assert office.world.intact()
    elsewhere = office.hire("Ailleurs", team="Autre")
    assert note(world.means, elsewhere, thread_id, "…", key + "x") is Noted.GONE


def test_a_stranger_s_thread_has_its_messages_and_notes(office: Office) -> None:
    thread_id = office.hears("c'est qui ?", STRANGER)
    note(office.world.means, office.valerie, thread_id, "Rappelé.", office.world.clock.key())
    assert told(timeline(office, thread_id).items) == ["reply:sms", "note:"]


def test_an_automatic_reply_and_an_erased_text_say_what_they_are(going: Office) -> None:
    going.hears("Absent", "camille@example.org", Medium.EMAIL, Nature.AUTO_REPLY)
    thread_id = going.thread_of().id
    (reply,) = [i for i in timeline(going, thread_id).items if i.what is What.REPLY]
    assert (reply.automated, reply.waits) == (True, False)
    with going.world.database.write() as session:
        for row in session.scalars(select(Attempt)):
            row.body = None
    messages = [i for i in timeline(going, thread_id).items if i.what is What.MESSAGE]
    assert all(message.erased for message in messages)


def test_pages_go_back_to_the_first_entry_without_a_gap(office: Office) -> None:
    thread_id = office.thread_of().id
    for number in range(25):
        office.hears(f"message {number}")
        needs_no_answer(office.world.means, office.valerie, thread_id, office.seen(thread_id))
    whole = timeline(office, thread_id, page=10_000)
    pages, before = [], ""
    while True:
        page = timeline(office, thread_id, before=before, page=7)
        pages.append(page)
        assert page.latest == (not before)
        before = page.older
        if not before:
            break
    keys = [item.key for page in reversed(pages) for item in page.items]
    assert keys == [item.key for item in whole.items]
    assert timeline(office, thread_id, before="r999").latest


def test_two_people_of_a_household_do_not_see_each_other_s_words(office: Office) -> None:
    add_person(office.world, FIRST, first_name="Alix", phone="+33639980020")
    office.hears("pour moi")
    office.hears("pour Alix", "+33639980020")
    with office.world.database.read() as session:
        ids = session.scalars(
            select(Thread.id).where(Thread.case_id == office.case().id).order_by(Thread.id)
        ).all()
    texts = [[i.text for i in timeline(office, one).items if i.what is What.REPLY] for one in ids]
    assert texts == [["pour moi"], ["pour Alix"]]


def test_a_thousand_messages_are_read_a_page_at_a_time(going: Office) -> None:
    """The words of one page are opened, and no others."""
    thread_id = going.thread_of().id
    for _ in range(70):
        going.world.clock.advance(timedelta(minutes=1))
        going.hears("encore")
    shown = timeline(going, thread_id)
    assert len(shown.items) == 60
    assert shown.total > 70
    assert shown.older == shown.items[0].key
