"""The introduction: what Telegram is asked and told once at the start, for as long as that takes."""

import asyncio
import logging
from typing import Any

from bot.bot_api import BotApi
from bot.bot_api.insisting import insist, offer
from handlers.ground.config import ChatAddress
from locales.texts import DEFAULT, LANGUAGES, texts

log = logging.getLogger(__name__)

COMMANDS = (
    *("start", "book", "visits", "cards", "add", "support", "help", "cancel"),
    *("language", "privacy", "consents", "settings", "delete_me"),
)
PAUSE = 5.0  # before a server that does not know its own bot's name is asked again


async def introduce(api: BotApi, chat: ChatAddress, link_url: str) -> None:
    """Learn the bot's name, and decorate the chat."""
    await asyncio.gather(_learn_name(api, chat, link_url), _decorate(api))


async def _learn_name(api: BotApi, chat: ChatAddress, link_url: str) -> None:
    """Learn where the chat is: a sign-in cannot come home without it."""
    while chat.url is None:
        told = await insist(api, "getMe", {})
        name = told.get("username") if isinstance(told, dict) else None
        if isinstance(name, str) and name:
            chat.url = f"{link_url}/{name}"
        else:
            log.error("getMe did not tell the bot's name")
            await asyncio.sleep(PAUSE)


async def _decorate(api: BotApi) -> None:
    """Tell Telegram what only decorates the chat; other servers may not know these calls."""
    refused: set[str] = set()
    for language in LANGUAGES:
        for method, parameters in _decorations(language):
            if method not in refused and not await offer(api, method, parameters):
                refused.add(method)


def _decorations(language: str) -> list[tuple[str, dict[str, Any]]]:
    t = texts(language)
    code: dict[str, Any] = {} if language == DEFAULT else {"language_code": language}
    commands = [{"command": name, "description": t.plain(f"command.{name}")} for name in COMMANDS]
    return [
        ("setMyCommands", {"commands": commands, "scope": {"type": "all_private_chats"}} | code),
        ("setMyDescription", {"description": t.plain("about")} | code),
        ("setMyShortDescription", {"short_description": t.plain("about.short")} | code),
    ]
