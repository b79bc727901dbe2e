"""Refusing a request: what it brought is let go of at once, and the log is not flooded.

An error holds its traceback, the traceback the frames, and one of those the error: such a circle stands until
the next collection, which counts objects. A refused request has few, and half a megabyte of bytes.
"""

import logging
from math import inf
from time import monotonic
from typing import Any

from aiohttp.http_exceptions import HttpProcessingError

PAUSE_SECONDS = 60.0

log = logging.getLogger(__name__)


def let_go(error: BaseException | None) -> None:
    """Free the frames of *error* and of what led to it: nobody is going to look at them."""
    while error:
        error.__traceback__ = None
        error = error.__context__


class DoorLog(logging.LoggerAdapter[logging.Logger]):
    """What aiohttp tells of a door; what is no HTTP it only counts, for anybody may send that without end."""

    def __init__(self) -> None:
        super().__init__(log, {})
        self._untold = 0
        self._told_at = -inf

    def log(self, level: int, msg: object, *args: Any, exc_info: Any = None, **kwargs: Any) -> None:
        """Tell of it, but once in a while of what strangers send."""
        if not isinstance(exc_info, HttpProcessingError):
            super().log(level, msg, *args, exc_info=exc_info, **kwargs)
            return
        self._untold += 1
        if monotonic() - self._told_at >= PAUSE_SECONDS:
            super().log(logging.WARNING, "no HTTP was sent, times: %d", self._untold, exc_info=exc_info)
            self._untold, self._told_at = 0, monotonic()
        let_go(exc_info)
