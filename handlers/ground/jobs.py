"""A job as its room declares it: what is done by the clock, and after a commit that tells of more to do."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from handlers.ground.config import Config
from registry.port import Registry
from storage.database import Database

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)

Busy = Callable[[int], AbstractAsyncContextManager[Any]]
"""Shows «печатает…» in the chat with this id, from soon after it is entered until it is left."""

Fetch = Callable[[str, int], Awaitable[bytes]]
"""Gives a file by Telegram's id, of so many bytes at most; `UnreadablePicture` means: it never will."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the rooms' jobs and works are made of, once at the start."""

    database: Database
    registry: Registry
    config: Config
    fetch: Fetch
    busy: Busy = nullcontext

    @property
    def zone(self) -> ZoneInfo:
        """Return the region's time zone."""
        return self.config.zone


@dataclass(frozen=True, slots=True)
class Job:
    """Does with *run* all that is due; safe to run twice, so what one run leaves the next one takes up.

    *name* says what waits when it cannot run. *wakes_on* is the event after whose commit it runs besides
    every *every*; what *starts_at_once* does not wait for its first tick.
    """

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]
    wakes_on: type | None = None
    starts_at_once: bool = False
