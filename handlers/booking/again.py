"""The last visit, booked again: to the same doctor while he is at that clinic, else to the speciality."""

from dataclasses import dataclass, replace
from typing import Self

from handlers.booking import choices
from handlers.ground.context import Context
from handlers.ground.label import fitting
from handlers.ground.navigation import Action, Do
from handlers.ground.screen import Button, Screen
from handlers.ground.speciality import speciality_named
from handlers.visits.views import name_of
from locales.texts import Texts
from patient.booking import Booking, Step
from patient.card import Card
from patient.clinic import Doctor
from patient.privacy import Private
from patient.visit import Visit
from storage.bookings import new_booking_id

BEGINNING = (Step.CARD, Step.CLINIC, Step.SPECIALITY)


@dataclass(frozen=True, slots=True, repr=False)
class Again(Private):
    """A visit of a card to which another one can be booked, to the *doctor* if he is still there."""

    card: Card
    visit: Visit
    clinic: str
    speciality: str
    doctor: Doctor | None

    @classmethod
    async def to(cls, context: Context, card: Card, visit: Visit) -> Self | None:
        """Return what can be booked again of *visit*, none when nobody of the speciality is there now."""
        listed = await context.directory.post(visit.doctor, visit.practitioner)
        clinic = visit.clinic.id if visit.clinic else None
        if listed and clinic in {None, listed.value.clinic}:
            doctor = listed.value
            return cls(card, visit, doctor.clinic, doctor.speciality, doctor)
        if clinic is None or visit.speciality not in await context.directory.specialities(clinic):
            return None
        return cls(card, visit, clinic, visit.speciality, None)

    def booking(self, context: Context) -> Booking:
        """Return the booking that begins with this."""
        doctors = (self.doctor.id,) if self.doctor else ()
        return Booking(new_booking_id(), context.owner, self.card.id, self.clinic, self.speciality, doctors)


async def last(context: Context, booking: Booking) -> Again | None:
    """Return what is offered as *booking* begins: the latest visit of its card, or of all cards."""
    wish = booking.wish
    is_said = wish.speciality or wish.names or wish.clinic or wish.has_time
    if is_said or booking.for_watch or booking.moves or booking.step not in BEGINNING:
        return None
    cards = [card for card in await context.cards.readable() if booking.card in {None, card.id}]
    made = [(card, visit) for card in cards for visit in await context.visits.of(card)]
    for card, visit in sorted(made, key=lambda each: each[1].start, reverse=True):
        again = await Again.to(context, card, visit)
        if again and booking.clinic in await _possible(context, booking, again):
            return again
    return None


async def _possible(context: Context, booking: Booking, again: Again) -> set[str | None]:
    """Return at which clinics the choice may stand: where one chose it by oneself, only there."""
    own = await choices.attached(context, booking)
    return {None, again.clinic, *(own if len(own) == 1 else [])}


def offered(screen: Screen, last: Again, t: Texts, *, is_named: bool) -> Screen:
    """Offer the *last* booking again above the first choice; *is_named* says for whom, too."""
    whom = last.doctor.short_name if last.doctor else speciality_named(last.speciality, t)
    words = t.plain("button.again_to", whom=whom)
    if is_named:
        words = f"{words}, {last.card.person.name.given_name.text}"
    row = (Button(fitting(words), Do(what=Action.BOOK_AGAIN, id=name_of(last.card, last.visit))),)
    return replace(screen, rows=(row, *screen.rows))
