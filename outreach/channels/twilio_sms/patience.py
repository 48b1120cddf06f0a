"""A limit on one whole answer: a server that says a byte now and then is never silent for long."""

import contextlib
import socket
import threading
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.response import HTTPResponse

_calls = threading.local()  # the patience of the call that a thread is making


class Patience:
    """How long one call may wait for its answer to be whole; then its connection is cut.

    What was cut is an answer that never came: whatever was asked may have been done.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer: threading.Timer | None = None

    def __enter__(self) -> "Patience":
        _calls.patience = self
        return self

    def __exit__(self, *_error: object) -> None:
        _calls.patience = None
        if self._timer is not None:
            self._timer.cancel()

    def begin(self, connection: socket.socket) -> None:
        """Wait for what comes by a connection, from now on."""
        self._timer = threading.Timer(self._seconds, _cut, [connection])
        self._timer.daemon = True
        self._timer.start()


class PatientAdapter(HTTPAdapter):
    """The adapter of `requests`, whose connections keep the patience of their call."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use our connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


def _cut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)  # whoever reads from it reads its end


def _begin(connection: socket.socket | None) -> None:
    patience: Patience | None = getattr(_calls, "patience", None)
    if patience is not None and connection is not None:
        patience.begin(connection)


class _Http(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as its parent does
        _begin(self.sock)
        return super().getresponse()


class _Https(HTTPSConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as its parent does
        _begin(self.sock)
        return super().getresponse()


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https
