"""Who may open a page: every route says it with `open_to`, and the header reads it there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user

from outreach.staff.models import Role, Staff

View = TypeVar("View", bound=Callable[..., Any])
ANYONE = "anyone"
STRONG = frozenset({Role.COORDINATOR, Role.ADMIN})  # nothing opens to them without a second factor


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


def open_to(*roles: Role, anyone: bool = False) -> Callable[[View], View]:
    """Let these roles open a page, or `anyone`; others go to the login page or read a refusal."""
    allowed = frozenset({ANYONE} if anyone else {str(role.value) for role in roles})

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not anyone:
                refused = _refusal(allowed)
                if refused is not None:
                    return refused
            return current_app.ensure_sync(view)(*args, **kwargs)

        guarded.open_to = allowed  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def _refusal(allowed: frozenset[str]) -> Any:
    staff = visitor()
    if staff is None:
        return redirect(url_for("security.login", next=_wanted()), 303)
    if staff.role not in allowed:
        abort(403)
    return None


def _wanted() -> str | None:
    """The page to come back to: only one that can be read again."""
    return request.path if request.method == "GET" else None
