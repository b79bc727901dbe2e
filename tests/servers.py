"""Real HTTP servers on loopback for the tests: the stand-ins, each on a free port."""

import random
import socket
from contextlib import asynccontextmanager, suppress

from aiohttp import web

PATIENCE = 120.0  # what is awaited comes at once; a busy machine may take its time
PORTS = range(20_000, 32_768)  # the system gives those above to outgoing connections
CHANCE = random.SystemRandom()  # each test of each worker begins with the same seed of `random`


def free_port() -> int:
    """Return a port that nobody listens on, and that no outgoing connection takes before a second start."""
    while True:
        port = CHANCE.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@asynccontextmanager
async def serving(app, port=0):
    """Serve *app* on *port*, or on a free one, and yield its base URL."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
