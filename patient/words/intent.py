"""An intent: what a sentence asks for, and what it says of the visit that is wish."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Self

from patient.privacy import Private
from patient.relation import Relation
from patient.watch import Hours
from patient.words.specialities import Speciality, called


class Aim(Enum):
    """What a sentence asks for."""

    EMERGENCY = "emergency"
    UNWELL = "unwell"
    ERASURE = "erasure"
    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    WATCH = "watch"
    VISITS = "visits"
    MY_CLINIC = "my_clinic"
    OTHER_CLINIC = "other_clinic"
    FIND = "find"
    CLINICS = "clinics"
    DOCTORS = "doctors"
    CARDS = "cards"
    ADD_CARD = "add_card"
    ACCOUNT = "account"
    MESSAGES = "messages"
    NOTICES = "notices"
    LAW = "law"
    HELP = "help"
    SUPPORT = "support"
    SETTINGS = "settings"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    CONSENTS = "consents"
    MENU = "menu"
    STOP = "stop"
    NOT_YET = "not_yet"
    THANKS = "thanks"
    GREETING = "greeting"
    NOTHING = "nothing"


class NotYet(Enum):
    """What people ask a clinic for and this bot cannot do."""

    HOME_VISIT = "home_visit"
    RESULTS = "results"
    TESTS = "tests"
    PRESCRIPTION = "prescription"
    CHECK_UP = "check_up"
    REFERRAL = "referral"
    SICK_LEAVE = "sick_leave"
    VACCINATION = "vaccination"
    CERTIFICATE = "certificate"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are welcome, the first and the last of them."""

    first: date
    last: date

    def hold(self, day: date) -> bool:
        """Tell whether *day* is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, repr=False)
class Wish(Private):
    """What a sentence says of a visit: to whom, where and when; all of it may be left open.

    ``names`` are the words that may be a doctor's or a clinic's name, as they were typed, in small letters;
    ``people`` are other unknown words, perhaps the name of ``whom`` it is for. ``moved_from`` are the days of
    the visit that is to be moved, ``days`` then those to which it moves.
    """

    speciality: Speciality | None = None
    names: tuple[str, ...] = ()
    clinic: int | None = None
    for_children: bool = False
    days: Days | None = None
    hours: Hours = Hours.ANY
    whom: Relation | None = None
    people: tuple[str, ...] = ()
    moved_from: Days | None = None

    @property
    def has_time(self) -> bool:
        """Whether days or hours are named."""
        return self.days is not None or self.hours is not Hours.ANY

    def at_any_time(self) -> Self:
        """Return the wish without its days and hours."""
        return replace(self, days=None, hours=Hours.ANY)

    @property
    def in_short(self) -> str:
        """The fewest words that are read as the same names, or as the same clinic or speciality."""
        if self.names or not (self.clinic or self.speciality):
            return " ".join(self.names)
        if self.clinic:
            return f"детская поликл. {self.clinic}" if self.for_children else f"поликлиника {self.clinic}"
        return called(self.speciality) if self.speciality else ""


@dataclass(frozen=True, slots=True, repr=False)
class Intent(Private):
    """What a sentence asks for, and what it says of a visit."""

    aim: Aim
    wish: Wish = field(default_factory=Wish)
    not_yet: NotYet | None = None
