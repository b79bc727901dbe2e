"""Telegram: the way there, the token, the support group, the webhook's address, the clock."""

from typing import Any

from bot.bot_api import BotApi
from bot.bot_api.errors import BotApiError, CallRefused, ChatClosed, ChatMoved, TokenRefused
from bot.checks import Finding
from bot.checks.kept import moved
from bot.checks.reach import CannotReach, clock_finding, reach
from bot.settings import Settings


async def look(settings: Settings, *, is_running: bool) -> list[Finding]:
    """Ask Telegram for what it knows of the bot."""
    try:
        found = clock_finding((await reach(settings.telegram_api_url)).time, "Telegram's")
    except CannotReach as error:
        return [Finding(f"Telegram: {error}")]
    api = BotApi(settings.bot_token.get_secret_value(), settings.telegram_api_url)
    try:
        await api.call("getMe", {})
        found += await _desk(api, settings.support_chat)
        found += _webhook(settings, await _webhook_info(api), is_running=is_running)
    except TokenRefused as error:
        found.append(Finding(f"Telegram: it does not take BOT_TOKEN ({error})"))
    except BotApiError as error:
        found.append(Finding(f"Telegram: TELEGRAM_API_URL gives no answer of the Bot API ({error})"))
    finally:
        await api.close()
    return found


async def _desk(api: BotApi, group: int | None) -> list[Finding]:
    try:
        if group is not None:
            await api.call("getChat", {"chat_id": group})
    except ChatMoved as error:
        return [moved(error.chat)]
    except (ChatClosed, CallRefused):
        return [Finding("SUPPORT_CHAT: the bot is not in this group")]
    return []


async def _webhook_info(api: BotApi) -> dict[str, Any]:
    """Return what Telegram knows of the webhook; nothing where a server does not know the call."""
    try:
        told = await api.call("getWebhookInfo", {})
    except (CallRefused, TokenRefused):
        return {}
    return told if isinstance(told, dict) else {}


def _webhook(settings: Settings, told: dict[str, Any], *, is_running: bool) -> list[Finding]:
    known = told.get("url")
    if settings.updates == "polling":
        text = "Telegram: a webhook is set for this token: who else uses it? The bot's start takes it away"
        return [Finding(text, is_wrong=is_running)] if known else []
    found = []
    if is_running and known is not None and known != settings.webhook_url:
        found.append(
            Finding(
                "Telegram: it sends updates to another address than PUBLIC_URL's; who else uses this token?"
            )
        )
    if told.get("pending_update_count") and told.get("last_error_message"):
        found.append(Finding(f"Telegram: it cannot deliver updates: {str(told['last_error_message'])[:100]}"))
    return found
