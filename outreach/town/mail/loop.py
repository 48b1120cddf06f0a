"""A thread that runs the mail servers' event loop."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_PATIENCE = 10.0  # seconds for anything asked of it


class Loop:
    """Coroutines run in a thread of their own, one at a time for whoever asks."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="mail", daemon=True)

    def start(self) -> None:
        """Begin to run."""
        self._thread.start()

    def ask(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` there and wait for what it gives."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_PATIENCE)

    def stop(self) -> None:
        """Let go of every connection and end the thread."""
        self.ask(self._hang_up())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(_PATIENCE)
        self.loop.close()

    async def _hang_up(self) -> None:
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
