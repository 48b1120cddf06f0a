"""procrastinate: empty jobs, ten at a time. Order: ``url``, ``jobs`` to put in, or none to work."""

import asyncio
import logging

from procrastinate import App, PsycopgConnector

from benchmarks.peers.ready import Seen, order, tell, wait

_AT_A_TIME = 10


async def _main() -> None:
    logging.disable(logging.WARNING)
    asked, seen = order(), Seen()
    app = App(connector=PsycopgConnector(conninfo=asked["url"]))

    @app.task(name="send")
    async def send() -> None:
        seen.job()

    async with app.open_async():
        if asked.get("jobs"):
            wait()
            await app.schema_manager.apply_schema_async()
            await send.batch_defer_async(*({} for _ in range(asked["jobs"])))
            tell({})
        else:
            wait()
            await app.run_worker_async(
                wait=False, concurrency=_AT_A_TIME, install_signal_handlers=False
            )
            tell(seen.told())


if __name__ == "__main__":
    asyncio.run(_main())
