"""The choices of a booking: what there is to choose at a step, what leaves no choice, what a button picks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.booking import views
from handlers.ground.context import Context
from handlers.ground.navigation import number_in, short_hash
from patient.attachment import Attachment
from patient.booking import Booking, Step
from patient.clinic import Doctor, Listed
from patient.name import compared
from patient.relation import Relation, meant
from patient.visit import Slot
from patient.words.names import likeness
from patient.words.whom import is_named, suits
from storage.consents import newest_consent


async def settle(context: Context, booking: Booking) -> Booking:
    """Make the choices that leave no choice: the only card, the one attached clinic, a single doctor."""
    while (step := booking.step) and step in ONLY_CHOICE:
        only = await FITTING[step](context, booking, await ONLY_CHOICE[step](context, booking))
        if len(only) != 1:
            return booking
        chosen: dict[str, Any] = {"doctors": tuple(only)} if step is Step.DOCTOR else {step.value: only[0]}
        booking = replace(booking, **chosen)
    return booking


async def _cards(context: Context, _: Booking) -> list[str]:
    return [card.id for card in await context.cards.readable()]


async def _clinics(context: Context, booking: Booking) -> list[str]:
    """Return the clinics to which the card is attached, or the region's only one."""
    if own := await attached(context, booking):
        return own
    listed = await context.directory.clinics()
    return [each.value.id for each in listed] if len(listed) == 1 else []


async def attached(context: Context, booking: Booking) -> list[str]:
    """Return the ids of the clinics to which the card is attached and that are in the directory."""
    ids = dict.fromkeys(each.clinic.id for each in await _attachments(context, booking))
    return [clinic for clinic in ids if await context.directory.clinic(clinic)]


async def district_doctor(context: Context, booking: Booking) -> Listed[Doctor] | None:
    """Return the card's district doctor, if he sees patients at the chosen clinic."""
    told = [each.district_doctor for each in await _attachments(context, booking)]
    posts = [each.post for each in told if each and each.post]
    listed = [await context.directory.doctor(post) for post in posts]
    return next((each for each in listed if each and each.value.clinic == booking.clinic), None)


async def _attachments(context: Context, booking: Booking) -> Sequence[Attachment]:
    """Return what is known of the card's attachments."""
    card = await context.cards.find(booking.card or "")
    search = await context.searches.of(card) if card else None
    return search.attachments if search else ()


async def specialities(context: Context, booking: Booking) -> list[str]:
    """Return the names of the specialities at the chosen clinic."""
    return await context.directory.specialities(booking.clinic or "")


async def _doctors(context: Context, booking: Booking) -> list[str]:
    return [each.value.id for each in await doctors_of(context, booking)]


async def doctors_of(context: Context, booking: Booking) -> list[Listed[Doctor]]:
    """Return the doctors of the chosen speciality at the chosen clinic."""
    directory = context.directory
    return await directory.doctors(clinic=booking.clinic or "", speciality=booking.speciality or "")


ONLY_CHOICE: Mapping[Step, Callable[[Context, Booking], Awaitable[Sequence[str]]]] = {
    Step.CARD: _cards,
    Step.CLINIC: _clinics,
    Step.SPECIALITY: specialities,
    Step.DOCTOR: _doctors,
}


async def fitting_clinics(context: Context, booking: Booking, clinics: Sequence[str]) -> Sequence[str]:
    """Return those of *clinics* (ids) that have the speciality of which the wish speaks, if it does."""
    if booking.wish.speciality is None:
        return clinics
    titles = [title for title in await context.directory.specialities() if suits(booking.wish, title)]
    doctors = [each for title in titles for each in await context.directory.doctors(speciality=title)]
    having = {each.value.clinic for each in doctors}
    return [clinic for clinic in clinics if clinic in having]


async def fitting_specialities(_: Context, booking: Booking, titles: Sequence[str]) -> Sequence[str]:
    """Return those of *titles* of which the wish speaks; all if it speaks of none."""
    return [title for title in titles if suits(booking.wish, title)] or titles


async def _fitting_doctors(context: Context, booking: Booking, doctors: Sequence[str]) -> Sequence[str]:
    listed = await doctors_of(context, booking)
    named = [each.value.id for each in listed if is_named(booking.wish, each.value.name)]
    return named or doctors


async def fitting_cards(context: Context, booking: Booking, cards: Sequence[str]) -> Sequence[str]:
    """Return those of *cards* (ids) whose person is meant by what was said; all where nobody is named."""
    wish = booking.wish
    found = [card for card in await context.cards.readable() if card.id in cards]
    named = {card.id: likeness(compared(card.person.name.full), wish.people) for card in found}
    if most := max(named.values(), default=0):
        return [card for card, alike in named.items() if alike == most]
    if wish.whom is None or (wish.whom is Relation.ME and wish.people):
        return cards
    given = {card.id: await newest_consent(context.transaction, card.id) for card in found}
    own = {card.id for card in found if card.owner == context.owner}
    kept = {card for card, consent in given.items() if consent and consent.subject == "adult"}
    return [card.id for card in meant(wish.whom, found, context.today, kept & own)]


