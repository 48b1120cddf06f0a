"""A carrier that only takes its time: it answers each message after a while, and keeps nothing.

Order: ``seconds``. The town's own carrier has a thread for each call and a memory: on the cores
that we measure, it would take more than what it is asked by.
"""

import asyncio
import json
import sys
from itertools import count

from benchmarks.ours.ready import tell

_ANSWER = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}"
_numbers = count()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """One connection, kept alive until the other side leaves."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lengths = [line for line in head.lower().split(b"\r\n") if b"content-length:" in line]
            await reader.readexactly(int(lengths[0].split(b":")[1]) if lengths else 0)
            await asyncio.sleep(seconds)
            body = json.dumps({"sid": f"SM{next(_numbers):032x}", "status": "queued"})
            writer.write(_ANSWER.format(len(body), body).encode())
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _main(seconds: float) -> None:
    server = await asyncio.start_server(
        lambda reader, writer: _talk(reader, writer, seconds), "127.0.0.1", 0
    )
    host, port = server.sockets[0].getsockname()[:2]
    tell({"api": f"http://{host}:{port}"})
    await asyncio.to_thread(sys.stdin.read)  # until the one who started it closes it
    server.close()


if __name__ == "__main__":
    asyncio.run(_main(json.loads(sys.argv[1])["seconds"]))
