"""`outreach serve`: the web application, by gunicorn."""

import socket
from collections.abc import Callable, Mapping
from typing import Any
from wsgiref.types import WSGIApplication

import click
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from outreach.app import create_app
from outreach.cli.errors import MisuseError
from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.logs import set_up_logs
from outreach.cli.output import note
from outreach.cli.values import line, whole
from outreach.worker.wiring import ears_of

_THREADS = 4  # in each process: they mostly wait for the database


@click.command(cls=Command, help="Sert les pages et les appels du prestataire.")
@click.option("--host", default="127.0.0.1", show_default=True, type=line(253), help="Adresse.")
@click.option("--port", default=8000, show_default=True, type=whole(1, 65535), help="Port.")
@click.option("--workers", default=2, show_default=True, type=whole(1, 64), help="Processus.")
@click.pass_obj
def command(frame: Frame, host: str, port: int, workers: int) -> None:
    """Serve until a signal comes."""
    frame.settings.serve_key()  # the pages will sign with it: refused now rather than later
    parts = frame.parts
    set_up_logs(parts.clock)
    _check_free(host, port)
    ears = ears_of(parts)  # here: the words are read once, before the processes part
    where = f"[{host}]" if ":" in host else host
    options = {
        "bind": f"{where}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": _THREADS,
        "logger_class": _QuietLogger,
        "control_socket_disable": True,
        "when_ready": lambda _server: note(f"À l'écoute sur http://{where}:{port}"),
    }
    _Server(options, lambda: create_app(parts, ears)).run()


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our options only: neither its command line nor its files."""

    def __init__(self, options: Mapping[str, Any], make: Callable[[], WSGIApplication]) -> None:
        self._options, self._make = options, make
        super().__init__()

    def load_config(self) -> None:
        """Take our options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Make the application, in each process: connections are not shared."""
        return self._make()


class _QuietLogger(Logger):  # type: ignore[misc]
    """Gunicorn's warnings in our own log; requests are not logged, their addresses are private."""

    def setup(self, cfg: Any) -> None:
        """Hand everything from WARNING on to the root of our log."""
        self.cfg = cfg
        self.error_log.propagate = True
        self.error_log.setLevel("WARNING")
        self.access_log.disabled = True


def _check_free(host: str, port: int) -> None:
    """Say at once what gunicorn would only find out after several tries."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError:
        raise MisuseError(f"--host, --port : {host}:{port} n'est pas libre ici.") from None
