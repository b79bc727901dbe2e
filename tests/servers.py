"""Real HTTP servers on loopback for the tests: the stand-ins, each on a free port."""

import itertools
import os
import random
import socket
import socketserver
import threading
from contextlib import asynccontextmanager, contextmanager, suppress

from aiohttp import web

PATIENCE = 120.0  # what is awaited comes at once; a busy machine may take its time
PORTS = range(20_000, 32_768)  # the system gives those above to outgoing connections
CHANCE = random.SystemRandom()  # each test of each worker begins with the same seed of `random`
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
OWN = PORTS[WORKER :: int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))]
LOT = itertools.cycle(CHANCE.sample(OWN, len(OWN)))


def free_port() -> int:
    """Return a port that nobody listens on, and that no outgoing connection takes before a second start.

    It is no other worker's, and comes again after all the others only: two that are asked for differ.
    """
    while True:
        port = next(LOT)
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


class _Speaker(socketserver.BaseRequestHandler):
    """Says its server's words at the first byte and hangs up; without words it only listens."""

    def handle(self):
        self.server.came.append(self.client_address)
        with suppress(ConnectionError):
            while self.request.recv(65_536):
                if self.server.words is not None:
                    self.request.sendall(self.server.words)
                    return


@contextmanager
def listening(words=None):
    """Listen without HTTP, and say *words* to whoever comes; yields the port and the list of who came.

    In threads of its own: who has given up may knock so late that a test's event loop is gone by then.
    """
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Speaker) as server:
        server.words, server.came = words, []
        accepting = threading.Thread(target=server.serve_forever, args=(0.01,))
        accepting.start()
        try:
            yield server.server_address[1], server.came
        finally:
            server.shutdown()
            accepting.join()
