"""Filters of our own; all asynchronous, because aiogram runs any other kind in a thread."""

from aiogram.filters import Command, CommandStart, Filter  # noqa: TID251 - nowhere else
from aiogram.types import Message
from aiogram.utils.magic_filter import MagicFilter

from handlers.ground.turn import Turn


class Typed(Command):
    """Lets one command through; a mention after it (``/start@whoever``) is not looked at.

    In a private chat nobody else can be meant, and aiogram would ask Telegram for our own name.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name, ignore_mention=True)


class Started(CommandStart):
    """Lets ``/start`` through, with the parameter of a link if *deep_link*; mentions as in `Typed`."""

    def __init__(self, *, deep_link: bool = False, magic: MagicFilter | None = None) -> None:
        super().__init__(deep_link=deep_link, magic=magic, ignore_mention=True)


class HasText(Filter):
    """Lets typed words through."""

    async def __call__(self, message: Message) -> bool:
        """Look for text."""
        return message.text is not None


class IsCommand(Filter):
    """Lets through what looks like a command."""

    async def __call__(self, message: Message) -> bool:
        """Look at the first character."""
        return (message.text or "").startswith("/")


class Elsewhere(Filter):
    """Lets through what comes from a group or a channel."""

    async def __call__(self, _: object, turn: Turn) -> bool:
        """Compare the chat with the person."""
        return not turn.is_private
