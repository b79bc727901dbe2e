"""Methods about the bot itself and its chats."""

from collections.abc import Awaitable, Callable

from sandbox.telegram.arguments import Json
from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods.places import chat_of
from sandbox.telegram.profile import scope_key
from sandbox.telegram.server import Telegram

ABILITIES = (
    "can_join_groups",
    "can_read_all_group_messages",
    "supports_inline_queries",
    "can_connect_to_business",
    "has_main_web_app",
)
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")

Set = Callable[[Telegram, Json], Awaitable[bool]]
Get = Callable[[Telegram, Json], Awaitable[Json]]


async def get_me(telegram: Telegram, _: Json) -> Json:
    """Return the bot itself."""
    return {**telegram.bot, **dict.fromkeys(ABILITIES, False), "can_join_groups": True}


def setter(kind: str) -> Set:
    """Make the method that sets the text *kind*."""

    async def set_text(telegram: Telegram, given: Json) -> bool:
        telegram.profile.set_text(kind, _language(given), str(given.get(kind) or ""))
        telegram.changed()
        return True

    return set_text


def getter(kind: str) -> Get:
    """Make the method that returns the text *kind*."""

    async def get_text(telegram: Telegram, given: Json) -> Json:
        return {kind: telegram.profile.text(kind, _language(given))}

    return get_text


async def set_my_commands(telegram: Telegram, given: Json) -> bool:
    """Keep the commands of a scope and a language."""
    telegram.profile.set_commands(scope_key(given.get("scope")), _language(given), given.get("commands"))
    telegram.changed()
    return True


async def get_my_commands(telegram: Telegram, given: Json) -> list[Json]:
    """Return the commands of exactly this scope and language."""
    return telegram.profile.commands.get((scope_key(given.get("scope")), _language(given)), [])


async def delete_my_commands(telegram: Telegram, given: Json) -> bool:
    """Forget the commands of a scope and a language."""
    telegram.profile.commands.pop((scope_key(given.get("scope")), _language(given)), None)
    telegram.changed()
    return True


async def set_chat_menu_button(telegram: Telegram, given: Json) -> bool:
    """Keep the menu button; the page shows the commands in any case."""
    telegram.profile.set_menu_button(given.get("menu_button") or {"type": "default"})
    return True


async def get_chat_menu_button(telegram: Telegram, _: Json) -> Json:
    """Return the menu button."""
    return telegram.profile.menu_button


async def get_chat(telegram: Telegram, given: Json) -> Json:
    """Return a chat in full."""
    rest = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    return {**chat_of(telegram, given).as_json(), **rest}


async def leave_chat(telegram: Telegram, given: Json) -> bool:
    """Leave a group."""
    chat = chat_of(telegram, given)
    if chat.group is None:
        raise bad_request("chat member status can't be changed in private chats")
    telegram.left.append(chat.id)
    return True


def _language(given: Json) -> str:
    return str(given.get("language_code") or "")
