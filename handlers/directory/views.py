"""The directory's screens: clinics and doctors, listed and each by itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from handlers.ground import onward, times
from handlers.ground.label import fitting
from handlers.ground.navigation import Action, Do, Go, Place, short_hash
from handlers.ground.paging import Page
from handlers.ground.screen import Button, Row, Screen, forwardable, plain
from handlers.ground.speciality import apart, speciality_named
from locales.texts import Texts
from patient.clinic import Clinic, Doctor, Listed, OpenHours
from patient.clinic_name import wordings
from patient.visit import Slot

A_PAGE = 8
MAP = "https://yandex.ru/maps/?"
OWN = "⭐"
TOWN = re.compile(r"(?:г|с|п|д|р\.п|пос|ст)\.? ?[А-ЯЁ]")


def clinics(listed: Sequence[Listed[Clinic]], own: frozenset[str], go: Go, title: str, t: Texts) -> Screen:
    """List clinics, a page of them; *own* are the ids of those to which the person's cards are attached."""
    ordered = sorted(listed, key=lambda each: each.value.id not in own)
    rows = Page.of(ordered, go, A_PAGE).rows(lambda each: _clinic(each, own))
    around = _all_clinics(t) if go.id else onward.to(Place.DISTRICTS, t)
    return plain(title, (*rows, around, onward.menu(t)))


def _all_clinics(t: Texts) -> Row:
    return (Button(t.plain("button.all_clinics"), Go(to=Place.CLINICS)),)


def _clinic(listed: Listed[Clinic], own: frozenset[str], sign: str = "") -> Button:
    return Button(clinic_label(listed.value, own, sign), Go(to=Place.CLINIC, id=str(listed.number)))


def districts(names: Sequence[str], t: Texts) -> Screen:
    """List the districts."""
    rows = [(Button(fitting(name), Go(to=Place.CLINICS, id=short_hash(name))),) for name in names]
    return plain(t("districts.title"), (*rows, _all_clinics(t)))


def clinic(listed: Listed[Clinic], doctors: int, t: Texts) -> Screen:
    """Show a clinic: full name, address that opens the map, phones, hours if known, its doctors."""
    one, number = listed.value, str(listed.number)
    lines = [f"🏥 <b>{t('value', value=one.name)}</b>"]
    if one.address:
        lines.append(t("clinic.address", address=one.address))
    if one.phones:
        lines.append(t("clinic.phones", phones=", ".join(one.phones)))
    lines += [t("clinic.hours", hours=_hours(hours, t)) for hours in one.hours]
    rows: list[Row] = []
    if doctors:
        rows.append((Button(t.plain("button.book"), Do(what=Action.BOOK_CLINIC, id=number)),))
        label = t.plain("button.clinic_doctors", number=doctors)
        rows.append((Button(label, Go(to=Place.SPECIALITIES, id=number)),))
    if one.address:
        url = MAP + urlencode({"text": f"{one.name}, {one.address}"})
        rows.append((Button(t.plain("button.map"), url=url),))
    if copied := _copied(one, t):
        rows.append(copied)
    return forwardable("\n".join(lines), (*rows, onward.to(Place.CLINICS, t), onward.menu(t)))


def _copied(clinic: Clinic, t: Texts) -> Row:
    """Return the buttons that put the first phone and the address into the clipboard."""
    told = {"button.copy_phone": next(iter(clinic.phones), ""), "button.copy_address": clinic.address or ""}
    return tuple(Button(t.plain(key), copied=value) for key, value in told.items() if value)


def doctors_root(t: Texts) -> Screen:
    """Offer the ways to a doctor: by speciality, by clinic, by name."""
    rows = (
        (Button(t.plain("button.by_speciality"), Go(to=Place.SPECIALITIES)),),
        (Button(t.plain("button.by_clinic"), Go(to=Place.CLINICS)),),
        onward.menu(t),
    )
    return plain(t("doctors.title"), rows)


def specialities(names: Sequence[str], go: Go, clinic: Listed[Clinic] | None, t: Texts) -> Screen:
    """List the specialities of a clinic or of the region."""
    page = Page.of(names, go, A_PAGE)
    rows: list[Row] = [
        (Button(fitting(words), Go(to=Place.DOCTORS_OF, id=f"{go.id}.{short_hash(name)}")),)
        for name, words in zip(page.items, apart(page.items, t), strict=True)
    ]
    rows += page.around
    if clinic:
        back = Button(t.plain("button.to_clinic"), Go(to=Place.CLINIC, id=go.id))
        return plain(t("specialities.of", clinic=clinic.value.name), (*rows, (back,)))
    return plain(t("specialities.title"), (*rows, onward.to(Place.DOCTORS, t)))


def doctors(listed: Sequence[Listed[Doctor]], go: Go, title: str, back: Go, t: Texts) -> Screen:
    """List doctors, a page of them."""
    rows = Page.of(listed, go, A_PAGE).rows(lambda each: _doctor(doctor_label(each.value), each))
    return plain(title, (*rows, (Button(t.plain("button.back"), back),)))


def _doctor(label: str, listed: Listed[Doctor]) -> Button:
    return Button(label, Go(to=Place.DOCTOR, id=str(listed.number)))


