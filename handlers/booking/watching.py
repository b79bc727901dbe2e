"""How a watch comes about, from the doctors that a booking chose, and how it is changed and ended."""

from dataclasses import replace

from handlers.booking import watch_views as views
from handlers.booking.choices import free_slots
from handlers.ground.navigation import Go, Place, choice_in
from handlers.ground.tables import Outcome, Redirect
from handlers.ground.turn import Turn
from patient.booking import Booking
from patient.card import CardId
from patient.watch import LASTS, Days, Hours, Target, Watch
from storage.watches import new_watch_id

MOST_TARGETS = 10
MOST_WATCHES = 20


async def begin(turn: Turn, booking: Booking, card: CardId) -> Outcome:
    """Watch for the free time of the doctors that were chosen, once however often it is asked for."""
    present = await turn.watches.all()
    until = turn.transaction.now + LASTS
    watch = Watch(new_watch_id(), turn.owner, card, until, await _targets(turn, booking))
    if twin := next((each for each in present if each.is_like(watch)), None):
        return Go(to=Place.WATCH, id=twin.id)
    if len(present) >= MOST_WATCHES:
        return [turn.acknowledge(turn.t.plain("watch.too_many"))]
    return await _keep_after(turn, watch, booking)


async def add_target(turn: Turn, booking: Booking) -> Outcome:
    """Add the doctors that were chosen to the watch for which they were."""
    watch = await turn.watches.find(booking.for_watch or "")
    if watch is None:
        return views.gone(turn.t)
    for target in await _targets(turn, booking):
        watch = watch.with_target(target)
    if len(watch.targets) > MOST_TARGETS:
        return [turn.acknowledge(turn.t.plain("watch.too_many_targets"))]
    return await _keep_after(turn, watch, booking)


async def _keep_after(turn: Turn, watch: Watch, booking: Booking) -> Go:
    """Keep a watch that tells nothing of what is free already: the person has just passed that over."""
    seen = await free_slots(turn, booking.doctors)
    return await _keep(turn, watch.having_told(seen))


async def set_days(turn: Turn, watch: Watch, value: str) -> Outcome:
    """Choose on which days a time is welcome."""
    return await _keep(turn, replace(watch, days=choice_in(Days, value) or watch.days))


async def set_hours(turn: Turn, watch: Watch, value: str) -> Outcome:
    """Choose at which hours a time is welcome."""
    return await _keep(turn, replace(watch, hours=choice_in(Hours, value) or watch.hours))


async def end(turn: Turn, watch: Watch, _: str) -> Outcome:
    """Watch no more."""
    await turn.watches.end(watch.id)
    return Redirect(Go(to=Place.WATCHES), notice=turn.t("watch.ended"))


async def _keep(turn: Turn, watch: Watch) -> Go:
    await turn.watches.save(watch)
    return Go(to=Place.WATCH, id=watch.id)


async def _targets(turn: Turn, booking: Booking) -> tuple[Target, ...]:
    """Return what to wait for: all doctors of the speciality if they were all chosen, else each."""
    directory = turn.directory
    clinic, speciality = booking.clinic or "", booking.speciality or ""
    listed = await directory.doctors(clinic=clinic, speciality=speciality)
    if len(booking.doctors) > 1 and {each.value.id for each in listed} == set(booking.doctors):
        return (Target(clinic, speciality),)
    return tuple(Target(clinic, speciality, doctor) for doctor in booking.doctors)
