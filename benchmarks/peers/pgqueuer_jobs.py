"""pgqueuer: empty jobs, taken in batches. Order: ``url``, ``jobs`` to put in, or none to work."""

import asyncio

import asyncpg
from pgqueuer import AsyncpgDriver, Job, PgQueuer, Queries
from pgqueuer.types import QueueExecutionMode

from benchmarks.peers.ready import Seen, order, tell, wait

_BATCH = 100


async def _put(url: str, jobs: int) -> None:
    connection = await asyncpg.connect(url)
    queries = Queries(AsyncpgDriver(connection))
    await queries.install()
    for start in range(0, jobs, 1000):
        size = min(1000, jobs - start)
        await queries.enqueue(["send"] * size, [None] * size, [0] * size)
    await connection.execute("ANALYZE")
    await connection.close()


async def _work(url: str) -> None:
    connection = await asyncpg.connect(url)
    queuer, seen = PgQueuer(AsyncpgDriver(connection)), Seen()

    @queuer.entrypoint("send")
    async def send(_job: Job) -> None:
        seen.job()

    wait()
    await queuer.run(batch_size=_BATCH, mode=QueueExecutionMode.drain)
    tell(seen.told())
    await connection.close()


def _main() -> None:
    asked = order()
    if asked.get("jobs"):
        wait()
        asyncio.run(_put(asked["url"], asked["jobs"]))
        tell({})
    else:
        asyncio.run(_work(asked["url"]))


if __name__ == "__main__":
    _main()
