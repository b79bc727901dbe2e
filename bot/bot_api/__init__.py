"""Telegram's Bot API: the calls, the wire that they go over, and what to do when one does not work."""

from bot.bot_api.client import BotApi

__all__ = ["BotApi"]
