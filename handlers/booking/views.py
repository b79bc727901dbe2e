"""The screens of booking a visit, one a choice, and what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.cards.views.card import confirmation
from handlers.cards.views.card_file import names_of
from handlers.directory.views import clinic_label, doctor_label
from handlers.ground import onward, times
from handlers.ground.label import fitting
from handlers.ground.navigation import Action, Do, Go, Pick, Place, short_hash
from handlers.ground.paging import Page, grid
from handlers.ground.screen import Button, Row, Screen
from handlers.ground.speciality import apart, speciality_named
from handlers.visits.views import ways, with_what_to_bring
from locales.texts import Html, Texts
from patient.booking import Booking, Step
from patient.card import Card
from patient.clinic import Clinic, Doctor, Listed
from patient.limits import Limits, Reached
from patient.visit import Slot, Visit

A_PAGE = 8
DAYS_A_PAGE = 12
HOURS_A_PAGE = 24
DAYS_A_ROW = 2
HOURS_A_ROW = 4
ANY = "any"
MINUTE = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A booking whose next choice is asked on the page *go*, under what was chosen so far."""

    booking: Booking
    head: str
    go: Go

    def over(self, question: str) -> str:
        """Return the whole text."""
        return f"{self.head}\n\n{question}"

    def pick(self, words: str, step: Step, value: str) -> Button:
        """Return the button that makes a choice."""
        return Button(words, Pick(booking=self.booking.id, step=step, value=value))


def head(card: Card | None, clinic: Listed[Clinic] | None, booking: Booking, t: Texts) -> str:
    """Tell what is chosen so far, and what went wrong with the last wish."""
    lines = [f"<b>{t('booking.title.move' if booking.moves else 'booking.title')}</b>"]
    if card:
        lines.append(t("booking.for", name=card.person.name.short))
    if clinic:
        lines.append(t("booking.clinic", name=clinic.value.name))
    if booking.speciality:
        lines.append(t("value", value=speciality_named(booking.speciality, t)))
    if booking.problem:
        lines.insert(0, t(f"booking.problem.{booking.problem}") + "\n")
    return "\n".join(lines)


def cards(asked: Asked, listed: Sequence[Card], t: Texts, *, is_unsure: bool) -> Screen:
    """Ask for whom; *is_unsure* where no card seems to be that of who was named."""
    choices = [(name, card.id) for card, name in zip(listed, names_of(listed), strict=True)]
    other = Button(t.plain("button.another_person"), Do(what=Action.CARD_FOR_BOOKING, id=asked.booking.id))
    shown = _choice(asked, Step.CARD, t("booking.whose" if is_unsure else "booking.which_card"), choices, t)
    return before_ways_out(shown, [(other,)])


def clinics(asked: Asked, listed: Sequence[Listed[Clinic]], own: frozenset[str], t: Texts) -> Screen:
    """Ask where; the clinics to which the person is attached come first."""
    ordered = sorted(listed, key=lambda each: each.value.id not in own)
    choices = [(clinic_label(each.value, own), str(each.number)) for each in ordered]
    question = t("booking.which_clinic" if choices else "directory.empty")
    return _choice(asked, Step.CLINIC, question, choices, t)


def specialities(asked: Asked, names: Sequence[str], district: Listed[Doctor] | None, t: Texts) -> Screen:
    """Ask for which kind of doctor; the *district* doctor, if there is one, comes first."""
    choices = [(fitting(words), short_hash(name)) for name, words in zip(names, apart(names, t), strict=True)]
    question = t("booking.which_speciality" if choices else "booking.nobody")
    return _below(_district(asked, district, t), _choice(asked, Step.SPECIALITY, question, choices, t))


def doctors(
    asked: Asked, listed: Sequence[Listed[Doctor]], district: Listed[Doctor] | None, t: Texts
) -> Screen:
    """Ask which doctor, or any; the *district* doctor comes first if he is one of them."""
    choices = [(doctor_label(each.value), str(each.number)) for each in listed if each != district]
    if len(listed) > 1:
        choices.insert(0, (t.plain("button.any_doctor"), ANY))
    question = t("booking.which_doctor" if listed else "booking.nobody")
    first = district if district in listed else None
    return _below(_district(asked, first, t), _choice(asked, Step.DOCTOR, question, choices, t))


def _district(asked: Asked, district: Listed[Doctor] | None, t: Texts) -> list[Row]:
    """Return the row that chooses the district doctor, on the first page."""
    if district is None or asked.go.page:
        return []
    words = fitting(t.plain("button.district_doctor", name=district.value.short_name))
    return [(asked.pick(words, Step.DOCTOR, str(district.number)),)]


def before_ways_out(screen: Screen, rows: Sequence[Row]) -> Screen:
    """Return the screen with more rows above its last one, the way back and to the menu."""
    return replace(screen, rows=(*screen.rows[:-1], *rows, screen.rows[-1]))


def _below(rows: Sequence[Row], screen: Screen) -> Screen:
    """Return the screen with more rows above its own."""
    return replace(screen, rows=(*rows, *screen.rows))


def days(asked: Asked, slots: Sequence[Slot], zone: ZoneInfo, t: Texts) -> Screen:
    """Ask on which day, or offer to tell when a time appears."""
    booking = asked.booking
    watch = _watch(booking, t, is_main=not slots)
    if not slots:
        return Screen(asked.over(t("booking.no_time")), (watch, *_ways_out(booking, t)))
    free = _by_day(slots, zone)
    page = Page.of(list(free), asked.go, DAYS_A_PAGE)
    buttons = [asked.pick(_day(day, free[day], t), Step.DAY, day.isoformat()) for day in page.items]
    rows = [*grid(buttons, DAYS_A_ROW), *page.around, watch]
    return Screen(asked.over(t("booking.which_day")), (*rows, *_ways_out(booking, t)))


