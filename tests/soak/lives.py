"""The parent of those who die: it reads every module and warms every cache once, and forks a
worker or a web process at each order (a line of JSON on stdin). Each works until SIGKILL.
"""

import json
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import update
from werkzeug.serving import WSGIRequestHandler, make_server

from outreach.app import create_app
from outreach.channels.base import Found, Medium, Progress, Receipt, Sought
from outreach.channels.twilio_sms.door import TwilioSms
from outreach.database import Database
from outreach.messages.models import Sender
from outreach.messages.services.callbacks import note
from outreach.messages.services.means import Means
from outreach.parts import Parts
from outreach.replies.services.ears import Ears
from outreach.sequences.services.dispatch import Report, dispatch
from outreach.town.carrier import ACCOUNT, TOKEN
from outreach.worker.guard import Guard
from outreach.worker.rounds import Work, run_round
from outreach.worker.wiring import ears_of, means_of
from tests.databases import RING
from tests.soak.board import Board, SharedClock
from tests.wire import OURS, PUBLIC, twilio_settings

# Messages a second: a claim takes five at most, so that what a dead process held is never all.
RATE = 1.0
_HEALING = 20.0  # the same, once nobody dies any more
_IDLE = 0.002  # seconds between two rounds of a worker that has nothing to do


class BlindDoor(TwilioSms):
    """A listing that never shows anything: a broken engine, which the checker has to find out."""

    def find(self, sought: Sought) -> Found:
        """Never there."""
        return Found(asked=True)


def door(api: str, *, blind: bool = False) -> TwilioSms:
    """The real SDK, with little patience: nothing here is far away."""
    return (BlindDoor if blind else TwilioSms)(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        sender=OURS,
        public_url=PUBLIC,
        api_url=api,
        timeouts=(1.0, 0.3),
    )


def wired(url: str, api: str, board: Board, *, blind: bool = False) -> tuple[Parts, Ears]:
    """The parts and ears of a process; whoever asks disposes of the database."""
    doors = {Medium.SMS: door(api, blind=blind)}
    parts = Parts(twilio_settings(url, api), SharedClock(board), Database(url, RING), doors)
    return parts, ears_of(parts, replace(means_of(parts), rates={Medium.SMS: RATE}))


class Home:
    """What the children of one history are born with: a database that was used and closed."""

    def __init__(self, board: Board, url: str, api: str, *, blind: bool) -> None:
        self._board = board
        parts, ears = wired(url, api, board, blind=blind)
        self._slot = 0
        self._ears = self._own(ears, probe=self._note)
        self._app: Flask = create_app(parts, self._ears)
        self._warm(parts.database)
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    @property
    def port(self) -> int:
        """Where the web processes listen, all on one socket."""
        found: int = self._listener.getsockname()[1]
        return found

    def leave(self) -> None:
        """Listen no more."""
        self._listener.close()

    def birth(self, kind: str, slot: int) -> int:
        """Fork a worker or a web process, which lives until it is killed; gives its number."""
        self._slot = slot
        return self._fork(self._work if kind == "worker" else self._serve)

    def once(self, dies_at: str) -> int:
        """Fork a worker that does what is due and dies at a named point; "" for none."""
        return self._fork(lambda: self._once(dies_at))

    def heal(self, at: Sequence[str]) -> int:
        """Fork a worker that does a round at each instant, and ends well if all its parts do."""
        return self._fork(lambda: self._heal([datetime.fromisoformat(one) for one in at]))

    def _fork(self, live: Callable[[], None]) -> int:
        child = os.fork()
        if child:
            return child
        try:
            live()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    def _note(self, place: str) -> None:
        self._board.note(self._slot, place)

    def _own(self, ears: Ears, **changes: Any) -> Ears:
        means: Means = replace(ears.means, **changes)
        return replace(ears, means=means)

    def _warm(self, database: Database) -> None:
        """A little of all that children do, for real: statements are compiled here, once."""
        for _ in range(2):
            run_round(Work(self._ears), Guard())
        note(self._ears.means, Receipt("nobody", "SM0", Progress.SENT, "sent"))
        self._app.test_client().post("/hooks/twilio/messages")  # unsigned: refused
        database.dispose()  # no connection crosses a fork

    def _work(self) -> None:
        """Rounds of a worker; it ends by itself only when a part of it is broken."""
        ears = self._own(self._ears, owner=self._ears.means.clock.key())
        job, guard, parent = Work(ears), Guard(), os.getppid()
        while os.getppid() == parent:
            self._note("round")
            run_round(job, guard)
            if guard.faults:
                raise RuntimeError(f"broken: {guard.faults}")
            time.sleep(_IDLE)

    def _once(self, dies_at: str) -> None:
        def probe(point: str) -> None:
            if point == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)

        means = self._own(self._ears, owner=self._ears.means.clock.key(), probe=probe).means
        dispatch(means, Report())

    def _heal(self, instants: Sequence[datetime]) -> None:
        ears = self._own(self._ears, owner=self._ears.means.clock.key())
        with ears.means.database.write() as session:
            session.execute(update(Sender).values(per_second=_HEALING))
        job, guard = Work(ears), Guard()
        for instant in instants:
            self._board.set(instant)
            run_round(job, guard)
        if guard.faults:
            raise RuntimeError(f"broken: {guard.faults}")

    def _serve(self) -> None:
        """Answer hooks on the socket that the others of its kind share."""
        handler, fd = _Quiet, self._listener.fileno()
        server = make_server("127.0.0.1", 0, self._answer, fd=fd, request_handler=handler)
        server.timeout, parent = 0.5, os.getppid()
        self._note("listening")
        while os.getppid() == parent:
            server.handle_request()

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self._note("answering")
        try:
            return self._app(environ, start)
        finally:
            self._note("listening")


class _Quiet(WSGIRequestHandler):
    """Says nothing of what it answers."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


def main() -> None:
    """Serve until stdin ends; nobody outlives this process."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what is logged must not be taken for an answer
    board = Board(Path(sys.argv[1]))
    alive: set[int] = set()
    home: Home | None = None
    for line in sys.stdin:
        order = json.loads(line)
        answer: object = None
        match order.pop("do"):
            case "open":
                home = Home(board, **order)
                answer = home.port
            case "close" if home:
                home.leave()
            case "birth" if home:
                answer = home.birth(**order)
                alive.add(answer)
            case "once" if home:
                answer = home.once(**order)
            case "heal" if home:
                answer = home.heal(**order)
            case "reap":
                alive.discard(order["pid"])
                answer = os.waitstatus_to_exitcode(os.waitpid(order["pid"], 0)[1])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
