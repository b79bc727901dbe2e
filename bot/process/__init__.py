"""The process: everything is opened in order, kept going, and closed in reverse."""

from bot.process.running import run
from bot.process.wiring import conversation, routes, world_of

__all__ = ["conversation", "routes", "run", "world_of"]
