"""A look at a person's attachments, of which trouble is an answer too."""

import asyncio
import logging
from collections.abc import Awaitable

from patient.attachment import RegistryAnswer, Unreachable
from registry.errors import RegistryError, RegistryUnavailable

log = logging.getLogger(__name__)


async def look_within(seconds: float, look: Awaitable[RegistryAnswer]) -> RegistryAnswer:
    """Return what *look* finds within *seconds*, or that the registry could not be reached, aloud."""
    try:
        async with asyncio.timeout(seconds):
            return await look
    except TimeoutError:
        log.warning("registry: one look took too long")
        return Unreachable()
    except RegistryUnavailable as error:
        log.warning("registry: %s", error)
        return Unreachable(error.retry_after)
    except RegistryError as error:
        log.error("registry: %s: %s", type(error).__name__, error)  # noqa: TRY400 - the text is enough
        return Unreachable(why="refused" if error.word == "refused" else "malformed")