FITTING: Mapping[Step, Callable[[Context, Booking, Sequence[str]], Awaitable[Sequence[str]]]] = {
    Step.CARD: fitting_cards,
    Step.CLINIC: fitting_clinics,
    Step.SPECIALITY: fitting_specialities,
    Step.DOCTOR: _fitting_doctors,
}


async def has_choice(context: Context, booking: Booking, step: Step) -> bool:
    """Tell whether *step* has more than one answer; a clinic may be another than the attached one."""
    if step is Step.CLINIC:
        return len(await context.directory.clinics()) > 1
    if step is Step.DAY:
        return len({day_of(slot, context) for slot in await free_slots(context, booking.doctors)}) > 1
    return step not in ONLY_CHOICE or len(await ONLY_CHOICE[step](context, booking)) > 1


async def opened(context: Context, booking: Booking, step: Step) -> Booking:
    """Return the booking with *step* open again, or the nearest before it that leaves a choice."""
    before = list(Step)[: list(Step).index(step) + 1]
    for each in reversed(before):
        booking = booking.back_to(each)
        if await has_choice(context, booking, each):
            break
    return booking


async def pick(context: Context, booking: Booking, step: Step, value: str) -> Booking | None:
    """Return the booking with what a button of *step* carries, none if it is not there to choose."""
    return await PICKS[step](context, booking.open_at(step), value)


async def _pick_card(context: Context, booking: Booking, value: str) -> Booking | None:
    card = await context.cards.find(value)
    return replace(booking, card=card.id) if card else None


async def _pick_clinic(context: Context, booking: Booking, value: str) -> Booking | None:
    clinic = await context.directory.clinic(number_in(value))
    return replace(booking, clinic=clinic.value.id) if clinic else None


async def _pick_speciality(context: Context, booking: Booking, value: str) -> Booking | None:
    names = [name for name in await specialities(context, booking) if short_hash(name) == value]
    return replace(booking, speciality=names[0]) if names else None


async def _pick_doctor(context: Context, booking: Booking, value: str) -> Booking | None:
    """Take a doctor, or any; the district doctor may be chosen before the speciality, which comes along."""
    listed = await doctors_of(context, booking)
    chosen = [each.value for each in listed if value in {views.ANY, str(each.number)}]
    named = {each.speciality for each in chosen}
    if len(named) != 1:
        return None
    return replace(booking, speciality=named.pop(), doctors=tuple(each.id for each in chosen))


async def _pick_day(context: Context, booking: Booking, value: str) -> Booking | None:
    days = [day_of(slot, context) for slot in await free_slots(context, booking.doctors)]
    return next((replace(booking, day=day) for day in days if day.isoformat() == value), None)


async def _pick_time(context: Context, booking: Booking, value: str) -> Booking | None:
    slot = await slot_at(context, booking.doctors, value)
    return replace(booking, day=day_of(slot, context), slot=slot) if slot else None


PICKS: Mapping[Step, Callable[[Context, Booking, str], Awaitable[Booking | None]]] = {
    Step.CARD: _pick_card,
    Step.CLINIC: _pick_clinic,
    Step.SPECIALITY: _pick_speciality,
    Step.DOCTOR: _pick_doctor,
    Step.DAY: _pick_day,
    Step.TIME: _pick_time,
}


async def slot_at(context: Context, doctors: Sequence[str], minutes: str) -> Slot | None:
    """Return the first free time that begins so many minutes after 1970, if there is one."""
    slots = await free_slots(context, doctors)
    return next((slot for slot in slots if views.minutes(slot.start) == minutes), None)


async def free_slots(context: Context, doctors: Sequence[str]) -> list[Slot]:
    """Return the free times of all *doctors* as they are known, the earliest first."""
    directory = context.directory
    known = [slot for doctor in doctors for slot in (await directory.free_times(doctor)).slots]
    return sorted(known, key=lambda slot: slot.start)


def welcome(booking: Booking, slots: Sequence[Slot], context: Context) -> list[Slot]:
    """Return those of *slots* that are on the days and at the hours of which the wish speaks."""
    wish, local = booking.wish, [(slot, slot.start.astimezone(context.zone)) for slot in slots]
    on_days = [(slot, at) for slot, at in local if wish.days is None or wish.days.hold(at.date())]
    return [slot for slot, at in on_days if wish.hours.hold(at)]


def day_of(slot: Slot, context: Context) -> date:
    """Return the day of a free time in the region's zone."""
    return slot.start.astimezone(context.zone).date()
