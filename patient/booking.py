"""A booking: the wish for a visit, from the first choice to the visit itself."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any, Self

from patient.card import CardId, OwnerId
from patient.privacy import Private
from patient.visit import Slot
from patient.words.intent import Wish


class BookingState(Enum):
    """Where a booking stands; choices are taken only while it is being chosen."""

    CHOOSING = "choosing"
    REQUESTED = "wished"
    BOOKED = "booked"
    FAILED = "failed"


UNCLEAR = "unclear"  # the problem of a booking of which no answer told whether it was made


class Step(Enum):
    """What is chosen next, in this order."""

    CARD = "card"
    CLINIC = "clinic"
    SPECIALITY = "speciality"
    DOCTOR = "doctor"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True, slots=True, repr=False)
class Booking(Private):
    """The choices so far; *id* is also the key under which the registry books, once.

    ``clinic`` and ``doctors`` are the registry's ids; several doctors mean any of them. A booking that is
    ``for_watch`` only chooses whom to watch; one that came ``from_watch`` ends that watch with the visit.
    One that only ``waits`` becomes a watch as soon as it is clear for whom.
    One that ``moves`` a visit (the registry's id) gives that up once its own stands.
    ``problem`` says what went wrong with the last wish; ``wish`` is what was said of it in plain words.
    """

    id: str
    owner: OwnerId
    card: CardId | None = None
    clinic: str | None = None
    speciality: str | None = None
    doctors: tuple[str, ...] = ()
    day: date | None = None
    slot: Slot | None = None
    state: BookingState = BookingState.CHOOSING
    for_watch: str | None = None
    from_watch: str | None = None
    waits: bool = False
    moves: str | None = None
    visit: str | None = None
    problem: str | None = None
    wish: Wish = field(default_factory=Wish)

    @property
    def step(self) -> Step | None:
        """The first choice that is open, none when all are made."""
        chosen = (self.card, self.clinic, self.speciality, self.doctors, self.day, self.slot)
        return next((step for step, choice in zip(Step, chosen, strict=True) if not choice), None)

    @property
    def is_in_doubt(self) -> bool:
        """Whether nobody knows yet if a visit comes of it: it is under way, or no try had an answer."""
        return self.state is BookingState.REQUESTED or self.problem == UNCLEAR

    def open_at(self, step: Step) -> Self:
        """Return the booking in which *step* can be chosen; what follows stays if it is the open one.

        Who came from a doctor's page has chosen the doctor before the card.
        """
        return replace(self, problem=None) if self.step is step else self.back_to(step)

    def back_to(self, step: Step) -> Self:
        """Return the booking with *step* and what follows it open again."""
        names = ("card", "clinic", "speciality", "doctors", "day", "slot")
        opened: dict[str, Any] = dict.fromkeys((*names[list(Step).index(step) :], "problem"))
        if "doctors" in opened:
            opened["doctors"] = ()
        return replace(self, **opened)

    def for_nobody_yet(self) -> Self:
        """Return the booking in which only the person can be chosen anew: the rest was said before."""
        return replace(self, card=None, problem=None)

    def having_seen_all(self) -> Self:
        """Return the booking in which every day and hour can be chosen, whatever was said of them."""
        return replace(self, wish=self.wish.at_any_time())

    def lost(self, problem: str | None = "taken") -> Self:
        """Return the booking whose time somebody took, is over or is not told now: to be chosen again."""
        return replace(self, state=BookingState.CHOOSING, slot=None, problem=problem)

    def failed(self, problem: str) -> Self:
        """Return the booking that cannot be made, and why."""
        return replace(self, state=BookingState.FAILED, problem=problem)

    def booked(self, visit: str) -> Self:
        """Return the booking that became the visit with this id of the registry."""
        return replace(self, state=BookingState.BOOKED, visit=visit, problem=None)
