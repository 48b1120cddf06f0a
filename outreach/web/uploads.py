"""Files that somebody sends: only where a page says so, no longer than it says, never on disk."""

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeVar

import flask
from flask import Flask, current_app

View = TypeVar("View", bound=Callable[..., Any])
_AROUND = 64 * 1024  # the rest of the form


class _Request(flask.Request):
    """A request whose file stays in memory: a landlord's file holds what we never keep."""

    def _get_file_stream(self, *_sizes: Any, **_names: Any) -> IO[bytes]:
        return BytesIO()


def takes_file(most: int) -> Callable[[View], View]:
    """Let a page receive a file of so many bytes; elsewhere the application's limit stands."""

    def mark(view: View) -> View:
        view.most_bytes = most + _AROUND  # type: ignore[attr-defined]
        return view

    return mark


def take_files(app: Flask) -> None:
    """Raise the limit where a page asks for it, before anything reads the form."""
    app.request_class = _Request

    @app.before_request
    def _limit() -> None:
        view = current_app.view_functions.get(flask.request.endpoint or "")
        most = getattr(view, "most_bytes", None)
        if most is not None:  # blank lines of a file count as memory of the form
            flask.request.max_content_length = flask.request.max_form_memory_size = most
