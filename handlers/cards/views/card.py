"""A card's screens: its data masked, its clinics, its visits, and the question before it is deleted."""

from collections.abc import Sequence
from enum import Enum, unique
from zoneinfo import ZoneInfo

from handlers.cards.views.form import answer_lines
from handlers.ground import onward, times
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Button, Row, Screen
from handlers.ground.speciality import kind_named
from locales.texts import Html, Texts
from patient.attachment import Attachment, Search, SearchState
from patient.card import Card, CardId

MOST_CLINICS = 4  # with the longest texts that the registry may give, a message still holds them


@unique
class Hands(Enum):
    """In whose hands a card is: its person's own, parents', a keeper's; or its person looks at it."""

    OWN = "own"
    FAMILYS = "familys"
    KEEPERS = "keepers"
    PERSONS = "persons"


def details(card: Card, hands: Hands, t: Texts) -> Screen:
    """Show the card with its numbers masked, and its tabs."""
    lines = answer_lines(card.person.draft, t)
    is_his = hands is Hands.PERSONS
    remove = "button.end_trust" if is_his else "button.leave_card" if card.seen_by_guest else "button.remove"
    share = t.plain("button.share" if hands is Hands.FAMILYS else "button.trust")
    rows = (
        (Button(t.plain("button.book"), Do(what=Action.BOOK_FOR, id=card.id)),),
        (*onward.to(Place.ATTACHMENTS, t, card.id), *onward.to(Place.VISITS, t, card.id)),
        (
            Button(t.plain("button.change"), Do(what=Action.CHANGE_CARD, id=card.id)),
            Button(t.plain(remove), Do(what=Action.ASK_REMOVAL, id=card.id)),
        ),
        *confirmation(card, t, is_his=is_his),
        *([] if hands is Hands.OWN else [(Button(share, Go(to=Place.SHARING, id=card.id)),)]),
        onward.cards(t),
    )
    proof = t("card.proof.confirmed" if card.is_confirmed else "card.proof.typed")
    return Screen(f"<b>{t('card.title')}</b>\n\n{lines}\n\n{proof}", rows)


def confirmation(card: Card, t: Texts, *, is_his: bool = False) -> list[Row]:
    """Return the row that leads to Gosuslugi from a typed card; a guest has it where the card *is his*."""
    if card.is_confirmed or (card.seen_by_guest and not is_his):
        return []
    return [(Button(t.plain("button.confirm_card"), Go(to=Place.CONFIRM, id=card.id)),)]


def attachments(card: Card, search: Search | None, zone: ZoneInfo, t: Texts) -> Screen:
    """Show what the search has found so far, or how it stands."""
    head = t("attachments.title", name=card.person.name.short)
    text = f"<b>{head}</b>\n\n{_state(search, zone, t)}"
    rows: list[Row] = []
    if search is None or search.is_over:
        rows.append((Button(t.plain("button.again"), Do(what=Action.SEARCH_AGAIN, id=card.id)),))
    if search and search.attachments:
        rows.append(onward.to(Place.WRONG_CLINIC, t, card.id))
    if search and search.state is SearchState.NOT_FOUND:
        rows.append((Button(t.plain("button.check"), Do(what=Action.CHANGE_CARD, id=card.id)),))
    if search and search.state in {SearchState.NOT_FOUND, SearchState.AMBIGUOUS}:
        rows.append(onward.to(Place.CLINICS, t))
    rows.append(onward.to_card(card, t))
    return Screen(text, tuple(rows))


def _state(search: Search | None, zone: ZoneInfo, t: Texts) -> str:
    if search is None:
        return t("search.none")
    if search.attachments:
        return clinics(search.attachments, t)
    if search.is_in_trouble and search.next_at:
        return t("search.trouble", time=times.hour(search.next_at, zone))
    return t(f"search.{search.state.value}")


def clinics(found: Sequence[Attachment], t: Texts) -> str:
    """Tell of each clinic: name, address, phones, kind and date of the attachment, the district doctor."""
    told = [_clinic(attachment, t) for attachment in found[:MOST_CLINICS]]
    if len(found) > MOST_CLINICS:
        told.append(t("clinics.more", number=len(found) - MOST_CLINICS))
    return "\n\n".join(told)


def _clinic(attachment: Attachment, t: Texts) -> str:
    clinic = attachment.clinic
    lines = [Html(f"🏥 <b>{t('value', value=clinic.name)}</b>")]
    if clinic.address:
        lines.append(Html(t("clinic.address", address=clinic.address)))
    if clinic.phones:
        lines.append(Html(t("clinic.phones", phones=", ".join(clinic.phones))))
    if attachment.kind:
        lines.append(Html(t("attachment.kind", kind=kind_named(attachment.kind, t))))
    if doctor := attachment.district_doctor:
        lines.append(Html(t("attachment.district_doctor", name=doctor.name)))
    if attachment.since:
        lines.append(Html(t("attachment.since", date=times.full_day(attachment.since, t))))
    return "\n".join(lines)


def damaged(card: CardId, t: Texts) -> Screen:
    """Say kindly that nobody can read the card, and let its owner delete it."""
    yes = Button(t.plain("button.remove_yes"), Do(what=Action.REMOVE_CARD, id=card))
    return Screen(t("card.damaged"), ((yes,), onward.cards(t)))
