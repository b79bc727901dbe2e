"""The screens of the messages: the list, one of them whole, and the push that tells of a new one."""

from html import escape
from zoneinfo import ZoneInfo

from handlers.ground import onward, times
from handlers.ground.label import beginning
from handlers.ground.navigation import Action, Go, Place
from handlers.ground.paging import Page
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Texts
from patient.card import Card
from patient.message import Message, MessageKind

A_PAGE = 8
GLIMPSE = 300


def listing(shown: Page[Message], unread: int, zone: ZoneInfo, t: Texts) -> Screen:
    """List the messages, the newest first, over the way to support."""
    listed = shown.rows(lambda each: Button(_label(each, zone, t), Go(to=Place.MESSAGE, id=str(each.id))))
    rows = (*listed, onward.to(Action.WRITE_SUPPORT, t), onward.menu(t))
    if not shown.items:
        return Screen(t("messages.none"), rows)
    told = t.plural("messages.unread", unread) if unread else t("messages.all_read")
    return Screen(t("messages.title", unread=told), rows)


def one(message: Message, card: Card | None, zone: ZoneInfo, t: Texts) -> Screen:
    """Show a message whole."""
    letter = message.letter
    about = "\n" + t("message.about", name=card.person.name.short) if card else ""
    head = t("message.head", sender=_from(message, t), when=times.when(message.at, zone, t))
    rows: list[Row] = []
    if card:
        rows.append(onward.view_card(card, t))
    if letter.kind is not MessageKind.ANNOUNCEMENT:
        rows.append(onward.to(Action.WRITE_SUPPORT, t))
    rows.append((Button(t.plain("button.to_messages"), Go(to=Place.MESSAGES)),))
    return Screen(f"{head}{about}\n\n{escape(letter.text, quote=False)}", tuple(rows))


def news(message: Message, t: Texts) -> Screen:
    """Tell that a message came, with its beginning; opening it is what counts as reading."""
    text = message.letter.text
    glimpse = text if len(text) <= GLIMPSE else text[: GLIMPSE - 1].rstrip() + "…"
    read = Button(t.plain("button.read_message"), Go(to=Place.MESSAGE, id=str(message.id)))
    return Screen(t("message.news", sender=_from(message, t), text=glimpse), ((read,),))


def gone(t: Texts) -> Screen:
    """Say that this message is no more."""
    return Screen(t("message.gone"), ((Button(t.plain("button.to_messages"), Go(to=Place.MESSAGES)),),))


def _label(message: Message, zone: ZoneInfo, t: Texts) -> str:
    """Return «• вт 24.11 · Министерство: Завтра приём…», the dot only while it is unread."""
    day = times.short_day(message.at.astimezone(zone).date(), t)
    words = " ".join(message.letter.text.split())
    sign = "" if message.is_read else "• "
    return beginning(f"{sign}{day} · {_from(message, t)}: {words}")


def _from(message: Message, t: Texts) -> str:
    """Name the writer; the question to which an answer belongs stands beside."""
    letter = message.letter
    if letter.kind is MessageKind.ANNOUNCEMENT:
        return letter.sender or t.plain("message.from.operator")
    return t.plain(f"message.from.{letter.kind.value}", code=letter.code)