def doctor(
    listed: Listed[Doctor], clinic: Listed[Clinic] | None, slots: Sequence[Slot], zone: ZoneInfo, t: Texts
) -> Screen:
    """Show a doctor with the nearest free day."""
    one = listed.value
    lines = [
        f"👩‍⚕️ <b>{t('value', value=one.name)}</b>",
        t("value", value=speciality_named(one.speciality, t)),
    ]
    if clinic:
        lines.append(t("value", value=clinic.value.name))
    lines += ["", _nearest(slots, zone, t)]
    number = str(listed.number)
    wish = Button(t.plain("button.book"), Do(what=Action.BOOK_DOCTOR, id=number))
    if not slots:
        wish = Button(t.plain("button.watch"), Do(what=Action.WATCH_DOCTOR, id=number))
    rows = [(wish,)]
    if clinic:
        rows.append((Button(t.plain("button.to_clinic"), Go(to=Place.CLINIC, id=str(clinic.number))),))
    return forwardable("\n".join(lines), (*rows, onward.to(Place.DOCTORS, t), onward.menu(t)))


Found = Page[Listed[Clinic] | Listed[Doctor]]


@dataclass(frozen=True, slots=True)
class Described:
    """A doctor with his clinic and the nearest free day, as far as they are known."""

    doctor: Listed[Doctor]
    clinic: Clinic | None
    nearest: date | None

    def told(self, own: frozenset[str], t: Texts) -> str:
        """Return the name, the speciality, the clinic, its town and the day."""
        doctor, clinic = self.doctor.value, self.clinic
        where = ", ".join(filter(None, (starred(clinic, own), town_of(clinic)))) if clinic else ""
        day = t("found.nearest", day=times.short_day(self.nearest, t)) if self.nearest else ""
        lines = (
            t("value", value=f"{doctor.name}, {speciality_named(doctor.speciality, t)}"),
            t("value", value=where),
            day,
        )
        return "\n".join(filter(None, lines))


def found(found: Found, doctors: Sequence[Described], own: frozenset[str], t: Texts) -> Screen:
    """List the clinics and doctors that are meant by the typed words."""
    rows = found.rows(lambda each: _found(each, own, t))
    text = "\n\n".join([t("found.title", words=found.go.id), *(each.told(own, t) for each in doctors)])
    shown = Screen if OWN in text else forwardable  # the star tells whose clinic that is
    return shown(text, (*rows, onward.menu(t)))


def _found(listed: Listed[Clinic] | Listed[Doctor], own: frozenset[str], t: Texts) -> Button:
    if isinstance(listed.value, Clinic):
        return _clinic(listed, own, "🏥 ")
    return _doctor(_post_label(listed.value, t), listed)


def town_of(clinic: Clinic) -> str:
    """Return the town that the address begins with: «г. Ульяновск»."""
    town, comma, _ = (clinic.address or "").partition(",")
    return town if comma and TOWN.match(town) else ""


def empty(t: Texts, again: Go) -> Screen:
    """Say that the directory has not come yet."""
    return plain(t("directory.empty"), ((Button(t.plain("button.try_again"), again),), onward.menu(t)))


def gone(t: Texts) -> Screen:
    """Say that the clinic or the doctor is no longer in the directory."""
    return plain(t("directory.gone"), (onward.to(Place.CLINICS, t), onward.to(Place.DOCTORS, t)))


def starred(clinic: Clinic, own: frozenset[str]) -> str:
    """Return the name, with a star before it if a card of the person is attached there."""
    return f"{OWN} {clinic.name}" if clinic.id in own else clinic.name


def clinic_label(clinic: Clinic, own: frozenset[str], sign: str = "") -> str:
    """Return the name for a button, with *sign* before it where there is room."""
    star = f"{OWN} " if clinic.id in own else ""
    return fitting(*(before + star + name for name in wordings(clinic.name) for before in (sign, "")))


def doctor_label(doctor: Doctor) -> str:
    """Return the name for a button."""
    return fitting(doctor.name, doctor.short_name)


def _post_label(doctor: Doctor, t: Texts) -> str:
    """Return name and speciality for a button, the name alone where they have no room."""
    names = (doctor.name, doctor.short_name)
    return fitting(
        *(f"{name}, {speciality_named(doctor.speciality, t)}" for name in names), doctor.short_name
    )


def _nearest(slots: Sequence[Slot], zone: ZoneInfo, t: Texts) -> str:
    if not slots:
        return t("doctor.no_time")
    first = slots[0].start.astimezone(zone).date()
    free = [slot for slot in slots if slot.start.astimezone(zone).date() == first]
    return t("doctor.nearest", day=times.day(first, t), times=t.plural("times.count", len(free)))


def _hours(hours: OpenHours, t: Texts) -> str:
    names = get_day_names("abbreviated", locale=t.language)
    first, last = names[hours.days[0]], names[hours.days[-1]]
    in_a_row = hours.days == tuple(range(hours.days[0], hours.days[-1] + 1)) and len(hours.days) > 1
    days = f"{first}–{last}" if in_a_row else ", ".join(names[day] for day in hours.days)
    return f"{days} {hours.opens:%H:%M}–{hours.closes:%H:%M}"
