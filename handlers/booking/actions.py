"""What is done in the room: a visit is chosen and requested, a free time is watched for and taken."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

from handlers.booking import again, choices, held, views, watch_views, watching
from handlers.booking.own import asked_about, booking_action, place_action, watch_action
from handlers.cards.own import card_action
from handlers.ground.loading import have_done
from handlers.ground.navigation import Action, Do, Go, Pick, Place, Take, number_in, short_hash
from handlers.ground.screen import Screen
from handlers.ground.tables import Act, Actions, Commands, Outcome, Redirect
from handlers.ground.turn import Turn
from handlers.visits import views as visit_views
from handlers.visits.actions import visit_action
from patient.booking import Booking, BookingState, Step
from patient.card import Card
from patient.clinic import Doctor
from patient.visit import Visit
from patient.watch import Watch
from patient.words.intent import Wish
from storage.bookings import ID_BYTES, being_moved, bookings_in_doubt, new_booking_id
from storage.errands import Errand, ErrandKind, being_cancelled

NO_WISH = Wish()


async def _anywhere(turn: Turn, _: str) -> Booking | None:
    return Booking(new_booking_id(), turn.owner)


async def _at_clinic(turn: Turn, number: str) -> Booking | None:
    clinic = await turn.directory.clinic(number_in(number))
    return Booking(new_booking_id(), turn.owner, clinic=clinic.value.id) if clinic else None


async def _at_doctor(turn: Turn, number: str) -> Booking | None:
    listed = await turn.directory.doctor(number_in(number))
    if listed is None:
        return None
    return with_doctor(Booking(new_booking_id(), turn.owner), listed.value)


def with_doctor(booking: Booking, doctor: Doctor) -> Booking:
    """Return the booking with this doctor chosen."""
    return replace(booking, clinic=doctor.clinic, speciality=doctor.speciality, doctors=(doctor.id,))


async def begin(turn: Turn, booking: Booking) -> Outcome:
    """Begin to book a visit; without a card the booking waits until there is one."""
    if not await turn.cards.readable():
        return await _await_card(turn, booking)
    return await _proceed(turn, await choices.settle(turn, booking))


async def begin_for_card(turn: Turn, card: Card) -> Outcome:
    """Begin to book a visit for a card."""
    return await begin(turn, Booking(new_booking_id(), turn.owner, card=card.id))


async def _await_card(turn: Turn, booking: Booking) -> Screen:
    """Keep the booking, show the ways to a card, and have it go on once that is saved."""
    await turn.bookings.save(booking)
    turn.dialogue.awaits_card = booking.id
    return views.no_card(turn.t, is_first=not await turn.cards.readable())


async def add_card(turn: Turn, booking: Booking, _: Do) -> Outcome:
    """Add a card for who has none yet; the booking goes on with it."""
    return await _await_card(turn, booking.for_nobody_yet())


async def book_again(turn: Turn, card: Card, visit: Visit) -> Outcome:
    """Begin to book what was booked the last time; what is there no more is chosen anew."""
    last = await again.Again.to(turn, card, visit)
    return await begin(turn, last.booking(turn)) if last else await begin_for_card(turn, card)


async def watch_doctor(turn: Turn, booking: Booking) -> Outcome:
    """Watch for a doctor's free time, once it is clear for whom."""
    settled = await choices.settle(turn, replace(booking, waits=True))
    if settled.card is None:
        return await begin(turn, settled)
    return await watching.begin(turn, settled, settled.card)


async def _proceed(turn: Turn, booking: Booking) -> Go:
    """Keep the booking, and go to what comes next."""
    await turn.bookings.save(booking)
    return _place(booking)


def _place(booking: Booking) -> Go:
    return Go(to=Place.BOOKING, id=booking.id)


def _as_it_stands(turn: Turn, booking: Booking) -> Redirect:
    """Say what is under way or done by now, else that the button is from before; show how it stands."""
    said = {
        BookingState.REQUESTED: "already.moving" if booking.moves else "already.booking",
        BookingState.BOOKED: "already.moved" if booking.moves else "already.booked",
    }
    return Redirect(_place(booking), toast=turn.t.plain(said.get(booking.state, "stale")))


def choosing_action(
    act: Callable[[Turn, Booking, Any], Awaitable[Outcome]], *, under_consent: bool = False
) -> Act:
    """Return what is done to a booking while its choices are made; later a tap shows how it stands."""

    async def acted(turn: Turn, booking: Booking, tap: Do | Pick) -> Outcome:
        if booking.state is not BookingState.CHOOSING:
            return _as_it_stands(turn, booking)
        return await act(turn, booking, tap)

    return booking_action(acted, under_consent=under_consent)


