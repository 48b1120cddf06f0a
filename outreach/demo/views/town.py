"""What the demonstration's own pages are handed."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort

from outreach.demo.conductor import Conductor
from outreach.demo.logins import Login
from outreach.messages.services.means import Means
from outreach.town.street import Street, Tenant


@dataclass(frozen=True, slots=True)
class Town:
    """The town behind the pages; `sender`: the association's number as people see it."""

    street: Street
    means: Means
    conductor: Conductor
    logins: Sequence[Login]
    password: str
    sender: str

    def tenant(self, code: str) -> Tenant:
        """The tenant of an address, or a page that says there is none."""
        found = self.street.named(code)
        if found is None:
            abort(404)
        return found
