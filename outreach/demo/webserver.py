"""The web application in a thread of this process, on a socket that is already open."""

import socket
import threading
from typing import Any
from wsgiref.types import WSGIApplication

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server


class _Quiet(WSGIRequestHandler):
    """Requests are not logged: their addresses are private."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


class WebServer:
    """Listens from the start, answers once it has an application."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._host, self.port = listener.getsockname()[:2]
        self.url = f"http://{self._host}:{self.port}"
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    def serve(self, app: WSGIApplication) -> None:
        """Answer calls in a thread of its own."""
        self._server = make_server(
            self._host,
            self.port,
            app,
            threaded=True,
            request_handler=_Quiet,
            fd=self._listener.fileno(),
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="web", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Answer nobody any more, and let the port go."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join(5)
            self._server.server_close()
        self._listener.close()
