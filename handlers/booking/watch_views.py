"""The screens of watching («Сообщить, когда появится»): a watch, all of them, and the news of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from handlers.booking.views import minutes
from handlers.ground import onward, times
from handlers.ground.label import fitting
from handlers.ground.navigation import Action, Do, Go, Place, Take
from handlers.ground.paging import Page, grid
from handlers.ground.screen import Button, Row, Screen
from handlers.ground.speciality import speciality_named
from locales.texts import Html, Texts
from patient.card import Card
from patient.clinic import Doctor, Listed
from patient.privacy import Private
from patient.visit import Slot, Visit
from patient.watch import Days, Hours, Watch

A_PAGE = 8
A_ROW = 2
MOST_TIMES = 4


@dataclass(frozen=True, slots=True, repr=False)
class Described(Private):
    """A watch with what its ids mean: *name* is the patient's, *targets* are (who, at which clinic)."""

    watch: Watch
    name: str
    targets: tuple[tuple[str, str], ...]


def one(described: Described, zone: ZoneInfo, t: Texts) -> Screen:
    """Show a watch: for whom, what is waited for, on which days and hours, and until when."""
    watch = described.watch
    targets = "\n".join(f"• {t('watch.target', who=who, clinic=clinic)}" for who, clinic in described.targets)
    until = times.day(watch.until.astimezone(zone).date(), t)
    text = t("watch.one", name=described.name, targets=Html(targets), until=until)
    rows = (
        *grid(_choices(Days, watch.days, Action.WATCH_DAYS, watch, t), A_ROW),
        *grid(_choices(Hours, watch.hours, Action.WATCH_HOURS, watch, t), A_ROW),
        onward.to(Action.WATCH_MORE, t, watch.id),
        (_end(watch, t),),
        (*_all(t), *onward.menu(t)),
    )
    return Screen(text, rows)


def listing(watches: Page[Described], t: Texts) -> Screen:
    """List the person's watches."""
    rows = watches.rows(lambda each: Button(_label(each, t), Go(to=Place.WATCH, id=each.watch.id)))
    text = t("watches.title" if watches.items else "watches.none")
    return Screen(text, (*rows, onward.to(Place.DOCTORS, t), onward.menu(t)))


def gone(t: Texts, doctor: int | None = None) -> Screen:
    """Say that this watch has ended, over the way to what is free of the *doctor* of whom it told."""
    wish = Button(t.plain("button.book"), Do(what=Action.BOOK_DOCTOR, id=str(doctor)))
    return Screen(t("watch.gone"), (*([(wish,)] if doctor else []), _all(t)))


def _all(t: Texts) -> Row:
    return (Button(t.plain("button.all_watches"), Go(to=Place.WATCHES)),)


def news(  # noqa: PLR0913, PLR0917 - all of it is told
    watch: Watch,
    card: Card,
    found: Sequence[tuple[Listed[Doctor], Slot]],
    visit: Visit | None,
    zone: ZoneInfo,
    t: Texts,
) -> Screen:
    """Tell which times appeared, each with the button that books it, and of the *visit* that there is."""
    shown = found[:MOST_TIMES]
    lines = [_time(listed.value, slot, zone, t) for listed, slot in shown]
    if len(found) > MOST_TIMES:
        lines.append(t.plural("watch.more_times", len(found) - MOST_TIMES))
    rows = [(_take(watch, listed, slot, zone, t),) for listed, slot in shown]
    text = f"{t('watch.news', name=card.person.name.short)}\n\n" + "\n".join(lines)
    if visit:
        text += "\n\n" + t("watch.has_visit", when=times.when(visit.start, zone, t))
    return Screen(text, (*rows, (_end(watch, t),)))


def _time(doctor: Doctor, slot: Slot, zone: ZoneInfo, t: Texts) -> str:
    when, speciality = times.when(slot.start, zone, t), speciality_named(doctor.speciality, t)
    return t("watch.time", when=when, doctor=doctor.name, speciality=speciality)


def _take(watch: Watch, listed: Listed[Doctor], slot: Slot, zone: ZoneInfo, t: Texts) -> Button:
    words = t.plain("button.take", when=times.short_when(slot.start, zone, t))
    return Button(words, Take(watch=watch.id, doctor=listed.number, start=minutes(slot.start)))


def _end(watch: Watch, t: Texts) -> Button:
    return Button(t.plain("button.end_watch"), Do(what=Action.END_WATCH, id=watch.id))


def _label(described: Described, t: Texts) -> str:
    more = len(described.targets) - 1
    first = speciality_named(described.watch.targets[0].speciality, t)
    return fitting(f"{described.name}: {first}" + (f" +{more}" if more else ""))


def _choices(
    kinds: type[Days] | type[Hours], chosen: Days | Hours, deed: Action, watch: Watch, t: Texts
) -> list[Button]:
    return [
        Button(
            ("✓ " if kind is chosen else "") + t.plain(f"watch.{kinds.__name__.lower()}.{kind.value}"),
            Do(what=deed, id=f"{watch.id}.{kind.value}"),
        )
        for kind in kinds
    ]