def _watch(booking: Booking, t: Texts, *, is_main: bool = False) -> Row:
    return (Button(t.plain("button.watch"), Do(what=Action.BEGIN_WATCH, id=booking.id), is_main=is_main),)


def _day(day: date, free: int, t: Texts) -> str:
    """Return «пт 27.11 — 6 мест»."""
    return t.plain("button.day", day=times.short_day(day, t), places=t.plural("times.count", free))


def hours(asked: Asked, slots: Sequence[Slot], zone: ZoneInfo, t: Texts) -> Screen:
    """Ask at what time of the day."""
    starts = list(dict.fromkeys(slot.start for slot in slots))
    page = Page.of(starts, asked.go, HOURS_A_PAGE)
    buttons = [asked.pick(times.hour(start, zone), Step.TIME, minutes(start)) for start in page.items]
    day = times.day(slots[0].start.astimezone(zone).date(), t)
    rows = [*grid(buttons, HOURS_A_ROW), *page.around]
    if asked.booking.day is None:  # no day was asked for
        rows.append(_watch(asked.booking, t))
    return Screen(asked.over(t("booking.which_time", day=day)), (*rows, *_ways_out(asked.booking, t)))


def summary(asked: Asked, doctor: Listed[Doctor] | None, slot: Slot, zone: ZoneInfo, t: Texts) -> Screen:
    """Show what was chosen before it is booked."""
    name = doctor.value.name if doctor else ""
    text = t("booking.summary", head=Html(asked.head), doctor=name, when=times.when(slot.start, zone, t))
    moves = asked.booking.moves
    label = t.plain("button.move_here" if moves else "button.wish_booking")
    if moves:
        text += "\n\n" + t("booking.until_moved")
    wish = (Button(label, Do(what=Action.REQUEST_BOOKING, id=asked.booking.id)),)
    return Screen(text, (wish, *_ways_out(asked.booking, t)))


def booked(card: Card, visit: Visit, zone: ZoneInfo, t: Texts, *, has_moved: bool = False) -> Screen:
    """Tell that the visit is booked, or that it has moved."""
    ways_on = (*ways(card, visit, t), onward.to(Place.VISITS, t, card.id), onward.menu(t))
    said = t("booking.moved" if has_moved else "booking.booked", name=card.person.name.short)
    return Screen(f"{said}\n\n{with_what_to_bring(visit, zone, t)}", ways_on)


def failed(booking: Booking, t: Texts) -> Screen:
    """Tell why it could not be booked, and what to do."""
    rows: list[Row] = []
    if booking.card:
        rows.append(onward.to(Place.VISITS, t, booking.card))
        rows.append((Button(t.plain("button.book_again"), Do(what=Action.BOOK_FOR, id=booking.card)),))
    rows.append(onward.menu(t))
    return Screen(t(f"booking.problem.{booking.problem}"), tuple(rows))


def limited(card: Card, reached: Reached, limits: Limits, t: Texts) -> Screen:
    """Say which limit is reached, and what to do."""
    rows = (
        *(confirmation(card, t) if reached is Reached.TYPED else []),
        onward.to(Place.VISITS, t, card.id),
        onward.menu(t),
    )
    return Screen(t(f"booking.limit.{reached.value}", number=limits.of(reached)), rows)


def no_card(t: Texts, *, is_first: bool) -> Screen:
    """Say that a card is needed first, over the ways to one; the booking goes on with it."""
    rows = (
        onward.sign_ins(t),
        (Button(t.plain("button.by_hand"), Do(what=Action.ADD_CARD)),),
        onward.cards(t),
        onward.menu(t),
    )
    return Screen(t("booking.no_card" if is_first else "booking.another_card"), rows)


def gone(t: Texts) -> Screen:
    """Say that this booking is over."""
    return Screen(t("booking.gone"), (onward.cards(t), onward.to(Place.DOCTORS, t)))


def minutes(start: datetime) -> str:
    """Name a start in a button: the minutes since 1970."""
    return str(int(start.timestamp()) // MINUTE)


def _choice(asked: Asked, step: Step, question: str, choices: Sequence[tuple[str, str]], t: Texts) -> Screen:
    rows = Page.of(choices, asked.go, A_PAGE).rows(lambda each: asked.pick(each[0], step, each[1]))
    return Screen(asked.over(question), (*rows, *_ways_out(asked.booking, t)))


def _ways_out(booking: Booking, t: Texts) -> list[Row]:
    if booking.step in {Step.CARD, None} and booking.slot is None:
        return [onward.menu(t)]
    back = Button(t.plain("button.back"), Do(what=Action.BACK, id=back_from(booking)))
    return [(back, *onward.menu(t))]


def back_from(booking: Booking) -> str:
    """Name the choice from which a way back leads; once it was gone it leads nowhere."""
    seen_all = "" if booking.wish.has_time else ".all"
    return f"{booking.id}.{booking.step.value if booking.step else 'summary'}{seen_all}"


def _by_day(slots: Iterable[Slot], zone: ZoneInfo) -> dict[date, int]:
    """Count the different times of each day."""
    free: dict[date, set[datetime]] = {}
    for slot in slots:
        free.setdefault(slot.start.astimezone(zone).date(), set()).add(slot.start)
    return {day: len(starts) for day, starts in free.items()}
