"""The parts of the worker's work, and one round of all of them: replies first, then messages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outreach.channels.base import Medium
from outreach.fieldwork.services.appointments.asking import ask_about_appointments
from outreach.fieldwork.services.appointments.reminding import remind
from outreach.fieldwork.services.visits.alarms import watch_over
from outreach.fieldwork.services.visits.keeping import keep_agenda
from outreach.messages.services.means import Means
from outreach.messages.services.receipts import ask_stragglers
from outreach.messages.services.reconcile import reconcile, sweep_orphans
from outreach.messages.services.waiting import end_stale
from outreach.replies.services.ears import Ears
from outreach.replies.services.polling import poll
from outreach.replies.services.receive import FoundBy
from outreach.sequences.services.admitting import admit_waiting
from outreach.sequences.services.dispatch import Report, dispatch
from outreach.upkeep.services import nightly
from outreach.worker.guard import Guard


@dataclass(frozen=True, slots=True)
class Work:
    """The work of one process; `report` counts what it does."""

    ears: Ears
    report: Report = field(default_factory=Report)

    @property
    def means(self) -> Means:
        """The engine's means."""
        return self.ears.means

    def admit(self) -> None:
        """Start waiting cases where there is room."""
        admit_waiting(self.means)

    def mail(self) -> None:
        """Read the mailbox."""
        poll(self.ears, Medium.EMAIL, FoundBy.IMAP)

    def sweep(self) -> None:
        """Look for SMS whose hook never reached us."""
        poll(self.ears, Medium.SMS, FoundBy.SWEEP)

    def receipts(self) -> None:
        """Ask for the state of messages whose receipts never came."""
        ask_stragglers(self.means)

    def orphans(self) -> None:
        """Settle the rows of processes that died, and those that nobody can send in time."""
        sweep_orphans(self.means)
        end_stale(self.means)

    def reconcile(self) -> None:
        """Settle messages of unknown fate."""
        reconcile(self.means)

    def remind(self) -> None:
        """Ask about appointments on days off, and reserve the reminders of the others."""
        self.report.tasks += ask_about_appointments(self.means)
        self.report.tasks += remind(self.means, self.ears.answers)

    def alarms(self) -> None:
        """Tell of visits that nobody came out of. Nothing else may stand in its way."""
        self.report.tasks += watch_over(self.means)

    def agenda(self) -> None:
        """Keep visits in the agenda."""
        keep_agenda(self.means)

    def send(self) -> None:
        """Do all that is due."""
        dispatch(self.means, self.report)

    def night(self) -> None:
        """Do the night's work, once a day."""
        self.report.tasks += nightly.run_if_due(self.means) or 0

    @property
    def parts(self) -> Mapping[str, Callable[[], None]]:
        """Every part by name, in the order of a round."""
        return {
            "alarms": self.alarms,
            "admit": self.admit,
            "mail": self.mail,
            "sweep": self.sweep,
            "receipts": self.receipts,
            "orphans": self.orphans,
            "reconcile": self.reconcile,
            "agenda": self.agenda,
            "remind": self.remind,
            "send": self.send,
            "nightly": self.night,
        }


def run_round(work: Work, guard: Guard) -> Report:
    """Every part once, each whatever became of the others; gives the counts so far.

    Replies are read before anything leaves: one that waits at the provider stops what is due.
    """
    for name, part in work.parts.items():
        guard.run(name, part)
    return work.report
