"""Watching for free time: beginning, changing and ending a watch, and booking the time it told of."""

from dataclasses import replace
from hashlib import sha256

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery

from handlers.booking import booking as booking_flow
from handlers.booking import choices, watch_flow
from handlers.booking import watch_views as views
from handlers.booking.booking import OwnBooking, say_gone
from handlers.ground import loading
from handlers.ground.navigation import Action, Do, Go, Place, Take, Takes, To, Wants, choice_in
from handlers.ground.turn import Answer, Turn
from patient.booking import Booking, BookingState
from patient.watch import Days, Hours, Watch
from storage.bookings import ID_BYTES, Bookings, new_booking_id
from storage.directory import Directory
from storage.watches import Watches


class OwnWatch(Filter):
    """Gives the handler the ``watch`` that a button names, if it is this person's."""

    async def __call__(
        self,
        _: CallbackQuery,
        turn: Turn,
        go: Go | None = None,
        do: Do | None = None,
        take: Take | None = None,
    ) -> bool | dict[str, Watch]:
        """Read the watch; anybody else's does not exist here."""
        named = take.watch if take else (go or do or Go(to=Place.WATCH)).id.partition(".")[0]
        watch = await Watches(turn.transaction).find(named, turn.owner)
        return {"watch": watch} if watch else False


async def begin(query: CallbackQuery, turn: Turn, booking: Booking) -> Answer:
    """Watch for the doctors of a booking for which there is no time."""
    if booking.card is None or not booking.doctors:
        return await say_gone(query, turn)
    return await watch_flow.begin(turn, booking, booking.card)


async def show_all(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """List the person's watches."""
    return turn.show(await watch_flow.listing(turn.context, go.page))


async def show_one(_: CallbackQuery, turn: Turn, watch: Watch) -> Answer:
    """Show a watch."""
    return await watch_flow.show(turn, watch)


async def set_days(_: CallbackQuery, turn: Turn, watch: Watch, do: Do) -> Answer:
    """Choose on which days a time is welcome."""
    return await _keep(turn, replace(watch, days=choice_in(Days, do.id.partition(".")[2]) or watch.days))


async def set_hours(_: CallbackQuery, turn: Turn, watch: Watch, do: Do) -> Answer:
    """Choose at which hours a time is welcome."""
    return await _keep(turn, replace(watch, hours=choice_in(Hours, do.id.partition(".")[2]) or watch.hours))


async def _keep(turn: Turn, watch: Watch) -> Answer:
    await Watches(turn.transaction).save(watch)
    return await watch_flow.show(turn, watch)


async def watch_more(_: CallbackQuery, turn: Turn, watch: Watch) -> Answer:
    """Choose one more doctor or speciality to wait for."""
    booking = Booking(new_booking_id(), turn.owner, card=watch.card, watch=watch.id)
    return await booking_flow.proceed(turn, booking)


async def end(_: CallbackQuery, turn: Turn, watch: Watch) -> Answer:
    """Watch no more."""
    await Watches(turn.transaction).end(watch.id, turn.owner)
    screen = await watch_flow.listing(turn.context)
    return turn.show(screen.under(turn.t("watch.ended")))


async def take(query: CallbackQuery, turn: Turn, watch: Watch, take: Take) -> Answer:
    """Book the time of which the watch told, once however often the button is pressed."""
    listed = await Directory(turn.transaction).doctor(take.doctor)
    if listed is None or turn.message is None:
        return await say_gone(query, turn)
    doctor = listed.value
    name = _booking_id(take)
    known = await Bookings(turn.transaction).find(name, turn.owner)
    if known is None or known.state is BookingState.CHOOSING:
        slot = await choices.slot_at(turn.context, (doctor.id,), take.start)
        chosen = Booking(name, turn.owner, watch.card, doctor.clinic, doctor.speciality, (doctor.id,))
        chosen = replace(chosen, slot=slot, answers=watch.id)
        if slot is None:
            return await booking_flow.proceed(turn, chosen.lost())
        day = slot.start.astimezone(turn.config.zone).date()
        await booking_flow.request_visit(turn, replace(chosen, day=day), turn.message)
    return await loading.show(turn, booking_flow.render, Go(to=Place.BOOKING, id=name))


async def show_taken(query: CallbackQuery, turn: Turn, take: Take) -> Answer:
    """Show what came of a time once its watch has ended."""
    booking = await Bookings(turn.transaction).find(_booking_id(take), turn.owner)
    if booking is None:
        return await say_watch_gone(query, turn)
    return await loading.show(turn, booking_flow.render, Go(to=Place.BOOKING, id=booking.id))


def _booking_id(take: Take) -> str:
    """Return the same id for the same button, so that a second tap finds the first one's booking."""
    return sha256(take.pack().encode()).hexdigest()[: 2 * ID_BYTES]


async def say_watch_gone(_: CallbackQuery, turn: Turn) -> Answer:
    """Say that this watch has ended."""
    return turn.show(views.gone(turn.t))


def build_router() -> Router:
    """Route to watching."""
    router = Router(name="watching")
    taps = router.callback_query
    taps.register(begin, Wants(Action.BEGIN_WATCH), OwnBooking())
    taps.register(say_gone, Wants(Action.BEGIN_WATCH))
    taps.register(show_all, To(Place.WATCHES))
    for wanted, story in (
        (To(Place.WATCH), show_one),
        (Wants(Action.WATCH_DAYS), set_days),
        (Wants(Action.WATCH_HOURS), set_hours),
        (Wants(Action.WATCH_MORE), watch_more),
        (Wants(Action.END_WATCH), end),
    ):
        taps.register(story, wanted, OwnWatch())
        taps.register(say_watch_gone, wanted)
    taps.register(take, Takes(), OwnWatch())
    taps.register(show_taken, Takes())
    return router
