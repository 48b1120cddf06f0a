"""What happens next, and why."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from outreach.sequences.rules.decide import decide, due_at
from outreach.sequences.rules.facts import (
    Contact,
    ContactKind,
    Decision,
    Finish,
    Past,
    RaiseTask,
    Send,
    Skip,
    SmsMode,
    Snapshot,
    TaskFact,
    Wait,
)
from outreach.sequences.rules.limits import letter_overdue
from outreach.sequences.rules.reasons import SENTENCES, Reason
from outreach.sequences.rules.rehearse import REACHABLE
from outreach.sequences.rules.script import Step, StepKind
from tests.sequences.rules.runs import SCRIPT, TUESDAY, paris, run

J0 = date(2026, 2, 10)
POSTED = TaskFact("info", "letter", "done", paris(2026, 2, 3, 8), TUESDAY, "posted", TUESDAY)
S1_AT = paris(2026, 2, 10, 10, 30)
S1 = Past(S1_AT, "delivered", automated=True, phone_contact=True, step="S1")
NOW = paris(2026, 2, 16, 18, 30)  # S2 is due
LANDLINE = Contact(9, ContactKind.LANDLINE)
EMAIL, POSTAL = REACHABLE[1], REACHABLE[2]
INDEX = {step.id: rank for rank, step in enumerate(SCRIPT.steps)}


def at_step(step: str, **changes: object) -> Snapshot:
    """A run that sent S1 on its day and stands before `step`."""
    base = run(position=INDEX[step], j0=J0, tasks=(POSTED,), past=(S1,))
    return replace(base, **changes)  # type: ignore[arg-type]


def why(decision: Decision) -> Reason:
    """The reason a decision gives."""
    assert not isinstance(decision, Send)
    return decision.reason


def test_a_run_begins_with_the_letter_at_once() -> None:
    assert decide(run(), paris(2026, 2, 3, 14)) == RaiseTask("info", StepKind.LETTER, TUESDAY)
    assert decide(run(), paris(2026, 2, 2, 14)) == Wait(paris(2026, 2, 3, 8), Reason.PLANNED)


def test_nothing_leaves_before_the_letter_is_posted_however_late_it_is() -> None:
    open_letter = replace(POSTED, state="open", outcome="", done_on=None)
    waiting = run(position=1, tasks=(open_letter,))
    decision = decide(waiting, paris(2026, 2, 20, 11))
    assert decision == Wait(paris(2026, 2, 23, 8), Reason.NOTICE)
    posted = replace(open_letter, state="done", outcome="posted", done_on=date(2026, 2, 20))
    decision = decide(replace(waiting, tasks=(posted,)), paris(2026, 2, 20, 11))
    assert isinstance(decision, Wait)
    assert decision.until.date() == date(2026, 2, 26)


@pytest.mark.parametrize("step", ["S1", "mail", "S5"])
def test_a_returned_letter_stops_every_message(step: str) -> None:
    returned = replace(POSTED, outcome="returned")
    visited = TaskFact("visite", "visit", "done", NOW, TUESDAY, "not_home", TUESDAY)
    decided = TaskFact("decision", "decide", "done", NOW, TUESDAY, "continue", TUESDAY)
    snapshot = at_step(step, tasks=(returned, visited, decided), past=())
    assert why(decide(snapshot, paris(2026, 4, 1, 11))) is Reason.NOTICE


def test_a_person_without_phone_still_waits_for_the_letter_before_an_email() -> None:
    unposted = replace(POSTED, state="open", outcome="", done_on=None)
    snapshot = at_step("mail", contacts=(EMAIL,), past=(), tasks=(unposted,))
    assert why(decide(snapshot, paris(2026, 3, 3, 11))) is Reason.NOTICE


def test_a_due_sms_goes_to_the_first_usable_mobile() -> None:
    second, bad = replace(REACHABLE[0], id=7, rank=2), replace(REACHABLE[0], usable=False)
    assert decide(at_step("S2"), NOW) == Send("S2", StepKind.SMS, 1)
    assert decide(at_step("S2", contacts=(second, bad)), NOW) == Send("S2", StepKind.SMS, 7)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (paris(2026, 2, 16, 19), paris(2026, 2, 17, 9, 30)),
        (paris(2026, 2, 17, 13), paris(2026, 2, 17, 14)),
        (paris(2026, 2, 21, 11), paris(2026, 2, 23, 9, 30)),
    ],
)
def test_a_late_sms_waits_for_the_next_contact_hours(now: datetime, until: datetime) -> None:
    assert decide(at_step("S2"), now) == Wait(until, Reason.HOURS)
    assert due_at(at_step("S2"), now) == until


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"paused": True}, Reason.PAUSED),
        ({"held": True}, Reason.HELD),
        ({"name_doubtful": True}, Reason.NAME),
        ({"not_before": NOW + timedelta(minutes=3)}, Reason.BACKOFF),
        ({"programme_starts": date(2026, 3, 2)}, Reason.NOT_STARTED),
        ({"past": (replace(S1, status="uncertain"),)}, Reason.IN_FLIGHT),
        ({"past": (replace(S1, status="calling"),)}, Reason.IN_FLIGHT),
    ],
)
def test_what_holds_a_due_message(changes: dict[str, object], reason: Reason) -> None:
    decision = decide(at_step("S2", **changes), NOW)
    assert isinstance(decision, Wait)
    assert decision.reason is reason
    assert decision.until > NOW


def test_the_end_of_the_programme_and_a_decision_to_close_end_the_run() -> None:
    ended = at_step("S2", programme_ends=NOW.date() - timedelta(days=1))
    assert decide(ended, NOW) == Finish(Reason.PROGRAMME_END)
    assert isinstance(decide(replace(ended, programme_ends=NOW.date()), NOW), Send)
    closing = TaskFact("decision", "decide", "done", NOW, TUESDAY, "close", TUESDAY)
    assert decide(at_step("S5", tasks=(POSTED, closing)), NOW) == Finish(Reason.CLOSED)


def test_a_landline_is_called_and_no_phone_is_skipped_with_its_reason() -> None:
    call = decide(at_step("S2", contacts=(LANDLINE, POSTAL)), NOW)
    assert call == RaiseTask("S2", StepKind.CALL, NOW.date(), Reason.LANDLINE)
    assert decide(at_step("S2", contacts=(POSTAL,)), NOW) == Skip("S2", Reason.NO_PHONE)


@pytest.mark.parametrize(
    ("why_not", "reason"),
    [
        ("invalid", Reason.TO_CHECK),
        ("suspect", Reason.TO_CHECK),
        ("opted_out", Reason.OPTED_OUT),
        ("discreet", Reason.DISCREET),
        ("wrong_person", Reason.NO_PHONE),
    ],
)
def test_an_unusable_number_says_why(why_not: str, reason: Reason) -> None:
    mobile = replace(REACHABLE[0], usable=False, why_not=why_not)
    assert decide(at_step("S2", contacts=(mobile, POSTAL)), NOW) == Skip("S2", reason)


def test_an_email_needs_an_address_and_a_server() -> None:
    late = paris(2026, 2, 20, 11)
    assert decide(at_step("mail"), late) == Send("mail", StepKind.EMAIL, 2)
    assert decide(at_step("mail", contacts=(POSTAL,)), late) == Skip("mail", Reason.NO_EMAIL)
    assert decide(at_step("mail", email_ready=False), late) == Skip("mail", Reason.NO_SMTP)


def test_slots_must_be_three_and_in_the_future_else_a_human_calls() -> None:
    late = paris(2026, 2, 24, 11)
    future = tuple(late + timedelta(days=day) for day in (1, 2, 3))
    call = RaiseTask("S3", StepKind.CALL, late.date(), Reason.NO_SLOTS)
    assert decide(at_step("S3", slots=future), late) == Send("S3", StepKind.SMS, 1)
    assert decide(at_step("S3"), late) == call
    assert decide(at_step("S3", slots=(*future[:2], late - timedelta(days=1))), late) == call
    assert decide(at_step("S3", sms=SmsMode.ONE_WAY), late) == call


def test_a_one_way_sender_needs_a_one_way_text_in_every_language_used() -> None:
    one_way = at_step("S2", sms=SmsMode.ONE_WAY)
    assert decide(one_way, NOW) == Send("S2", StepKind.SMS, 1, one_way=True)
    turkish = replace(one_way, languages=("tr", "fr"))
    assert decide(turkish, NOW) == RaiseTask("S2", StepKind.CALL, NOW.date(), Reason.ONE_WAY)
    none = decide(at_step("S2", sms=SmsMode.NONE), NOW)
    assert none == RaiseTask("S2", StepKind.CALL, NOW.date(), Reason.NO_SENDER)


def test_a_number_in_two_cases_is_decided_by_a_human_once() -> None:
    shared = (replace(REACHABLE[0], shared=True), POSTAL)
    asked = decide(at_step("S2", contacts=shared), NOW)
    assert asked == RaiseTask("S2", StepKind.DECIDE, NOW.date(), Reason.SHARED)
    task = TaskFact("S2", "decide", "open", NOW, NOW.date())
    later = at_step("S3", contacts=shared, tasks=(POSTED, task))
    assert decide(later, paris(2026, 2, 24, 11)) == Skip("S3", Reason.SHARED)
    own = Contact(8, ContactKind.MOBILE, rank=2)
    assert decide(at_step("S2", contacts=(*shared, own)), NOW) == Send("S2", StepKind.SMS, 8)


def test_an_email_address_in_two_cases_is_decided_by_a_human_too() -> None:
    late = paris(2026, 2, 20, 11)
    shared = at_step("mail", contacts=(replace(EMAIL, shared=True),))
    assert decide(shared, late) == RaiseTask("mail", StepKind.DECIDE, late.date(), Reason.SHARED)


def test_a_call_step_needs_a_phone() -> None:
    script = replace(SCRIPT, steps=(*SCRIPT.steps[:2], Step("appel", StepKind.CALL, 5)))
    snapshot = at_step("S2", script=script)
    assert decide(snapshot, NOW) == RaiseTask("appel", StepKind.CALL, NOW.date())
    alone = replace(snapshot, contacts=(POSTAL,))
    assert decide(alone, NOW) == Skip("appel", Reason.NO_PHONE)


@pytest.mark.parametrize("status", ["absent", "cancelled"])
def test_a_message_that_never_left_is_tried_again_at_once(status: str) -> None:
    snapshot = at_step("S2", past=(replace(S1, status=status),))
    assert decide(snapshot, S1_AT + timedelta(hours=5)) == Send("S1", StepKind.SMS, 1)


@pytest.mark.parametrize("status", ["undelivered", "failed", "refused"])
def test_a_message_that_did_not_arrive_is_tried_once_more_after_the_spacing(status: str) -> None:
    failed = replace(S1, status=status, retryable=True)
    again = decide(at_step("S2", past=(failed,)), S1_AT + timedelta(hours=1))
    assert isinstance(again, Wait)
    assert again.reason in {Reason.RETRY, Reason.SPACING}
    assert again.until.date() == date(2026, 2, 13)
    assert decide(at_step("S2", past=(failed,)), again.until) == Send("S1", StepKind.SMS, 1)
    twice = (failed, replace(failed, at=again.until, try_no=2))
    assert decide(at_step("S2", past=twice), NOW + timedelta(hours=15)) == Send(
        "S2", StepKind.SMS, 1
    )


def test_a_lasting_fault_is_not_tried_again_and_a_blocked_text_neither() -> None:
    for status in ("undelivered", "refused", "blocked"):
        snapshot = at_step("S2", past=(replace(S1, status=status),))
        assert decide(snapshot, NOW) == Send("S2", StepKind.SMS, 1)


def test_a_retry_nobody_can_receive_gives_way_to_the_next_step() -> None:
    failed = replace(S1, status="undelivered", retryable=True)
    snapshot = at_step("lettre", past=(replace(failed, step="S3"),), contacts=(POSTAL,))
    assert decide(snapshot, paris(2026, 2, 26, 8)) == RaiseTask(
        "lettre", StepKind.LETTER, date(2026, 2, 26), visit_at=paris(2026, 3, 6, 15)
    )


def test_a_step_already_done_is_never_done_again() -> None:
    sent = replace(S1, step="S2", at=NOW)
    assert decide(at_step("S2", past=(S1, sent)), NOW) == Skip("S2", Reason.ALREADY)
    call = TaskFact("S2", "call", "cancelled", NOW, NOW.date())
    assert decide(at_step("S2", tasks=(POSTED, call)), NOW) == Skip("S2", Reason.ALREADY)


def test_the_last_message_waits_for_visit_and_decision_but_not_for_ever() -> None:
    visited = TaskFact("visite", "visit", "open", paris(2026, 3, 6, 8), date(2026, 3, 6))
    decided = TaskFact("decision", "decide", "open", paris(2026, 3, 10, 8), date(2026, 3, 10))
    waiting = at_step("S5", tasks=(POSTED, visited, decided))
    assert decide(waiting, paris(2026, 3, 18, 18)).until.date() == date(2026, 3, 24)  # type: ignore[union-attr]
    done = replace(decided, state="done", outcome="continue", done_on=date(2026, 3, 12))
    closed = replace(visited, state="cancelled")
    assert isinstance(
        decide(replace(waiting, tasks=(POSTED, closed, done)), paris(2026, 3, 18, 18)), Send
    )


def test_the_run_ends_once_the_last_message_had_its_days() -> None:
    last = replace(S1, step="S5", at=paris(2026, 3, 18, 11))
    over = run(position=len(SCRIPT.steps), j0=J0, tasks=(POSTED,), past=(S1, last))
    assert decide(over, paris(2026, 3, 18, 11)) == Wait(paris(2026, 3, 23, 8), Reason.SPACING)
    assert decide(over, paris(2026, 3, 23, 8)) == Finish(Reason.COMPLETE)
    assert decide(replace(over, past=()), NOW) == Finish(Reason.COMPLETE)


def test_a_letter_still_open_after_five_working_days_is_overdue() -> None:
    waiting = run(tasks=(replace(POSTED, state="open", outcome="", done_on=None),))
    assert letter_overdue(waiting, paris(2026, 2, 10, 18)) is None
    assert letter_overdue(waiting, paris(2026, 2, 11, 8)) is not None
    assert letter_overdue(run(tasks=(POSTED,)), paris(2026, 3, 11, 8)) is None


def test_every_reason_has_a_french_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
    assert not any(sentence.endswith(".") for sentence in SENTENCES.values())
