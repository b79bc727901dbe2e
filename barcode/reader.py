"""The reader: a picture in, what the polis says out, with all the decoding in a process of its own."""

import asyncio
import contextlib
import logging
import signal
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Final, cast

from barcode.errors import NotAPolis, UnreadablePicture
from barcode.layout import PolisOnPaper, read_polis

log = logging.getLogger(__name__)

LARGEST: Final = 20 * 1024 * 1024  # bytes; the Bot API hands out no larger file
SECONDS: Final = 15.0
ROOT: Final = Path(__file__).parents[1]
COMMAND: Final = (sys.executable, "-W", "ignore", "-m", "barcode.worker")
REASONS: Final = frozenset({"large", "heic", "pdf", "format", "broken", "unconfined"})


class PolisReader:
    """Reads pictures, one after the other.

    Each picture gets a new process: its decoders may crash or be led astray, run out of time or memory, and
    neither the bot nor the next picture notices. A read that is cancelled takes its process with it, so there
    is nothing to close.
    """

    def __init__(self, *, seconds: float = SECONDS) -> None:
        self._turn = asyncio.Lock()
        self._seconds = seconds

    async def read(self, picture: bytes, *, today: date) -> PolisOnPaper:
        """Return what the barcode in the *picture* (the bytes of a JPEG, PNG or WEBP file) says.

        The same picture always gives the same; only ``slow`` and ``broken`` may differ another time.

        Raises:
            UnreadablePicture: its reason says what the person can do better.
        """
        if len(picture) > LARGEST:
            raise UnreadablePicture("large")
        async with self._turn:
            try:
                async with asyncio.timeout(self._seconds), _worker() as worker:
                    return await _read(worker, picture, today)
            except TimeoutError:
                raise UnreadablePicture("slow") from None
            except ValueError as error:  # a worker that was led astray writes something else than digits
                raise UnreadablePicture("broken") from error


@asynccontextmanager
async def _worker() -> AsyncIterator[Process]:
    """Start a worker with an empty environment, which has no token to lose; it never outlives this block."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND, stdin=PIPE, stdout=PIPE, stderr=PIPE, cwd=ROOT, env={}
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def _read(worker: Process, picture: bytes, today: date) -> PolisOnPaper:
    """Hand over the picture and let the barcodes through the gates as they come, until one passes."""
    stdin, stdout = cast("StreamWriter", worker.stdin), cast("StreamReader", worker.stdout)
    with contextlib.suppress(ConnectionError):  # it died before it had read all; its status tells why
        stdin.write(picture)
        await stdin.drain()
        stdin.close()
    reason = "no_barcode"
    async for line in stdout:
        try:
            return read_polis(bytes.fromhex(line.decode()), today=today)
        except NotAPolis:
            reason = "not_a_polis"
    raise UnreadablePicture(await _failure(worker) or reason)


async def _failure(worker: Process) -> str | None:
    """Return what kept the worker from searching to the end, if anything."""
    said = await cast("StreamReader", worker.stderr).readline()
    status = await worker.wait()
    if status == 0:
        return None
    if status == -signal.SIGXCPU:
        return "slow"
    if (reason := said.decode().strip()) in REASONS:
        return reason
    log.warning("The worker that decodes pictures ended with status %d", status)
    return "broken"
