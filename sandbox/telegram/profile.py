"""What a bot tells about itself: name, descriptions, commands by scope and language, menu button.

Source: core.telegram.org/bots/api#setmycommands and #botcommandscope.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.errors import bad_request

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
COMMANDS = 100
TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120, "command description": 256}
MENU_BUTTONS = ("default", "commands", "web_app")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")

Json = dict[str, Any]


@dataclass
class Profile:
    """The texts by (kind, language), the commands by (scope, language)."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "commands"})

    def set_text(self, kind: str, language: str, text: str) -> None:
        """Keep a text; an empty one falls back to that of no language.

        Raises:
            ApiError: it is too long.
        """
        if len(text) > TEXT_LIMITS[kind]:
            raise bad_request(f"{kind.replace('_', ' ')} is too long")
        self.texts[kind, language] = text

    def text(self, kind: str, language: str) -> str:
        """Return the text of a language, or that of none."""
        return self.texts.get((kind, language)) or self.texts.get((kind, ""), "")

    def set_commands(self, scope: str, language: str, commands: Any) -> None:
        """Keep the commands of a scope and a language.

        Raises:
            ApiError: a command's name or description is not allowed.
        """
        if not isinstance(commands, list) or len(commands) > COMMANDS:
            raise bad_request("can't parse commands: Array expected")
        self.commands[scope, language] = [_command(given) for given in commands]

    def seen_commands(self, chat: int, language: str) -> list[Json]:
        """Return the commands that a private chat shows: the narrowest scope that has some."""
        wanted = [(scope, code) for scope in _scopes(chat) for code in (language, "")]
        return next((self.commands[key] for key in wanted if self.commands.get(key)), [])

    def set_menu_button(self, button: Any) -> None:
        """Keep the menu button.

        Raises:
            ApiError: it is of no known type.
        """
        if not isinstance(button, dict) or button.get("type") not in MENU_BUTTONS:
            raise bad_request("can't parse menu button: Unsupported menu button type")
        self.menu_button = button


def scope_key(scope: Any) -> str:
    """Return a BotCommandScope as a key.

    Raises:
        ApiError: it is of no known type.
    """
    if not scope:
        return "default"
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in CHAT_SCOPES and scope.get("chat_id"):
        return f"{kind} {scope['chat_id']} {scope.get('user_id', '')}".strip()
    if kind not in WIDE_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return str(kind)


def _scopes(chat: int) -> Iterator[str]:
    yield f"chat {chat}"
    yield "all_private_chats"
    yield "default"


def _command(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse commands: Object expected")
    name, description = str(given.get("command", "")).removeprefix("/"), str(given.get("description", ""))
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= TEXT_LIMITS["command description"]:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
