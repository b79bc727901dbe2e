"""The screens of the room: a booking as it stands, and what is watched for."""

from collections.abc import Sequence

from handlers.booking import again, caution_views, choices, held, views, watch_views
from handlers.directory.silence import with_silent
from handlers.ground.context import Context
from handlers.ground.loading import Needs, stale
from handlers.ground.navigation import Go, Place
from handlers.ground.paging import Page
from handlers.ground.screen import Screen
from handlers.ground.speciality import speciality_named
from handlers.ground.tables import Rendered, Screens
from patient.booking import Booking, BookingState, Step
from patient.card import Card
from patient.clinic import Clinic, Listed
from patient.visit import Slot
from patient.watch import Target, Watch
from storage.errands import ErrandKind


async def booking(context: Context, go: Go) -> Rendered:
    """Show where a booking stands."""
    named = await context.bookings.find(go.id)
    card = await context.cards.find(named.card or "") if named else None
    if named is None or (named.card and card is None):
        return views.gone(context.t)
    match named.state:
        case BookingState.CHOOSING:
            return await _choice(context, named, card, go)
        case BookingState.FAILED:
            return views.failed(named, context.t)
        case BookingState.BOOKED if card and named.visit:
            visit = await context.visits.find(card, named.visit)
            if visit is None:
                return views.gone(context.t)
            return views.booked(card, visit, context.zone, context.t, has_moved=bool(named.moves))
    return Screen(context.t("booking.moving" if named.moves else "booking.under_way"))


async def _choice(context: Context, chosen: Booking, card: Card | None, go: Go) -> Rendered:
    """Ask for the next choice; whom the registry does not know hears so from the first one on."""
    t, is_new = context.t, not (chosen.for_watch or chosen.moves)
    if card and is_new and (limit := await held.limit_reached(context, card)):
        return views.limited(card, limit, context.config.limits, t)
    head = views.head(card, await context.directory.clinic(chosen.clinic or ""), chosen, t)
    shown = await _shown(context, views.Asked(chosen, head, go), card)
    unknown = await held.unknown_as(context, card) if is_new else None
    if card and unknown and isinstance(shown, Screen):
        return caution_views.unknown(shown, card, unknown, t)
    return shown


async def _shown(context: Context, asked: views.Asked, card: Card | None) -> Rendered:
    chosen, t = asked.booking, context.t
    match chosen.step:
        case Step.CARD:
            shown = await _cards(context, asked)
        case Step.CLINIC:
            own = frozenset(await choices.attached(context, chosen))
            shown = views.clinics(asked, await _clinics(context, chosen), own, t)
        case Step.SPECIALITY:
            names = await _specialities(context, chosen)
            shown = views.specialities(asked, names, await choices.district_doctor(context, chosen), t)
        case Step.DOCTOR:
            listed = await choices.doctors_of(context, chosen)
            return views.doctors(asked, listed, await choices.district_doctor(context, chosen), t)
        case None if chosen.slot and card:
            return await _summary(context, asked, card, chosen.slot)
        case _:
            return await _times(context, asked)
    last = await again.last(context, chosen)
    return again.offered(shown, last, t, is_named=chosen.card is None) if last else shown


async def _summary(context: Context, asked: views.Asked, card: Card, slot: Slot) -> Screen:
    """Show what was chosen, and what to think of before it is booked."""
    doctor, t = await context.directory.doctor(slot.doctor), context.t
    summary = views.summary(asked, doctor, slot, context.zone, t)
    found = await held.cautions_of(context, asked.booking, card, slot)
    if not found:
        return summary
    return caution_views.cautioned(summary, asked.booking, found, card, slot, context.zone, t)


async def _times(context: Context, asked: views.Asked) -> Rendered:
    chosen = asked.booking
    if missing := await stale(context, chosen.doctors):
        return Needs(ErrandKind.FREE_TIMES, missing)
    return await with_silent(context, await _known_times(context, asked), chosen.doctors, asked.go)


async def _known_times(context: Context, asked: views.Asked) -> Screen:
    chosen = asked.booking
    slots = await choices.free_slots(context, chosen.doctors)
    on_day = [slot for slot in slots if choices.day_of(slot, context) == chosen.day]
    if chosen.day and on_day:
        return views.hours(asked, choices.welcome(chosen, on_day, context) or on_day, context.zone, context.t)
    return _days(context, asked, slots)


def _days(context: Context, asked: views.Asked, slots: Sequence[Slot]) -> Screen:
    """Ask for the day, or for the time where only one day is there or fits; say so where none does."""
    welcome = choices.welcome(asked.booking, slots, context)
    if len({choices.day_of(slot, context) for slot in welcome}) == 1:
        return views.hours(asked, welcome, context.zone, context.t)
    shown = views.days(asked, welcome or slots, context.zone, context.t)
    return shown if welcome or not slots else shown.under(context.t("booking.not_then"))


async def _cards(context: Context, asked: views.Asked) -> Screen:
    """Ask for whom, those of whom was spoken first."""
    cards, wish = await context.cards.readable(), asked.booking.wish
    fitting = await choices.fitting_cards(context, asked.booking, [card.id for card in cards])
    ordered = sorted(cards, key=lambda card: card.id not in fitting)
    is_unsure = wish.whom is not None and not fitting
    return views.cards(asked, ordered, context.t, is_unsure=is_unsure)


async def _clinics(context: Context, chosen: Booking) -> Sequence[Listed[Clinic]]:
    """Return the clinics that have what was said, all if none has."""
    listed = await context.directory.clinics()
    fitting = await choices.fitting_clinics(context, chosen, [each.value.id for each in listed])
    return [each for each in listed if each.value.id in fitting] or listed


async def _specialities(context: Context, chosen: Booking) -> Sequence[str]:
    """Return the specialities, those of which was spoken first."""
    titles = await choices.specialities(context, chosen)
    fitting = await choices.fitting_specialities(context, chosen, titles)
    return sorted(titles, key=lambda title: title not in fitting)


async def watches(context: Context, go: Go) -> Rendered:
    """List what the person watches for."""
    present = [await _described(context, each) for each in await context.watches.all()]
    return watch_views.listing(Page.of(present, go, watch_views.A_PAGE), context.t)


async def watch(context: Context, go: Go) -> Rendered:
    """Show a watch."""
    named = await context.watches.find(go.id)
    if named is None:
        return watch_views.gone(context.t)
    return watch_views.one(await _described(context, named), context.zone, context.t)


async def _described(context: Context, present: Watch) -> watch_views.Described:
    """Return the watch with the names of the patient, the doctors and the clinics."""
    card = await context.cards.find(present.card)
    targets = [await _target(context, each) for each in present.targets]
    return watch_views.Described(present, card.person.name.short if card else "", tuple(targets))


async def _target(context: Context, target: Target) -> tuple[str, str]:
    directory = context.directory
    clinic = await directory.clinic(target.clinic)
    doctor = await directory.doctor(target.doctor) if target.doctor else None
    who = speciality_named(target.speciality, context.t)
    who = f"{who}, {doctor.value.name}" if doctor else who
    return who, clinic.value.name if clinic else ""


SCREENS: Screens = {Place.BOOKING: booking, Place.WATCHES: watches, Place.WATCH: watch}
