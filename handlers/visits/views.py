"""The screens of a card's visits: coming, past, and one by itself."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.cards.views.card import confirmation
from handlers.ground import onward, times
from handlers.ground.label import fitting
from handlers.ground.navigation import Action, Do, Go, Place, short_hash
from handlers.ground.paging import Page
from handlers.ground.screen import Button, Row, Screen
from handlers.ground.speciality import speciality_named
from locales.bring import what_to_bring
from locales.texts import Html, Texts
from patient.card import Card
from patient.visit import Visit, VisitState

A_PAGE = 5
LONG_BEFORE = ("day", "today", "later")  # reminders that may leave time to prepare
MOST_OF_ALL = 8  # visits or cards on the screen of all cards


def coming(card: Card, page: Page[Visit], watches: int, zone: ZoneInfo, t: Texts) -> Screen:
    """List the coming visits over what can be done."""
    head = t("visits.title", name=card.person.name.short)
    rows = page.rows(lambda visit: _button(card, visit, zone, t))
    rows.append((Button(t.plain("button.book"), Do(what=Action.BOOK_FOR, id=card.id)),))
    if watches:
        rows.append((Button(t.plain("button.watches", number=watches), Go(to=Place.WATCHES)),))
    rows.append((*onward.to(Place.PAST_VISITS, t, card.id), *onward.to_card(card, t)))
    told = _told(page, zone, t) or t("visits.none_coming")
    return Screen(f"<b>{head}</b>\n\n{told}{only_own(card, t)}", (*confirmation(card, t), *rows))


def mine(cards: Sequence[Card], ahead: Sequence[tuple[Card, Visit]], zone: ZoneInfo, t: Texts) -> Screen:
    """List the coming visits of several cards, the nearest first, over the way to each card's."""
    names = [t("visit.of", name=card.person.name.short) for card, _ in ahead]
    told = "\n\n".join(
        f"{name}\n{about(visit, zone, t)}" for name, (_, visit) in zip(names, ahead, strict=True)
    )
    rows: list[Row] = [
        (Button(fitting(card.person.name.short), Go(to=Place.VISITS, id=card.id)),)
        for card in cards[:MOST_OF_ALL]
    ]
    below = (onward.to(Action.BOOK, t), *rows, onward.menu(t))
    return Screen(f"<b>{t('visits.mine')}</b>\n\n{told or t('visits.none_coming')}", below)


def past(card: Card, page: Page[Visit], zone: ZoneInfo, t: Texts) -> Screen:
    """List the visits that are over, the latest first."""
    head = t("visits.past_title", name=card.person.name.short)
    rows = page.rows(lambda visit: _button(card, visit, zone, t))
    rows.append(onward.to(Place.VISITS, t, card.id))
    told = _told(page, zone, t) or t("visits.none_past")
    return Screen(f"<b>{head}</b>\n\n{told}{only_own(card, t)}", (*confirmation(card, t), *rows))


def _told(page: Page[Visit], zone: ZoneInfo, t: Texts) -> str:
    return "\n\n".join(about(visit, zone, t) for visit in page.items)


def _button(card: Card, visit: Visit, zone: ZoneInfo, t: Texts) -> Button:
    words = (times.short_when(visit.start, zone, t), speciality_named(visit.speciality, t))
    return Button(fitting(", ".join(filter(None, words))), Go(to=Place.VISIT, id=name_of(card, visit)))


def only_own(card: Card, t: Texts) -> str:
    """Say under a typed card's visits that there may be others, and who can see them."""
    if card.is_confirmed:
        return ""
    return "\n\n" + t("visits.only_own.guest" if card.seen_by_guest else "visits.only_own")


def unknown_person(card: Card, t: Texts) -> Screen:
    """Say that the registry does not know exactly one such person."""
    rows = (onward.to(Place.ATTACHMENTS, t, card.id), onward.to_card(card, t))
    return Screen(t("visits.unknown_person", name=card.person.name.short), rows)


