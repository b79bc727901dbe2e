"""Booking a visit: clinic, speciality, doctor or any, day, time, summary; then a job asks the registry."""

from dataclasses import replace

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery

from handlers.booking import choices, limits, views, watch_flow
from handlers.cards.card import OwnCard, refuse
from handlers.directory import views as directory_views
from handlers.ground import loading
from handlers.ground.context import Context
from handlers.ground.loading import NeedsFreeTimes
from handlers.ground.navigation import Action, Do, Go, Pick, Picks, Place, To, Wants, number_in
from handlers.ground.screen import Screen
from handlers.ground.tables import Rendered
from handlers.ground.turn import Answer, Turn
from patient.booking import Booking, BookingState, Step
from patient.card import Card
from storage.bookings import Bookings, new_booking_id
from storage.directory import Directory
from storage.errands import Errand, ErrandKind, Errands
from storage.own_visits import OwnVisits
from storage.visits import Visits


class OwnBooking(Filter):
    """Gives the handler the ``booking`` that a button names, if it is this person's."""

    async def __call__(
        self, _: CallbackQuery, turn: Turn, do: Do | None = None, pick: Pick | None = None
    ) -> bool | dict[str, Booking]:
        """Read the booking; anybody else's does not exist here."""
        named = pick.booking if pick else do.id if do else ""
        booking = await Bookings(turn.transaction).find(named, turn.owner)
        return {"booking": booking} if booking else False