async def choose(turn: Turn, booking: Booking, pick: Pick) -> Outcome:
    """Take a choice; a booking that only says whom to watch ends when the doctors are chosen."""
    chosen = await choices.pick(turn, booking, pick.step, pick.value)
    if chosen is None:
        return _as_it_stands(turn, booking)
    if turn.dialogue.awaits_card == booking.id:
        turn.dialogue.awaits_card = None
    settled = await choices.settle(turn, chosen)
    if settled.for_watch and settled.doctors:
        return await watching.add_target(turn, settled)
    if settled.waits and settled.card and settled.doctors:
        return await asked_about(turn, settled.card) or await watching.begin(turn, settled, settled.card)
    return await _proceed(turn, settled)


async def step_back(turn: Turn, booking: Booking, do: Do) -> Outcome:
    """Open the last choice again, passing over those that leave no choice.

    Where only the days and hours that were spoken of are shown, all are shown first. A button from before
    another step was taken, or its second tap, goes nowhere.
    """
    if do.id != views.back_from(booking):
        return _place(booking)
    if booking.step in {Step.DAY, Step.TIME} and booking.wish.has_time:
        return await _proceed(turn, booking.having_seen_all())
    steps = list(Step)
    made = steps[: steps.index(booking.step)] if booking.step else steps
    return await _proceed(turn, await choices.opened(turn, booking, made[-1]) if made else booking)


async def reopen(turn: Turn, booking: Booking, do: Do) -> Outcome:
    """Choose the doctor or the time anew, however often the button is tapped."""
    if do.id.endswith(f".{Step.DAY.value}"):
        return await _proceed(turn, booking.back_to(Step.DAY))
    return await _proceed(turn, await choices.opened(turn, booking, Step.SPECIALITY))


async def move_there(turn: Turn, booking: Booking, do: Do) -> Outcome:
    """Have a visit that stands already moved to the time that was chosen; the summary says so."""
    card = await turn.cards.find(booking.card or "")
    visits = await turn.visits.of(card) if card else []
    mark = do.id.partition(".")[2]
    moved = next((visit.id for visit in visits if short_hash(visit.id) == mark), None)
    return await _proceed(turn, replace(booking, moves=moved))


async def request(turn: Turn, booking: Booking, _: Do) -> Outcome:
    """Request the visit, once however often the button is pressed; a job books it.

    A summary may have stood in the chat until its time began.
    """
    if booking.slot is None or turn.message is None:
        return _as_it_stands(turn, booking)
    if booking.slot.start <= turn.transaction.now:
        return await _proceed(turn, booking.lost("over"))
    return await _changed_meanwhile(turn, booking) or await _request(turn, booking)


async def _changed_meanwhile(turn: Turn, booking: Booking) -> Outcome | None:
    """Show the visit that is to be moved if another phone has cancelled or moved it, or is about to."""
    card = await turn.cards.find(booking.card or "")
    visit = await turn.visits.find(card, booking.moves) if card and booking.moves else None
    if card is None or visit is None:
        return None
    go = Go(to=Place.VISIT, id=visit_views.name_of(card, visit))
    if visit.id in await being_moved(turn.transaction, card.id):
        return Redirect(go, toast=turn.t.plain("already.being_moved"))
    if visit.id in await being_cancelled(turn.transaction, card.id):
        return Redirect(go, toast=turn.t.plain("already.being_cancelled"))
    return None if visit.is_coming(turn.transaction.now) else go


async def _request(turn: Turn, booking: Booking) -> Outcome:
    """Have a job book, unless the card has this very time.

    While a limit is reached the booking stays a choice, whose screen says so.
    """
    card = await turn.cards.find(booking.card or "")
    if card is None or booking.slot is None:
        return await _proceed(turn, booking)
    if made := await _made(turn, booking, card, views.minutes(booking.slot.start)):
        return made
    if not booking.moves and await held.limit_reached(turn, card):
        return await _proceed(turn, booking)
    await turn.own_visits.begin(booking, card.id, booking.slot.start)
    go = _place(booking)
    errand = Errand(booking.id, turn.owner, ErrandKind.BOOK, go=go.pack(), card=booking.card)
    await have_done(turn, errand)
    return await _proceed(turn, replace(booking, state=BookingState.REQUESTED))


async def _made(turn: Turn, booking: Booking, card: Card, minutes: str) -> Outcome | None:
    """Show the visit that the card has at this very time, or say that somebody books it at this moment."""
    wished = {(doctor, minutes) for doctor in ([booking.slot.doctor] if booking.slot else booking.doctors)}
    for visit in await turn.visits.of(card):
        if visit.is_coming(turn.transaction.now) and (visit.doctor, views.minutes(visit.start)) in wished:
            go = Go(to=Place.VISIT, id=visit_views.name_of(card, visit))
            return Redirect(go, toast=turn.t.plain("already.booked"))
    others = [each for each in await bookings_in_doubt(turn.transaction, card.id) if each.id != booking.id]
    slots = [each.slot for each in others if each.slot and each.state is BookingState.REQUESTED]
    if any((slot.doctor, views.minutes(slot.start)) in wished for slot in slots):
        return [turn.acknowledge(turn.t.plain("already.this_time"))]
    return None


