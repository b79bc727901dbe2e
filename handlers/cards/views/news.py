"""The news of a search, as it is pushed into the chat."""

from zoneinfo import ZoneInfo

from handlers.cards.views.card import clinics
from handlers.ground import onward, times
from handlers.ground.navigation import Action, Do, Place
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Html, Texts
from patient.attachment import (
    AttachmentsChanged,
    AttachmentsFound,
    NothingFound,
    RegistryInTrouble,
    SearchNews,
    SeveralPatients,
)
from patient.card import Card


def notice(card: Card, news: SearchNews, zone: ZoneInfo, t: Texts) -> Screen:
    """Tell what became of the search of *card*, with the button that leads on."""
    book = Button(t.plain("button.book"), Do(what=Action.BOOK_FOR, id=card.id))
    check = Button(t.plain("button.check"), Do(what=Action.CHANGE_CARD, id=card.id))
    again = Button(t.plain("button.again"), Do(what=Action.SEARCH_AGAIN, id=card.id))
    phones = onward.to(Place.CLINICS, t)
    rows: tuple[Row, ...] = (onward.view_card(card, t),)
    match news:
        case AttachmentsFound() | AttachmentsChanged(attached=(_, *_)):
            rows = ((book,), onward.view_card(card, t))
        case NothingFound():
            rows = ((check,), (again,), phones, onward.view_card(card, t))
        case SeveralPatients():
            rows = ((again,), phones, onward.view_card(card, t))
    return Screen(_text(card.person.name.short, news, zone, t), rows)


def _text(name: str, news: SearchNews, zone: ZoneInfo, t: Texts) -> str:
    match news:
        case AttachmentsFound(attachments):
            return t("news.found", name=name, clinics=Html(clinics(attachments, t)))
        case NothingFound():
            return t("news.not_found", name=name)
        case SeveralPatients():
            return t("news.several", name=name)
        case RegistryInTrouble(next_try):
            return t("news.trouble", name=name, time=times.hour(next_try, zone))
        case AttachmentsChanged(attached, detached):
            return "\n\n".join(
                [
                    t("news.changed", name=name),
                    *([t("news.attached", clinics=Html(clinics(attached, t)))] if attached else []),
                    *([t("news.detached", clinics=Html(clinics(detached, t)))] if detached else []),
                ]
            )
