"""The beginning: the database is opened once no replica of an earlier release would be broken by that."""

import asyncio
import logging
from contextlib import AsyncExitStack, suppress

from bot.opening.kept import begin_database
from bot.process import service_manager
from bot.settings import Settings
from storage.database import Database
from storage.errors import EarlierReplicasLive

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0


class NotBegun(Exception):
    """The process was told to stop before it had begun."""


async def begin(settings: Settings, stop: asyncio.Event, stack: AsyncExitStack) -> Database:
    """Open the database on the *stack*; wait for replicas to stop that could not go on over its new schema.

    Raises:
        NotBegun: *stop* came first.
        StorageError: it can't be opened, whoever stops.
    """
    told = ""
    while not stop.is_set():
        try:
            return await stack.enter_async_context(begin_database(settings))
        except EarlierReplicasLive as error:
            if str(error) != told:
                told = str(error)
                log.warning("%s; this one waits, and goes on by itself", told)
        service_manager.say_waiting(told)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
    raise NotBegun
