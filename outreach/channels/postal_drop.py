"""Letters put into a folder, a PDF and a line of data each, for whoever prints and posts them.

Whatever takes files out of the folder may do so at any time: a marker remembers each letter that
was there, so that none is put there twice.
"""

import csv
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import structlog

from outreach.channels.base import ChannelError, Outcome, PostalItem, Result

log = structlog.get_logger(__name__)

_DONE = ".remises"  # one empty file for each letter that was ever handed over
_LINES = 6
HEADER = ("fichier", "feuilles", *(f"adresse_{number}" for number in range(1, _LINES + 1)))


class PostalDrop:
    """A folder of this machine, or one that is shared with the printer's."""

    name = "postal_drop"

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise ChannelError("le dossier des lettres n'existe pas")
        self._folder = folder
        self._done = folder / _DONE

    def hand_over(self, item: PostalItem) -> Outcome:
        """Put the two files there; the PDF comes last, whole: it says that both are."""
        try:
            with self._alone():
                marker = self._done / item.key
                if not marker.exists():
                    self._prepare(item)
                    _write(marker, b"")
                self._deliver(item.key)
        except OSError as error:
            log.warning("postal_drop.refused", key=item.key, error=type(error).__name__)
            return Outcome(Result.NOT_SENT, code=type(error).__name__)
        return Outcome(Result.ACCEPTED, provider_id=item.key)

    def has(self, key: str) -> bool:
        """Whether its marker is there, and nothing is left to show."""
        return (self._done / key).exists() and not self._part(key, "pdf").exists()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else hands over meanwhile, from any process of this machine."""
        self._done.mkdir(mode=0o700, exist_ok=True)
        with (self._done / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare(self, item: PostalItem) -> None:
        _write(self._part(item.key, "csv"), _row(item).encode("utf-8-sig"))
        _write(self._part(item.key, "pdf"), item.pdf)

    def _deliver(self, key: str) -> None:
        """Show what is prepared; after a crash, what was marked and not shown yet."""
        for kind in ("csv", "pdf"):
            part = self._part(key, kind)
            if part.exists():
                part.replace(self._folder / f"{key}.{kind}")

    def _part(self, key: str, kind: str) -> Path:
        return self._done / f"{key}.{kind}.part"


def _row(item: PostalItem) -> str:
    lines = [_plain(line) for line in item.address[:_LINES]]
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    padding = [""] * (_LINES - len(lines))
    writer.writerow((f"{item.key}.pdf", item.sheets, *lines, *padding))
    return out.getvalue()


def _plain(line: str) -> str:
    """A name that a spreadsheet would take for a formula is not one."""
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def _write(path: Path, content: bytes) -> None:
    """Written through to the disk, readable by its owner and group."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
