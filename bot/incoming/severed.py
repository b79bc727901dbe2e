"""The bot as handlers see it: it has a token, so that aiogram can dispatch, and no way to the network.

Updates are handled inside the writer's transaction: a call from there would hold everybody until its answer.
"""

from typing import Any, NoReturn

from aiogram import Bot
from aiogram.client.session.base import BaseSession


class ReachedForNetwork(RuntimeError):
    """A handler, a filter or a middleware called Telegram; calls are returned and go through the outbox."""


class _NoSession(BaseSession):
    """Refuses every call."""

    async def close(self) -> None:
        """Close nothing."""

    async def make_request(self, bot: Bot, method: Any, timeout: int | None = None) -> NoReturn:  # noqa: ARG002, ASYNC109 - as aiogram has it
        """Refuse, naming the method."""
        raise ReachedForNetwork(type(method).__name__)

    def stream_content(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse a download."""
        raise ReachedForNetwork("download")


def severed_bot(token: str) -> Bot:
    """Return a bot for aiogram's types."""
    return Bot(token, session=_NoSession())
