"""Showing somebody that he is being worked for: «печатает…» over his chat while a job asks."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

Busy = Callable[[int], AbstractAsyncContextManager[Any]]
"""Shows it in the chat with this id, from soon after it is entered until it is left."""
