"""Who may open what, read from the application itself: `make access` writes docs/access.md."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from outreach.app import create_app
from outreach.keys import new_key
from outreach.parts import assemble
from outreach.settings import Settings
from outreach.staff.models import Role
from outreach.staff.views.access import ANYONE
from outreach.worker.wiring import ears_of

PAGE = Path(__file__).parents[1] / "docs" / "access.md"
# Nothing of anybody stands there: files of ours, and whether the service lives.
OPEN_TO_MACHINES = {
    "static": "anyone: style, scripts, pictures",
    "bootstrap.static": "anyone: Bootstrap's own files",
    "healthz": "anyone: a process answers",
    "readyz": "anyone: database and worker",
    "metrics.metrics": "a monitoring system, by its token",
    "status_hooks.status": "the provider, by its signature",
    "message_hooks.message": "the provider, by its signature",
}
_ROLES = (Role.WORKER, Role.RECEPTION, Role.COORDINATOR, Role.ADMIN, Role.DPO)
_HEAD = """\
# Who may open what

Written by `make access` from the application itself, and compared with it by
`tests/web/test_access.py`, which also tries every address as everybody. Each route says by
`open_to` who may open it; everybody else reads a refusal, and whoever is not signed in comes to
the login page. A role that may open a page still finds only its own team's cases there
(`cases.models.visible_to`): anything else is an address that does not exist. The DPO reads and
never writes, except to the own account; a POST that a DPO may send only asks (a name to search
for has no place in an address).

"""


@dataclass(frozen=True, slots=True)
class Route:
    """One address with one way to use it; `who` = codes of roles, or ``anyone``."""

    rule: str
    method: str
    endpoint: str
    who: frozenset[str] | None  # None: a machine's, see `OPEN_TO_MACHINES`

    @property
    def is_public(self) -> bool:
        """Whether nobody needs to be signed in."""
        return self.who is None or ANYONE in self.who


def routes(app: Flask) -> list[Route]:
    """Every way to use every address, in the order of the addresses."""
    found = [
        Route(rule.rule, method, rule.endpoint, _who(app, rule.endpoint, method))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    return sorted(found, key=lambda route: (route.rule, route.method))


def _who(app: Flask, endpoint: str, method: str) -> frozenset[str] | None:
    view = app.view_functions[endpoint]
    who: frozenset[str] | None = getattr(view, "open_to", None)
    if who is not None and method != "GET" and getattr(view, "writes", True):
        return who - {Role.DPO.value}
    return who


def whole_app() -> Flask:
    """An application with every route, the provider's included, over no database."""
    settings = Settings(
        _env_file=None,
        database_url="sqlite:///unused.db",
        secret_key="only to list addresses",
        data_keys=new_key(b"only to list addresses, nothing."),
        sms="twilio",
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token="0" * 32,
        twilio_sender="38000",
        metrics_token="only to list addresses",
    )
    parts = assemble(settings)
    try:
        return create_app(parts, ears_of(parts))
    finally:
        parts.database.dispose()


def table(app: Flask) -> str:
    """The page: one row for each way to use each address."""
    names = " | ".join(role.value for role in _ROLES)
    head = f"| address | method | {names} | page |\n|---|---|{':-:|' * len(_ROLES)}---|\n"
    return _HEAD + head + "".join(f"{_row(route)}\n" for route in routes(app))


def _row(route: Route) -> str:
    return f"| `{route.rule}` | {route.method} | {' | '.join(_marks(route))} | {_page(route)} |"


def _marks(route: Route) -> Iterator[str]:
    for role in _ROLES:
        who = route.who or frozenset()
        yield "●" if {role.value, ANYONE} & who else ""


def _page(route: Route) -> str:
    if route.who is None:
        return OPEN_TO_MACHINES.get(route.endpoint, "?")
    return f"`{route.endpoint}`, not signed in too" if route.is_public else f"`{route.endpoint}`"


if __name__ == "__main__":
    PAGE.write_text(table(whole_app()), encoding="utf-8")
