"""Telegram's Bot API: the calls, the wire that they go over, and what to do when one does not work."""

from bot.bot_api.client import BotApi
from bot.bot_api.errors import (
    AnswerTooDeep,
    BotApiError,
    CallRefused,
    ChatClosed,
    ChatMoved,
    TelegramUnreachable,
    TokenRefused,
    TooManyRequests,
)

__all__ = [
    "AnswerTooDeep",
    "BotApi",
    "BotApiError",
    "CallRefused",
    "ChatClosed",
    "ChatMoved",
    "TelegramUnreachable",
    "TokenRefused",
    "TooManyRequests",
]
