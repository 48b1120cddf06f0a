"""Commands typed from outside: the installed program, or the same one already warm."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any

OUTREACH = Path(sys.executable).with_name("outreach")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which holds one JSON document and nothing else."""
        return json.loads(self.out)


class Desk:
    """One installation: its folder, its settings, and whoever types there."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.env = folder, {"PATH": os.defpath, **env}
        self.typed = 0
        self._forge = subprocess.Popen(
            [sys.executable, "-m", "tests.eight_weeks.forge"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": os.defpath},
        )

    def __enter__(self) -> "Desk":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._forge.communicate()

    def spawn(self, *args: str, stdin: str = "") -> Ran:
        """Run the installed command: what a script does."""
        ran = subprocess.run(
            [OUTREACH, *args],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=self.env,
            timeout=120,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def type(self, *args: str, stdin: str = "") -> Ran:
        """Run a command in a warm process of its own."""
        self.typed += 1
        (self.folder / "stdin").write_text(stdin, encoding="utf-8")
        code = self._ask(self._request(args, "last") | {"wait": True})
        out, err = ((self.folder / f"last.{name}").read_text("utf-8") for name in ("out", "err"))
        return Ran(code, out, err)

    def at(self, instant: datetime, *args: str, stdin: str = "") -> Ran:
        """Run a command at an instant."""
        return self.type("--at", instant.isoformat(), *args, stdin=stdin)

    def serve(self, instant: datetime, port: int) -> "Serving":
        """Start the web application at an instant; back when it answers."""
        (self.folder / "stdin").write_text("", encoding="utf-8")
        argv = ("--at", instant.isoformat(), "serve", "--port", str(port), "--workers", "1")
        pid = self._ask(self._request(argv, "serve") | {"wait": False})
        _await(port)
        return Serving(self, pid)

    def end(self, pid: int, by: signal.Signals) -> int:
        """Send a process and its children a signal; its exit code (minus the signal's number)."""
        return self._ask({"end": pid, "by": by})

    def _request(self, args: tuple[str, ...], name: str) -> dict[str, Any]:
        return {
            "argv": list(args),
            "env": self.env,
            "folder": str(self.folder),
            "stdin": str(self.folder / "stdin"),
            "stdout": str(self.folder / f"{name}.out"),
            "stderr": str(self.folder / f"{name}.err"),
        }

    def _ask(self, told: dict[str, Any]) -> int:
        assert self._forge.stdin is not None
        assert self._forge.stdout is not None
        self._forge.stdin.write(json.dumps(told) + "\n")
        self._forge.stdin.flush()
        return int(self._forge.stdout.readline())


@dataclass(frozen=True)
class Serving:
    """A running `outreach serve`, ended by the `with` it is opened in."""

    desk: Desk
    pid: int

    def __enter__(self) -> None:
        """It answers already."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Killed: what it acknowledged is safe, and a clean end takes gunicorn a second.
        assert self.desk.end(self.pid, signal.SIGKILL) == -signal.SIGKILL


def _await(port: int) -> None:
    for _ in range(600):
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            assert connection.getresponse().status == 200
            return
        except OSError:
            time.sleep(0.03)  # a real process starts: nothing tells when
        finally:
            connection.close()
    raise AssertionError("serve did not start")