async def move_as_wished(turn: Turn, do: Do) -> Outcome:
    """Choose among the times that were spoken of, which a booking has kept."""
    name, _, kept = do.id.rpartition(".")
    wished = await turn.bookings.find(kept)
    moving = partial(move, wish=wished.wish if wished else NO_WISH)
    return await visit_action(moving, under_consent=True)(turn, Do(what=do.what, id=name))


async def move(turn: Turn, card: Card, visit: Visit, wish: Wish = NO_WISH) -> Outcome:
    """Choose a new time for a visit, with the same doctor; it stays until the new one is booked."""
    if not visit.is_coming(turn.transaction.now):
        return Go(to=Place.VISIT, id=visit_views.name_of(card, visit))
    booking = Booking(new_booking_id(), turn.owner, card=card.id, moves=visit.id, wish=wish)
    post = await turn.directory.post(visit.doctor, visit.practitioner)
    return await _proceed(turn, with_doctor(booking, post.value) if post else booking)


async def begin_watch(turn: Turn, booking: Booking, _: Do) -> Outcome:
    """Watch for the doctors of a booking for which there is no time."""
    if booking.card is None or not booking.doctors:
        return views.gone(turn.t)
    return await watching.begin(turn, booking, booking.card)


async def watch_more(turn: Turn, watch: Watch, _: str) -> Outcome:
    """Choose one more doctor or speciality to wait for."""
    return await _proceed(turn, Booking(new_booking_id(), turn.owner, card=watch.card, for_watch=watch.id))


async def take(turn: Turn, tap: Take) -> Outcome:
    """Book the time of which a watch told, once however often the button is pressed.

    Once the watch has ended, the button shows what came of it.
    """
    known = await turn.bookings.find(_booking_id(tap))
    watch = await turn.watches.find(tap.watch)
    if watch is None:
        return _place(known) if known else watch_views.gone(turn.t, tap.doctor)
    if asked := await asked_about(turn, watch.card):
        return asked
    if known and known.state is BookingState.REQUESTED:  # what comes of it is drawn below the first tap
        return [turn.acknowledge(turn.t.plain("already.booking"))]
    if known and known.state is not BookingState.CHOOSING:
        return _place(known)
    return await _take(turn, tap, watch)


async def _take(turn: Turn, tap: Take, watch: Watch) -> Outcome:
    booking, card = await _at_doctor(turn, str(tap.doctor)), await turn.cards.find(watch.card)
    if booking is None or card is None or turn.message is None:
        return views.gone(turn.t)
    booking = replace(booking, id=_booking_id(tap), card=card.id, from_watch=watch.id)
    if made := await _made(turn, booking, card, tap.start):
        return made
    slot = await choices.slot_at(turn, booking.doctors, tap.start)
    if slot is None:
        return await _proceed(turn, booking.lost(await _why_lost(turn, booking, tap)))
    chosen = replace(booking, day=choices.day_of(slot, turn), slot=slot)
    if await held.cautions_of(turn, chosen, card, slot):
        return await _proceed(turn, chosen)  # the summary says what to think of first
    return await _request(turn, chosen)


async def _why_lost(turn: Turn, booking: Booking, tap: Take) -> str | None:
    """Name what became of the time; nothing is known of it while the registry is silent of the doctor."""
    if number_in(tap.start) <= number_in(views.minutes(turn.transaction.now)):
        return "over"
    known = await turn.directory.free_times(booking.doctors[0])
    return "taken" if known.is_whole else None


def _booking_id(tap: Take) -> str:
    """Return the same id for the same button, so that a second tap finds the first one's booking."""
    return sha256(tap.pack().encode()).hexdigest()[: 2 * ID_BYTES]


ACTIONS: Actions = {
    Action.BOOK: place_action(_anywhere, begin),
    Action.BOOK_FOR: card_action(begin_for_card, under_consent=True),
    Action.BOOK_CLINIC: place_action(_at_clinic, begin),
    Action.BOOK_DOCTOR: place_action(_at_doctor, begin),
    Action.WATCH_DOCTOR: place_action(_at_doctor, watch_doctor),
    Pick: choosing_action(choose, under_consent=True),
    Action.BOOK_AGAIN: visit_action(book_again, under_consent=True),
    Action.BACK: choosing_action(step_back),
    Action.CARD_FOR_BOOKING: choosing_action(add_card),
    Action.REOPEN: choosing_action(reopen),
    Action.MOVE_THERE: choosing_action(move_there, under_consent=True),
    Action.REQUEST_BOOKING: choosing_action(request, under_consent=True),
    Action.MOVE_AS_WISHED: move_as_wished,
    Action.MOVE_VISIT: visit_action(move, under_consent=True),
    Action.BEGIN_WATCH: booking_action(begin_watch, under_consent=True),
    Action.WATCH_DAYS: watch_action(watching.set_days),
    Action.WATCH_HOURS: watch_action(watching.set_hours),
    Action.WATCH_MORE: watch_action(watch_more, under_consent=True),
    Action.END_WATCH: watch_action(watching.end),
    Take: take,
}
COMMANDS: Commands = {"book": Do(what=Action.BOOK)}