async def begin_for_card(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Begin to book a visit for a card."""
    return await _begin(turn, Booking(new_booking_id(), turn.owner, card=card.id))


async def begin_at_clinic(_: CallbackQuery, turn: Turn, do: Do) -> Answer:
    """Begin to book a visit at a clinic."""
    clinic = await Directory(turn.transaction).clinic(number_in(do.id))
    if clinic is None:
        return turn.show(directory_views.gone(turn.t))
    return await _begin(turn, Booking(new_booking_id(), turn.owner, clinic=clinic.value.id))


async def begin_at_doctor(_: CallbackQuery, turn: Turn, do: Do) -> Answer:
    """Begin to book a visit with a doctor."""
    booking = await at_doctor(turn, do.id)
    return await _begin(turn, booking) if booking else turn.show(directory_views.gone(turn.t))


async def watch_doctor(_: CallbackQuery, turn: Turn, do: Do) -> Answer:
    """Watch for a doctor's free time, once it is clear for whom."""
    booking = await at_doctor(turn, do.id)
    if booking is None:
        return turn.show(directory_views.gone(turn.t))
    settled = await choices.settle(turn.context, booking)
    if settled.card is None:
        return await _begin(turn, settled)
    return await watch_flow.begin(turn, settled, settled.card)


async def at_doctor(turn: Turn, number: str) -> Booking | None:
    """Return a booking with the doctor who has this number in the directory."""
    listed = await Directory(turn.transaction).doctor(number_in(number))
    if listed is None:
        return None
    doctor = listed.value
    return Booking(
        new_booking_id(),
        turn.owner,
        clinic=doctor.clinic,
        speciality=doctor.speciality,
        doctors=(doctor.id,),
    )


async def _begin(turn: Turn, booking: Booking) -> Answer:
    if not await turn.cards.readable():
        return turn.show(views.no_card(turn.t))
    return await proceed(turn, await choices.settle(turn.context, booking))


async def proceed(turn: Turn, booking: Booking) -> Answer:
    """Keep the booking and show what comes next."""
    await Bookings(turn.transaction).save(booking)
    return await loading.show(turn, render, Go(to=Place.BOOKING, id=booking.id))


async def choose(_: CallbackQuery, turn: Turn, booking: Booking, pick: Pick) -> Answer:
    """Take a choice; a button from before says so and shows where the booking stands.

    A booking that only says whom to watch ends when the doctors are chosen.
    """
    if booking.state is not BookingState.CHOOSING:
        return await _show_present(turn, booking)
    chosen = await choices.pick(turn.context, booking, pick.step, pick.value)
    if chosen is None:
        return await _show_present(turn, booking)
    settled = await choices.settle(turn.context, chosen)
    if settled.watch and settled.doctors:
        return await watch_flow.add_target(turn, settled)
    return await proceed(turn, settled)


async def _show_present(turn: Turn, booking: Booking) -> Answer:
    shown = await loading.show(turn, render, Go(to=Place.BOOKING, id=booking.id))
    return [turn.acknowledge(turn.t.plain("stale")), *shown[1:]]


async def step_back(_: CallbackQuery, turn: Turn, booking: Booking) -> Answer:
    """Open the last choice again, passing over those that leave no choice."""
    if booking.state is not BookingState.CHOOSING:
        return await _show_present(turn, booking)
    steps = list(Step)
    made = steps[: steps.index(booking.step)] if booking.step else steps
    for step in reversed(made):
        booking = booking.back_to(step)
        if await choices.has_choice(turn.context, booking, step):
            break
    return await proceed(turn, booking)


async def wish(_: CallbackQuery, turn: Turn, booking: Booking) -> Answer:
    """Wish for the visit, once however often the button is pressed; a job books it.

    A summary may have stood in the chat until its time began.
    """
    if booking.state is not BookingState.CHOOSING or booking.slot is None or turn.message is None:
        return await _show_present(turn, booking)
    if booking.slot.start <= turn.transaction.now:
        return await proceed(turn, booking.lost("over"))
    await request_visit(turn, booking, turn.message)
    return await loading.show(turn, render, Go(to=Place.BOOKING, id=booking.id))


async def request_visit(turn: Turn, booking: Booking, message: int) -> None:
    """Keep the wish for *booking*; *message* will show what comes of it.

    While a limit is reached it stays a choice, whose screen says so.
    """
    card = await turn.cards.find(booking.card or "")
    if card is None or booking.slot is None or await limits.reached(turn.context, card):
        await Bookings(turn.transaction).save(booking)
        return
    await OwnVisits(turn.transaction).begin(booking, card.id, booking.slot.start)
    go = Go(to=Place.BOOKING, id=booking.id).pack()
    await Bookings(turn.transaction).save(replace(booking, state=BookingState.REQUESTED))
    errand = Errand(booking.id, turn.owner, ErrandKind.BOOK, message, go, card=booking.card)
    await Errands(turn.transaction).enqueue(errand)


async def show(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """Show where a booking stands."""
    return await loading.show(turn, render, go)


async def render(context: Context, go: Go) -> Rendered:
    """Draw a booking as it stands."""
    booking = await Bookings(context.transaction).find(go.id, context.owner)
    card = await context.cards.find(booking.card or "") if booking else None
    if booking is None or (booking.card and card is None):
        return views.gone(context.t)
    if booking.state is BookingState.CHOOSING:
        return await _draw_choice(context, booking, card, go.page)
    if booking.state is BookingState.BOOKED and card and booking.visit:
        visit = await Visits(context.transaction).find(card, booking.visit)
        return views.booked(card, visit, context.zone, context.t) if visit else views.gone(context.t)
    if booking.state is BookingState.FAILED:
        return views.failed(booking, context.t)
    return Screen(context.t("booking.under_way"))


async def _draw_choice(context: Context, booking: Booking, card: Card | None, page: int) -> Rendered:
    directory, t = Directory(context.transaction), context.t
    if card and not booking.watch and (limit := await limits.reached(context, card)):
        return views.limited(card, limit, context.config.limits, t)
    head = views.head(card, await directory.clinic(booking.clinic or ""), booking, t)
    asked = views.Asked(booking, head, page)
    match booking.step:
        case Step.CARD:
            return views.cards(asked, await context.cards.readable(), t)
        case Step.CLINIC:
            own = frozenset(await choices.attached(context, booking))
            return views.clinics(asked, await directory.clinics(), own, t)
        case Step.SPECIALITY:
            return views.specialities(asked, await choices.specialities(context, booking), t)
        case Step.DOCTOR:
            return views.doctors(asked, await choices.doctors_of(context, booking), t)
        case _:
            return await _draw_times(context, asked)


async def _draw_times(context: Context, asked: views.Asked) -> Rendered:
    booking = asked.booking
    if booking.slot:
        doctor = await Directory(context.transaction).doctor(booking.slot.doctor)
        return views.summary(asked, doctor, booking.slot, context.zone, context.t)
    if missing := await loading.stale(context, booking.doctors):
        return NeedsFreeTimes(missing)
    slots = await choices.free_slots(context, booking.doctors)
    on_day = [slot for slot in slots if choices.day_of(slot, context) == booking.day]
    if booking.day and on_day:
        return views.hours(asked, on_day, context.zone, context.t)
    return views.days(asked, slots, context.zone, context.t)


async def say_gone(_: CallbackQuery, turn: Turn) -> Answer:
    """Say that this booking is no more."""
    return turn.show(views.gone(turn.t))


def build_router() -> Router:
    """Route to booking."""
    router = Router(name="booking")
    taps = router.callback_query
    taps.register(begin_for_card, Wants(Action.BOOK_FOR), OwnCard())
    taps.register(refuse, Wants(Action.BOOK_FOR))
    taps.register(begin_at_clinic, Wants(Action.BOOK_CLINIC))
    taps.register(begin_at_doctor, Wants(Action.BOOK_DOCTOR))
    taps.register(watch_doctor, Wants(Action.WATCH_DOCTOR))
    taps.register(show, To(Place.BOOKING))
    for wanted, story in (
        (Picks(), choose),
        (Wants(Action.BACK), step_back),
        (Wants(Action.REQUEST_BOOKING), wish),
    ):
        taps.register(story, wanted, OwnBooking())
        taps.register(say_gone, wanted)
    return router
