"""What every answer carries, and what somebody reads when it is a refusal."""

from flask import Flask, Response, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from outreach.clock import Clock

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cache-Control": "no-store",
}
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# data: is for the small pictures inside Bootstrap's style sheet; no other host, no inline style.
_PAGE = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_TRANSPORT = "max-age=31536000; includeSubDomains"
_LINES = {
    400: "Cette demande est illisible.",
    401: "Il manque un jeton, ou il est faux.",
    403: "Accès refusé.",
    404: "Cette adresse n'existe pas.",
    405: "Cette adresse ne s'emploie pas ainsi.",
    413: "Cette demande est trop longue.",
    500: "Une erreur est survenue. Elle est notée.",
    503: "Le service est momentanément indisponible.",
}


def dress(app: Flask, clock: Clock, *, secure: bool) -> None:
    """Put the safety headers on every answer; `secure`: the public address is https.

    Templates get ``csp_nonce()``: the only scripts that run are files of ours or carry it.
    """

    def nonce() -> str:
        if "nonce" not in g:
            g.nonce = clock.key()
        return str(g.nonce)

    app.jinja_env.globals["csp_nonce"] = nonce

    @app.after_request
    def _headers(response: Response) -> Response:
        is_page = response.mimetype == "text/html"
        policy = _PAGE.format(nonce=nonce()) if is_page else _NOTHING
        response.headers.setdefault("Content-Security-Policy", policy)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", _TRANSPORT)
        return response

    @app.errorhandler(HTTPException)
    def _refusal(error: HTTPException) -> Response:
        if isinstance(error, CSRFError):
            return refusal(400, "web/expired.html")
        answer = error.get_response()
        if (error.code or 500) < 400:  # a redirection that was raised
            return Response(answer.get_data(), answer.status_code, dict(answer.headers))
        return refusal(error.code or 500, allow=answer.headers.get("Allow"))


def refusal(
    status: int, template: str = "web/refusal.html", *, allow: str | None = None
) -> Response:
    """A page that helps, for whoever reads pages; else one French line."""
    if not _reads_pages():
        return line(status, allow)
    answer = Response(render_template(template, status=status), status, mimetype="text/html")
    if allow:
        answer.headers["Allow"] = allow
    return answer


def line(status: int, allow: str | None = None) -> Response:
    """A short French line as the whole answer."""
    text = _LINES.get(status, _LINES[400 if status < 500 else 500])
    answer = Response(text + "\n", status, mimetype="text/plain")
    if allow:
        answer.headers["Allow"] = allow
    return answer


def _reads_pages() -> bool:
    """Whether a browser asks: machines name no HTML, and hooks have no page."""
    accepted = request.accept_mimetypes
    return bool(accepted) and accepted.accept_html and not request.path.startswith("/hooks/")
