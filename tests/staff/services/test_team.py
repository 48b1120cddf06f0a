"""Who may change what about whom, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from outreach.clock import StillClock
from outreach.database import Database
from outreach.staff.models import Invitation, Passkey, Role, Staff
from outreach.staff.rules import BY_ACCOUNT, Objection
from outreach.staff.services import invitations, team
from outreach.staff.services.accounts import Newcomer, hire
from outreach.staff.services.doorkeeper import at_the_door, knock
from outreach.staff.services.factors import NewKey, add_key, keep_recovery_codes
from outreach.staff.services.team import Invited, Refusal
from tests.databases import MONDAY

NEW = Newcomer("Zoe@Example.org", "Zoé", Role.WORKER, "")


@dataclass
class Office:
    """A team of one of each, and somebody elsewhere."""

    database: Database
    clock: StillClock
    admin: Staff
    coordinator: Staff
    worker: Staff
    elsewhere: Staff

    def row(self, staff: Staff) -> Staff:
        with self.database.read() as session:
            return session.get_one(Staff, staff.id)

    def hire(self, role: Role, team: str = "AHU Orléans") -> Staff:
        newcomer = Newcomer(f"{self.clock.key()}@example.org", "Inès", role, "", team=team)
        with self.database.write() as session:
            made = hire(session, self.clock, newcomer, "a hash")
        assert isinstance(made, Staff)
        return made


def open_office(database: Database) -> Office:
    clock = StillClock(MONDAY)
    office = Office(database, clock, *[Staff()] * 4)
    office.admin = office.hire(Role.ADMIN)
    office.coordinator = office.hire(Role.COORDINATOR)
    office.worker = office.hire(Role.WORKER)
    office.elsewhere = office.hire(Role.WORKER, "AHU Montargis")
    return office


@pytest.fixture
def office(sqlite_database: Database) -> Office:
    return open_office(sqlite_database)


def invited(office: Office, newcomer: Newcomer = NEW) -> Invited:
    done = team.invite(office.database, office.clock, office.admin, newcomer)
    assert isinstance(done, Invited), done
    return done


def test_a_coordinator_sees_their_team_and_an_admin_everybody(office: Office) -> None:
    with office.database.read() as session:
        seen = {
            by.role: {one.staff.id for one in team.team(session, by, MONDAY)}
            for by in (office.admin, office.coordinator)
        }
        assert team.colleague(session, office.coordinator, office.elsewhere.id, MONDAY) is None
    assert seen[Role.ADMIN] - seen[Role.COORDINATOR] == {office.elsewhere.id}


def test_an_invited_member_chooses_a_password_once(database: Database) -> None:
    office = open_office(database)
    done = invited(office)
    assert (done.staff.email, done.staff.password_hash) == ("zoe@example.org", "")
    with database.read() as session:
        guest = invitations.guest(session, database, office.clock, done.token)
        kept = session.scalars(select(Invitation)).one()
    assert guest is not None
    assert guest.id == done.staff.id
    assert done.token not in kept.token_hash
    accepted = [
        invitations.accept(database, office.clock, done.token, "douze lettres") for _ in range(2)
    ]
    assert [type(one) for one in accepted] == [Staff, type(None)]
    row = office.row(done.staff)
    assert PasswordHasher().verify(row.password_hash, "douze lettres")
    assert row.session_key != done.staff.session_key


def test_a_link_used_by_many_at_once_works_for_one(database: Database) -> None:
    office = open_office(database)
    token = invited(office).token
    with ThreadPoolExecutor(4) as pool:
        words = [f"douze lettres {number}" for number in range(4)]
        done = list(
            pool.map(lambda word: invitations.accept(database, office.clock, token, word), words)
        )
    assert sum(isinstance(one, Staff) for one in done) == 1


def test_a_short_password_keeps_the_link(office: Office) -> None:
    token = invited(office).token
    done = invitations.accept(office.database, office.clock, token, "court")
    assert done is Objection.SHORT_PASSWORD
    assert isinstance(
        invitations.accept(office.database, office.clock, token, "douze lettres"), Staff
    )


@pytest.mark.parametrize("end", ["expired", "renewed", "withdrawn", "closed", "unknown"])
def test_a_link_stops_working(office: Office, end: str) -> None:
    done = invited(office)
    database, clock, by = office.database, office.clock, office.admin
    match end:
        case "expired":
            clock.advance(timedelta(days=7))
        case "renewed":
            assert isinstance(team.renew_link(database, clock, by, done.staff.id), Invited)
        case "withdrawn":
            assert isinstance(team.withdraw_link(database, by, done.staff.id), Staff)
            assert team.withdraw_link(database, by, done.staff.id) is Refusal.ALREADY
        case "closed":
            team.set_active(database, clock, by, done.staff.id, active=False)
            team.set_active(database, clock, by, done.staff.id, active=True)
    token = "x" if end == "unknown" else done.token
    assert invitations.accept(database, clock, token, "douze lettres") is None
    with database.read() as session:
        assert invitations.guest(session, database, clock, token) is None


def test_a_new_link_opens_a_door_that_guessing_had_closed(office: Office) -> None:
    keys = at_the_door(office.worker.email, "203.0.113.1")
    for _ in range(BY_ACCOUNT[0].tries):
        knock(office.database, office.clock, keys)
    assert knock(office.database, office.clock, keys)
    done = team.renew_link(office.database, office.clock, office.coordinator, office.worker.id)
    assert isinstance(done, Invited)
    invitations.accept(office.database, office.clock, done.token, "douze lettres")
    assert knock(office.database, office.clock, keys) is None


def test_whom_a_coordinator_may_invite(office: Office) -> None:
    for role in Role:
        newcomer = Newcomer(f"{role}@example.org", "Zoé", role, "")
        done = team.invite(office.database, office.clock, office.coordinator, newcomer)
        assert isinstance(done, Invited) is (role in (Role.WORKER, Role.RECEPTION)), role
    other = Newcomer("zoe@example.org", "Zoé", Role.WORKER, "", team="AHU Montargis")
    for by in (office.coordinator, office.worker):
        assert team.invite(office.database, office.clock, by, other) is Refusal.NOT_YOURS


@pytest.mark.parametrize(
    ("newcomer", "objection"),
    [
        (Newcomer("no address", "Zoé", Role.WORKER, ""), Objection.BAD_EMAIL),
        (Newcomer("zoe@example.org", " ", Role.WORKER, ""), Objection.NO_FIRST_NAME),
    ],
)
def test_who_can_not_be_invited(office: Office, newcomer: Newcomer, objection: Objection) -> None:
    assert team.invite(office.database, office.clock, office.admin, newcomer) is objection


def test_somebody_is_invited_once_among_many_at_once(database: Database) -> None:
    office = open_office(database)
    with ThreadPoolExecutor(4) as pool:
        done = list(
            pool.map(lambda _: team.invite(database, office.clock, office.admin, NEW), range(4))
        )
    assert sorted(isinstance(one, Invited) for one in done) == [False, False, False, True]
    assert done.count(Objection.EMAIL_TAKEN) == 3


def test_a_coordinator_gives_links_to_those_they_may_invite_only(office: Office) -> None:
    database, clock, by = office.database, office.clock, office.coordinator
    assert isinstance(team.renew_link(database, clock, by, office.worker.id), Invited)
    for other in (office.admin, office.elsewhere, office.coordinator):
        assert team.renew_link(database, clock, by, other.id) is Refusal.NOT_YOURS
        assert team.withdraw_link(database, by, other.id) is Refusal.NOT_YOURS
    assert team.renew_link(database, clock, by, 999) is Refusal.NOT_YOURS


def test_only_an_admin_changes_roles_and_accounts(office: Office) -> None:
    database, clock, target = office.database, office.clock, office.worker.id
    for by in (office.coordinator, office.worker):
        for done in (
            team.change_role(database, by, target, "worker", Role.ADMIN),
            team.set_active(database, clock, by, target, active=False),
            team.forget_factor(database, clock, by, target),
        ):
            assert done is Refusal.NOT_YOURS
    assert office.row(office.worker).role == Role.WORKER


def test_a_role_is_changed_as_the_page_showed_it(office: Office) -> None:
    database, by, target = office.database, office.admin, office.worker
    done = team.change_role(database, by, target.id, "worker", Role.COORDINATOR)
    assert isinstance(done, Staff)
    assert office.row(target).role == Role.COORDINATOR
    again = team.change_role(database, by, target.id, "worker", Role.COORDINATOR)
    assert again is Refusal.ALREADY
    assert team.change_role(database, by, target.id, "worker", Role.DPO) is Refusal.STALE
    assert team.change_role(database, by, 999, "worker", Role.DPO) is Refusal.NOT_YOURS


def test_nobody_changes_their_own_place(office: Office) -> None:
    database, clock, by = office.database, office.clock, office.admin
    for done in (
        team.change_role(database, by, by.id, "admin", Role.WORKER),
        team.set_active(database, clock, by, by.id, active=False),
        team.forget_factor(database, clock, by, by.id),
    ):
        assert done is Refusal.YOURSELF


def test_two_who_close_each_other_leave_one(database: Database) -> None:
    office = open_office(database)
    other = office.hire(Role.ADMIN)
    pairs = [(office.admin, other), (other, office.admin)]
    with ThreadPoolExecutor(2) as pool:
        done = list(
            pool.map(
                lambda pair: team.set_active(
                    database, office.clock, pair[0], pair[1].id, active=False
                ),
                pairs,
            )
        )
    assert sorted(isinstance(one, Staff) for one in done) == [False, True]
    assert sum(office.row(one).active for one in (office.admin, other)) == 1


def test_a_closed_account_is_signed_out_and_opens_again(office: Office) -> None:
    database, clock, by, target = office.database, office.clock, office.admin, office.worker
    assert isinstance(team.set_active(database, clock, by, target.id, active=False), Staff)
    closed = office.row(target)
    assert (closed.active, closed.session_key == target.session_key) == (False, False)
    assert team.set_active(database, clock, by, target.id, active=False) is Refusal.ALREADY
    assert team.renew_link(database, clock, by, target.id) is Refusal.INACTIVE
    assert isinstance(team.set_active(database, clock, by, target.id, active=True), Staff)
    assert office.row(target).active


def test_a_lost_phone_is_forgotten_whole(office: Office) -> None:
    database, clock, target = office.database, office.clock, office.coordinator
    key = NewKey("Téléphone", b"1", b"key", 0, [], "single_device", False)
    add_key(database, clock, target.id, key)
    keep_recovery_codes(database, target.id, ["abcd"])
    with database.write() as session:
        row = session.get_one(Staff, target.id)
        row.factor, row.factor_secret = "authenticator", "{}"
    assert isinstance(team.forget_factor(database, clock, office.admin, target.id), Staff)
    row = office.row(target)
    assert (row.factor, row.factor_secret, row.recovery_codes) == (None, None, None)
    assert row.session_key != target.session_key
    assert row.password_hash == target.password_hash
    with database.read() as session:
        assert session.scalars(select(Passkey)).all() == []
    assert team.forget_factor(database, clock, office.admin, target.id) is Refusal.ALREADY
