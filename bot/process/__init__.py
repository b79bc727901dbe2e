"""The process: everything is opened in order, kept going, and closed in reverse."""

from bot.process.running import run
from bot.process.wiring import config_of, conversation, routes

__all__ = ["config_of", "conversation", "routes", "run"]
