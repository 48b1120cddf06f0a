"""The whole examination, in the order in which things must be mended."""

from collections.abc import Iterator

from outreach.upkeep.services.doctor import agreement, daily, sending, visits
from outreach.upkeep.services.doctor.finding import Finding, Look, Patient
from outreach.upkeep.services.doctor.foundations import FOUNDATIONS, guarded
from outreach.upkeep.services.doctor.surroundings import SURROUNDINGS, network

LOOKS: tuple[Look, ...] = (
    *(agreement.complete, agreement.dates, agreement.hours, agreement.words, agreement.held),
    *(daily.worker, daily.mailbox, daily.uncertain, daily.letters, daily.threads, daily.alerts),
    *(sending.clock, sending.doors, visits.alarms),
)
_BROKEN_HOURS = "hours"


def examine(patient: Patient, *, with_network: bool = False) -> Iterator[Finding]:
    """Every finding; `with_network` also tries the servers. Writes nothing, sends nothing."""
    for check in SURROUNDINGS:
        yield from check(patient)
    if with_network:
        yield from network(patient)
    for check in FOUNDATIONS:
        found = list(check(patient))
        yield from found
        if found:
            return  # what follows would only say the same again
    yield from guarded(patient)
    with patient.database.read() as session:
        for look in LOOKS:
            found = list(look(patient, session))
            yield from found
            if any(one.code == _BROKEN_HOURS for one in found):
                return  # days can't be counted
