"""How a watch comes about, from the doctors that a booking chose, and how it is shown."""

from handlers.booking import watch_views as views
from handlers.ground.context import Context
from handlers.ground.screen import Screen
from handlers.ground.turn import Answer, Turn
from patient.booking import Booking
from patient.card import CardId
from patient.visit import Slot
from patient.watch import LASTS, Target, Watch
from storage.directory import Directory
from storage.watches import Watches, new_watch_id

MOST_TARGETS = 10
MOST_WATCHES = 20


async def begin(turn: Turn, booking: Booking, card: CardId) -> Answer:
    """Watch for the free time of the doctors that were chosen, once however often it is asked for."""
    watches = Watches(turn.transaction)
    present = await watches.of(turn.owner)
    until = turn.transaction.now + LASTS
    watch = Watch(new_watch_id(), turn.owner, card, until, await _targets(turn, booking))
    if twin := next((each for each in present if each.is_like(watch)), None):
        return await show(turn, twin)
    if len(present) >= MOST_WATCHES:
        return [turn.acknowledge(turn.t.plain("watch.too_many"))]
    await watches.save(watch.having_told(await _seen(turn, booking)))
    return await show(turn, watch)


async def add_target(turn: Turn, booking: Booking) -> Answer:
    """Add the doctors that were chosen to the watch for which they were."""
    watches = Watches(turn.transaction)
    watch = await watches.find(booking.watch or "", turn.owner)
    if watch is None:
        return turn.show(views.gone(turn.t))
    for target in await _targets(turn, booking):
        watch = watch.with_target(target)
    if len(watch.targets) > MOST_TARGETS:
        return [turn.acknowledge(turn.t.plain("watch.too_many_targets"))]
    await watches.save(watch.having_told(await _seen(turn, booking)))
    return await show(turn, watch)


async def show(turn: Turn, watch: Watch) -> Answer:
    """Show a watch."""
    return turn.show(views.one(await described(turn.context, watch), turn.config.zone, turn.t))


async def listing(context: Context, page: int = 0) -> Screen:
    """Draw the list of the person's watches."""
    watches = await Watches(context.transaction).of(context.owner)
    return views.listing([await described(context, watch) for watch in watches], page, context.t)


async def described(context: Context, watch: Watch) -> views.Described:
    """Return the watch with the names of the patient, the doctors and the clinics."""
    card = await context.cards.find(watch.card)
    targets = [await _told(context, target) for target in watch.targets]
    return views.Described(watch, card.person.name.short if card else "", tuple(targets))


async def _told(context: Context, target: Target) -> tuple[str, str]:
    directory = Directory(context.transaction)
    clinic = await directory.clinic(target.clinic)
    doctor = await directory.doctor(target.doctor) if target.doctor else None
    who = f"{target.speciality}, {doctor.value.name}" if doctor else target.speciality
    return who, clinic.value.name if clinic else ""


async def _seen(turn: Turn, booking: Booking) -> list[Slot]:
    """Return the times that are free already: the person has just passed them over."""
    directory = Directory(turn.transaction)
    return [slot for doctor in booking.doctors for slot in (await directory.free_times(doctor)).slots]


async def _targets(turn: Turn, booking: Booking) -> tuple[Target, ...]:
    """Return what to wait for: all doctors of the speciality if they were all chosen, else each."""
    directory = Directory(turn.transaction)
    clinic, speciality = booking.clinic or "", booking.speciality or ""
    listed = await directory.doctors(clinic=clinic, speciality=speciality)
    if len(booking.doctors) > 1 and {each.value.id for each in listed} == set(booking.doctors):
        return (Target(clinic, speciality),)
    return tuple(Target(clinic, speciality, doctor) for doctor in booking.doctors)
