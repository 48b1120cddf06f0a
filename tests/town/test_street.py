"""Tenants at their phones: what reaches them, and what they write back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from outreach.clock import Dice, StillClock
from outreach.town.carrier import SENDER, Carrier
from outreach.town.faults import WELL
from outreach.town.mail.post import PostOffice
from outreach.town.people.cast import CAST, OTHERS
from outreach.town.people.households import settle
from outreach.town.street import Street
from tests.world import PARIS, paris


@pytest.fixture
def clock() -> StillClock:
    return StillClock(paris("2026-03-09 10:00"))


@pytest.fixture
def street(clock: StillClock) -> Iterator[Street]:
    dice = Dice(1)
    people = settle(CAST, OTHERS, dice, clock.now().date())
    carrier = Carrier(callback="http://127.0.0.1:9", clock=clock)  # nobody hears its hooks here
    with PostOffice(clock) as post, carrier:
        yield Street(people, carrier, post, SENDER, clock=clock, dice=dice, zone=PARIS)


def send(street: Street, code: str, body: str = "Bonjour") -> None:
    tenant = street.named(code)
    assert tenant is not None
    form = {"To": tenant.household.phone, "From": SENDER, "Body": body}
    street.carrier.accept(form, WELL)


def test_a_message_reaches_the_phone_and_is_answered_in_time(
    street: Street, clock: StillClock
) -> None:
    send(street, "yes")
    assert street.next_at() is None  # not delivered yet
    assert street.deliver()
    assert not street.deliver()
    at = street.next_at()
    assert at is not None
    assert street.speak() == []
    clock.set(at)
    (tenant,) = street.speak()
    assert tenant.household.who.code == "yes"
    assert [entry.body for entry in street.sms_of(tenant)] == ["Bonjour", "OUI"]
    assert street.speak() == []


def test_a_number_that_takes_nothing_leads_to_the_one_that_a_worker_finds(street: Street) -> None:
    tenant = street.named("dead")
    assert tenant is not None
    send(street, "dead")
    street.deliver()
    assert [entry.status for entry in street.carrier.book.all()] == ["undelivered"]
    assert street.sms_of(tenant) == []
    assert street.number_of(tenant) == tenant.household.new_phone
    assert street.holder(tenant.household.new_phone) is tenant


def test_whoever_speaks_for_a_tenant_silences_the_script(street: Street, clock: StillClock) -> None:
    send(street, "yes")
    street.deliver()
    tenant = street.named("yes")
    assert tenant is not None
    tenant.taken = True
    clock.advance(timedelta(days=3))
    assert street.speak() == []


def test_nobody_answers_an_e_mail_they_never_got(street: Street) -> None:
    tenant = street.named("mail")
    assert tenant is not None
    assert not street.write(tenant, "bonjour")
    assert street.named("nobody") is None
