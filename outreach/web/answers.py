"""What every answer carries, and the short French lines of those that are no page."""

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_TRANSPORT = "max-age=31536000; includeSubDomains"
_LINES = {
    400: "Cette demande est illisible.",
    403: "Accès refusé.",
    404: "Cette adresse n'existe pas.",
    405: "Cette adresse ne s'emploie pas ainsi.",
    413: "Cette demande est trop longue.",
    500: "Une erreur est survenue. Elle est notée.",
    503: "Le service est momentanément indisponible.",
}


def dress(app: Flask, *, secure: bool) -> None:
    """Put the safety headers on every answer; `secure`: the public address is https."""

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if secure:
            response.headers.setdefault("Strict-Transport-Security", _TRANSPORT)
        return response

    @app.errorhandler(HTTPException)
    def _refusal(error: HTTPException) -> Response:
        return line(error.code or 500, error.get_response().headers.get("Allow"))


def line(status: int, allow: str | None = None) -> Response:
    """A short French line as the whole answer."""
    text = _LINES.get(status, _LINES[400 if status < 500 else 500])
    answer = Response(text + "\n", status, mimetype="text/plain")
    if allow:
        answer.headers["Allow"] = allow
    return answer
