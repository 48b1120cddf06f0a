"""Who may open a page: every route says it with `open_to`, and the header reads it there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user

from outreach.staff.models import Role, Staff
from outreach.web.navigation import places

View = TypeVar("View", bound=Callable[..., Any])
ANYONE = "anyone"
_READS = {"GET", "HEAD", "OPTIONS"}
# All that somebody may open who must add a second factor first; leaving is open to anyone.
_WHILE_SETTING_UP = {"security.verify", "security.wan_verify", "security.wan_verify_response"}


def visitor() -> Staff | None:
    """Whoever is signed in, or None."""
    staff = getattr(current_user, "staff", None)
    return staff if isinstance(staff, Staff) else None


def me() -> Staff:
    """Whoever is signed in, on a page that is not open to anyone."""
    staff = visitor()
    if staff is None:
        abort(403)
    return staff


def open_to(
    *roles: Role, anyone: bool = False, own: bool = False, asks: bool = False
) -> Callable[[View], View]:
    """Let these roles open a page, or `anyone`; others go to the login page or read a refusal.

    `own`: whoever is signed in, for their own account; elsewhere the DPO only reads. `asks`: what
    is posted changes nothing, it only has no place in an address (a name to search for).
    """
    allowed = frozenset(
        {ANYONE} if anyone else {role.value for role in Role if own or role in roles}
    )

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            refused = None if anyone else _refusal(allowed, writes=not (own or asks))
            if refused is not None:
                return refused
            return current_app.ensure_sync(view)(*args, **kwargs)

        guarded.open_to = allowed  # type: ignore[attr-defined]
        guarded.writes = not (anyone or own or asks)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def _refusal(allowed: frozenset[str], *, writes: bool) -> Any:
    staff = visitor()
    if staff is None:
        return redirect(url_for("security.login", next=_wanted()), 303)
    if not getattr(current_user, "settled", True) and request.endpoint not in _WHILE_SETTING_UP:
        return redirect(url_for("security.two_factor_setup"), 303)
    if staff.role not in allowed and request.path == "/":  # the front door: each has a way in
        first = next(places(staff.role, {}), None)
        if first is not None:
            return redirect(first.address, 303)
    written = writes and request.method not in _READS
    if staff.role not in allowed or (written and staff.role == Role.DPO):
        abort(403)
    return None


def _wanted() -> str | None:
    """The page to come back to: only one that can be read again."""
    return request.path if request.method == "GET" and request.path != "/" else None
