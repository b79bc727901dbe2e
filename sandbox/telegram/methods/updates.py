"""Methods about updates: polling, the webhook, and answers to taps."""

from sandbox.telegram.arguments import Json, flag, integer
from sandbox.telegram.errors import bad_request
from sandbox.telegram.methods.places import chat_of
from sandbox.telegram.server import Telegram
from sandbox.telegram.webhook import Webhook

POLL_SECONDS = 50
TOAST_CHARACTERS = 200
CALLBACK_SECONDS = 150.0
ACTIONS = ("typing", "upload_photo", "upload_document", "choose_sticker", "find_location")


async def get_updates(telegram: Telegram, given: Json) -> list[Json]:
    """Wait for updates from ``offset`` on."""
    _allow(telegram, given)
    telegram.take_updates()
    seconds = min(max(integer(given, "timeout", 0), 0), POLL_SECONDS)
    return await telegram.delivery.poll(integer(given, "offset", 0), integer(given, "limit", 100), seconds)


async def set_webhook(telegram: Telegram, given: Json) -> bool:
    """Post updates to ``url``, or poll again when it is empty."""
    webhook = Webhook.parse(given)
    _allow(telegram, given)
    telegram.delivery.set_webhook(webhook, drop_pending=flag(given, "drop_pending_updates"))
    if webhook:
        telegram.take_updates()
    return True


def _allow(telegram: Telegram, given: Json) -> None:
    """Keep which kinds of updates are wanted: not given or not a list, the former choice stands."""
    kinds = given.get("allowed_updates")
    if isinstance(kinds, list):
        telegram.delivery.allowed = [str(kind) for kind in kinds]


async def delete_webhook(telegram: Telegram, given: Json) -> bool:
    """Go back to polling."""
    telegram.delivery.set_webhook(None, drop_pending=flag(given, "drop_pending_updates"))
    return True


async def get_webhook_info(telegram: Telegram, _: Json) -> Json:
    """Tell where updates go, how many wait and what went wrong last."""
    delivery, webhook = telegram.delivery, telegram.delivery.webhook
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": delivery.pending,
    }
    if webhook:
        info["max_connections"] = webhook.max_connections
    if delivery.last_error:
        info["last_error_date"], info["last_error_message"] = (
            int(delivery.last_error[0]),
            delivery.last_error[1],
        )
    if delivery.allowed:
        info["allowed_updates"] = list(delivery.allowed)
    return info


async def answer_callback_query(telegram: Telegram, given: Json) -> bool:
    """Stop a button's clock, with a toast perhaps."""
    query = str(given.get("callback_query_id"))
    asked = telegram.queries.get(query)
    if asked is None or telegram.now() - asked > CALLBACK_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = str(given.get("text") or "")
    if len(text) > TOAST_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    telegram.answer(query, text, alert=flag(given, "show_alert"))
    return True


async def send_chat_action(telegram: Telegram, given: Json) -> bool:
    """Show that the bot is busy."""
    chat = chat_of(telegram, given)
    if given.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    telegram.type(chat.id)
    return True
