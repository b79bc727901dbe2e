"""The service manager: what it hears of this process (systemd's sd_notify(3)); without one nothing is said.

Ready is who has opened the doors and committed. Telegram need not have answered: a start waits for nobody
outside, and where it is silent or refuses, a restart helps nothing; the status tells it.
"""

import asyncio
import os
import re
import socket
from collections.abc import Callable
from contextlib import suppress

from storage.database import Database
from storage.errors import StorageError

BEATS = 3  # so often within the manager's patience, which ends the process at once
USUAL_PAUSE = 10.0  # where no patience is set: only the status is told
READY_PAUSE = 0.5  # until it is ready
WAITING_USEC = 60_000_000  # for which the manager waits on, from each word on

Troubles = Callable[[], list[str]]


def listens() -> bool:
    """Tell whether a service manager wants to hear of this process."""
    return bool(os.environ.get("NOTIFY_SOCKET"))


def say(*facts: str) -> None:
    """Tell the service manager, if there is one."""
    if listens():
        place = re.sub("^@", "\0", os.environ["NOTIFY_SOCKET"])  # so the abstract ones are written
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line, suppress(OSError):
            line.sendto("\n".join(facts).encode(), place)


def say_waiting(why: str) -> None:
    """Say that the start takes longer, and for what it waits."""
    say(f"EXTEND_TIMEOUT_USEC={WAITING_USEC}", f"STATUS={why}")


def pause() -> float:
    """Return the seconds between two signs of life."""
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return USUAL_PAUSE
    patience = os.environ.get("WATCHDOG_USEC", "")
    return int(patience) / 1e6 / BEATS if patience.isdecimal() else USUAL_PAUSE


async def attend(database: Database, ended: Troubles, troubles: Troubles) -> None:
    """Say that the process is ready, then that it lives, until cancelled.

    It lives while the loop comes round, the writer answers, be it that the disk takes nothing, and nothing
    that must go on has *ended*. *troubles* are only told: no restart mends them.
    """
    is_ready = False
    while True:
        writes = await _writes(database)
        if not ended():
            say("WATCHDOG=1", f"STATUS={_status(troubles(), writes=writes)}")
            if writes and not is_ready:
                say("READY=1")
                is_ready = True
        await asyncio.sleep(pause() if is_ready else READY_PAUSE)


async def _writes(database: Database) -> bool:
    """Tell whether a change reaches the disk; a writer that is stuck never answers, and so this doesn't."""
    try:
        await database.prove_writes()
    except StorageError:
        return False
    return True


def _status(troubles: list[str], *, writes: bool) -> str:
    return "; ".join([*([] if writes else ["no writes"]), *troubles]) or "takes updates"