def one(card: Card, visit: Visit, now: datetime, zone: ZoneInfo, t: Texts) -> Screen:
    """Show one visit."""
    rows: list[Row] = []
    if visit.is_coming(now):
        rows += ways(card, visit, t)
    elif visit.state is VisitState.CANCELLED:
        away = Do(what=Action.SEND_CALENDAR, id=name_of(card, visit))
        rows.append((Button(t.plain("button.calendar_away"), away),))
    head = t("visit.of", name=card.person.name.short)
    told = with_what_to_bring(visit, zone, t) if visit.is_coming(now) else about(visit, zone, t)
    return Screen(f"<b>{head}</b>\n\n{told}", (*rows, onward.to(Place.VISITS, t, card.id)))


def ask_cancellation(card: Card, visit: Visit, zone: ZoneInfo, t: Texts) -> Screen:
    """Ask once more before a visit is cancelled."""
    yes = Button(t.plain("button.cancel_yes"), Do(what=Action.CANCEL_VISIT, id=name_of(card, visit)))
    no = Button(t.plain("button.no_keep"), Go(to=Place.VISIT, id=name_of(card, visit)))
    return Screen(f"{t('visit.ask_cancellation')}\n\n{about(visit, zone, t)}", ((yes,), (no,)))


def not_cancelled(card: Card, t: Texts) -> Screen:
    """Say that the clinic does not let the visit be cancelled here."""
    rows = (onward.to(Place.VISITS, t, card.id), onward.to(Place.CLINICS, t))
    return Screen(t("visit.not_cancelled"), rows)


def reminder(card: Card, visit: Visit, nearness: str, zone: ZoneInfo, t: Texts) -> Screen:
    """Remind of a visit."""
    told = with_what_to_bring(visit, zone, t) if nearness in LONG_BEFORE else about(visit, zone, t)
    text = f"{t(f'reminder.{nearness}', name=card.person.name.short)}\n\n{told}"
    return Screen(text, (onward.to(Action.WILL_COME, t, name_of(card, visit)), *ways(card, visit, t)))


def changed(card: Card, visit: Visit, change: str, zone: ZoneInfo, t: Texts) -> Screen:
    """Tell that the clinic booked, moved or cancelled a visit, or the other one of the family did."""
    text = f"{t(f'visit.changed.{change}', name=card.person.name.short)}\n\n{about(visit, zone, t)}"
    return Screen(text, (onward.to(Place.VISITS, t, card.id),))


def ways(card: Card, visit: Visit, t: Texts) -> list[Row]:
    """Return the rows with what can be done with a coming visit."""
    name = name_of(card, visit)
    return [
        (
            Button(t.plain("button.move_visit"), Do(what=Action.MOVE_VISIT, id=name)),
            Button(t.plain("button.cancel_visit"), Do(what=Action.ASK_CANCELLATION, id=name)),
        ),
        (Button(t.plain("button.calendar"), Do(what=Action.SEND_CALENDAR, id=name)),),
    ]


def about(visit: Visit, zone: ZoneInfo, t: Texts) -> str:
    """Tell of a visit: when, which doctor, where, the room, and its state unless it is simply coming."""
    lines = [f"🗓 <b>{times.entity(visit.start, zone, t)}</b>"]
    who = ", ".join(filter(None, (speciality_named(visit.speciality, t), visit.doctor_name)))
    if who:
        lines.append(Html(t("visit.doctor", doctor=who)))
    if visit.clinic:
        lines.append(Html(t("visit.clinic", clinic=visit.clinic.name)))
        if visit.clinic.address:
            lines.append(Html(t("clinic.address", address=visit.clinic.address)))
    if visit.room:
        lines.append(Html(t("visit.room", room=visit.room)))
    lines.append(t(f"visit.state.{visit.state.value}"))
    return "\n".join(lines)


def with_what_to_bring(visit: Visit, zone: ZoneInfo, t: Texts) -> str:
    """Tell of a coming visit, what to bring to it and how to prepare."""
    told = what_to_bring(t.language, visit.speciality)
    return "\n\n".join([about(visit, zone, t), *([t("visit.bring", told=Html(told))] if told else [])])


def name_of(card: Card, visit: Visit) -> str:
    """Return how a button names a visit: the registry's ids may be too long."""
    return f"{card.id}.{short_hash(visit.id)}"
