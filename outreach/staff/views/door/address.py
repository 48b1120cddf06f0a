"""Where a try comes from: the caller's address, and the device when its owner came in with it."""

from ipaddress import ip_address, ip_network

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from outreach.staff.rules import tidy_email
from outreach.staff.services.doorkeeper import Keys, at_the_door, known_device
from outreach.staff.views.door.store import Member, store

_COOKIE = "appareil"
_KEPT = 400 * 24 * 3600  # seconds: as long as browsers allow

_INSIDE = [
    ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
]


def entrance(email: str) -> Keys:
    """What a try to come in to this account is counted under."""
    try:
        staff_id, key = _signer().loads(request.cookies.get(_COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return at_the_door(email, caller())
    owner = store().find_user(id=staff_id)
    if owner is None or owner.email != tidy_email(email):
        return at_the_door(email, caller())
    return known_device(f"{staff_id}:{key}")


def remember_device(member: Member) -> None:
    """From now on nobody else's failures shut this browser out of this account."""
    value = _signer().dumps([member.staff.id, store().clock.key()])

    @after_this_request
    def _keep(response: Response) -> Response:
        response.set_cookie(
            _COOKIE,
            str(value),
            max_age=_KEPT,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            path="/",
        )
        return response


def caller() -> str:
    """The caller's address; behind a proxy of ours, the one that the proxy saw."""
    direct = request.remote_addr or ""
    passed_on = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        near = ip_address(direct)
        ours = near.is_loopback or any(near in network for network in _INSIDE)
        return str(ip_address(passed_on)) if ours else direct
    except ValueError:
        return direct


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="device")
