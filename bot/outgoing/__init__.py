"""Out: what was committed to be said is sent to Telegram, in order, at its pace, and marked as sent."""

from bot.outgoing.sender import Sender

__all__ = ["Sender"]
