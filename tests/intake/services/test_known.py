"""Who is known already: nothing twice, nothing overwritten, and a human asked."""

import pytest
from sqlalchemy import func, select

from outreach.cases.models import Referral
from outreach.people.models import ContactPoint
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task
from tests.intake.services.lists import DATA, decisions, load, load_data, someone, state_of
from tests.world import World, paris


def test_the_same_file_again_changes_nothing(world: World) -> None:
    data = (DATA / "signalements-utf8.csv").read_bytes()
    first = load_data(world, data)
    before = decisions(world)
    again = load_data(world, data)
    assert not again.accepted
    assert [each.case for each in again.known] == [each.case for each in first.accepted]
    assert all(not each.changes for each in again.known)
    assert decisions(world) == before


def test_a_known_reference_with_other_data_asks_once_and_overwrites_nothing(world: World) -> None:
    load(world, someone(1))
    changed = someone(1, email="neuf@example.org") | {"telephone": "06 39 98 30 01"}
    known = load(world, changed).known[0]
    assert known.changes == ("telephone", "email")
    load(world, changed)
    assert decisions(world) == [("AHU-2026-0001", "differences")]
    with world.database.read() as session:
        assert [p.value for p in session.scalars(select(ContactPoint)) if p.kind == "mobile"] == [
            "+33639982001"
        ]
        assert session.scalars(select(Referral.differences)).one()[:-1] == ["telephone", "email"]


def test_other_values_of_the_same_columns_are_asked_about_again(small: World) -> None:
    load(small, someone(1))
    for number in ("06 39 98 30 01", "06 39 98 30 02", "06 39 98 30 02"):
        assert load(small, someone(1) | {"telephone": number}).known[0].changes == ("telephone",)
        with small.database.write() as session:
            for task in session.scalars(select(Task)):
                task.state = "done"
    assert [task.reason for task in small.tasks()] == ["differences", "differences"]


def test_a_landlord_that_corrects_what_kept_a_case_out_gets_a_human(small: World) -> None:
    done = load(small, someone(1, garant="oui")).accepted[0]
    assert not done.eligible
    load(small, someone(1, garant="non"))
    assert decisions(small) == [(done.case, "to_check")]
    assert state_of(small, done.case) == ("ineligible", False)


def test_a_number_of_an_earlier_file_is_flagged_on_both_and_silences_both(world: World) -> None:
    old = load(world, someone(1)).accepted[0]
    new = load(world, someone(2) | {"telephone": "0639982001"}).accepted[0]
    assert new.codes == ("shared_number",)
    assert decisions(world) == [(old.case, "shared_number"), (new.case, "shared_number")]
    with world.database.read() as session:
        assert list(session.scalars(select(Referral.codes))) == [["shared_number"]] * 2
    world.tick()
    world.post_letter(paris("2026-11-23 12:00").date())
    for day in range(1, 20):
        world.tick(f"2026-12-{day:02} 18:50")
    assert not world.attempts()
    with world.database.read() as session:
        assert record.verify(session).intact


def test_one_person_under_two_references_is_flagged_on_both(world: World) -> None:
    old = load(world, someone(1)).accepted[0]
    swapped = someone(1) | {"reference": "LL-2"}
    new = load(world, swapped).accepted[0]
    assert set(new.codes) == {"same_person", "shared_number"}
    assert set(decisions(world)) == {
        (case, reason)
        for case in (old.case, new.case)
        for reason in ("same_person", "shared_number")
    }


def test_one_person_is_known_by_name_and_address_too(small: World) -> None:
    load(small, someone(1))
    moved = someone(1) | {"reference": "LL-2", "telephone": "06 39 98 40 01"}
    assert load(small, moved).accepted[0].codes == ("same_person",)
    namesake = moved | {"reference": "LL-3", "adresse": "99 rue d'Ailleurs"}
    namesake["telephone"] = "06 39 98 40 02"
    assert load(small, namesake).accepted[0].codes == ()


@pytest.mark.parametrize("kind", ["stop", "refusal", "wrong_person"])
def test_a_number_that_refused_becomes_a_case_to_decide_without_sequence(
    world: World, kind: str
) -> None:
    from outreach.people.models import OptOutKind
    from outreach.people.services import refuse

    with world.database.write() as session:
        value = world.database.fingerprint("+33639982001")
        refuse(session, value, OptOutKind(kind), source="sms", now=world.clock.now())
    done = load(world, someone(1)).accepted[0]
    assert (done.eligible, done.codes) == (False, ("earlier_refusal",))
    assert done.reasons[0].endswith("à décider.")
    assert state_of(world, done.case) == ("ineligible", False)
    assert decisions(world) == [(done.case, "earlier_refusal")]
    world.tick("2026-12-15 18:00")
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 0
        shown = session.scalars(select(ContactPoint.status).where(ContactPoint.kind == "mobile"))
        assert shown.one() == ("wrong_person" if kind == "wrong_person" else "opted_out")
    assert not world.attempts()
