"""Where a button leads: the callback data of all screens.

Everything that a tap needs is in its 64 bytes or in the database, so the buttons of old messages go on
working after a restart. An id in a button opens nothing by itself: every read names the owner.
"""

from contextlib import suppress
from enum import Enum, StrEnum, unique
from hashlib import blake2s
from typing import TypeVar

from aiogram.filters.callback_data import CallbackData

from patient.booking import Step

E = TypeVar("E", bound=Enum)

DIGITS = 15  # far more than any row's number, and still one for SQLite
MARK_BYTES = 4


@unique
class Place(StrEnum):
    """A screen to show."""

    MENU = "menu"
    CARDS = "cards"
    CARD = "card"
    ATTACHMENTS = "att"
    WRONG_CLINIC = "wrong"
    VISITS = "visits"
    MY_VISITS = "mine"
    SHARING = "share"
    TRUST = "trust"
    ABOUT_ME = "me"
    CHILDREN = "kids"
    CONFIRM = "confirm"
    ACCOUNT_GUIDE = "acc"
    HELP = "help"
    PRIVACY = "priv"
    CONSENTS = "cons"
    CONSENT = "con"
    WORDING = "words"
    LANGUAGE = "lang"
    SETTINGS = "set"
    CLINICS = "clinics"
    DISTRICTS = "districts"
    CLINIC = "clinic"
    DOCTORS = "doctors"
    SPECIALITIES = "specs"
    DOCTORS_OF = "docs"
    DOCTOR = "doctor"
    FOUND = "found"
    BOOKING = "book"
    PAST_VISITS = "past"
    VISIT = "visit"
    WATCHES = "watches"
    WATCH = "watch"
    NOTICES = "told"
    NOTICE = "notice"
    NOTICE_CHOICES = "tell"
    MESSAGES = "msgs"
    MESSAGE = "msg"
    LAW = "law"
    TOPIC = "topic"


@unique
class Action(StrEnum):
    """Something to do."""

    ADD_CARD = "add"
    ADD_AFRESH = "new"
    CONTINUE_FORM = "go-on"
    CHANGE_CARD = "edit"
    ASK_REMOVAL = "rm?"
    REMOVE_CARD = "rm"
    SEARCH_AGAIN = "again"
    ASK_WITHDRAWAL = "wd?"
    WITHDRAW = "wd"
    READ_RENEWAL = "ok?"
    RENEW = "ok+"
    NOT_RENEW = "ok-"
    SPEAK = "speak"
    ASK_ERASURE = "erase?"
    ERASE_ME = "erase"
    IMPORT = "imp"
    IMPORT_NEXT = "imp+"
    IMPORT_AS_IT_IS = "imp!"
    SIGN_IN_ANEW = "anew"
    INVITE = "inv"
    ACCEPT_SHARE = "fam+"
    CONFIRM_SHARE = "fam!"
    REFUSE_SHARE = "fam-"
    END_SHARE = "unfam"
    ASK_TRUST = "own"
    READ_TRUST = "own?"
    AGREE_TRUST = "own+"
    READ_TRUST_HERE = "here?"
    AGREE_TRUST_HERE = "here+"
    REFUSE_TRUST_HERE = "here-"
    READ_PERMISSION = "18?"
    ALLOW = "18+"
    DENY = "18-"
    TAKE_SCAN = "scan"
    BOOK = "b"
    BOOK_FOR = "bk"
    BOOK_CLINIC = "bkc"
    BOOK_DOCTOR = "bkd"
    BOOK_AGAIN = "bka"
    BACK = "back"
    REOPEN = "open"
    CARD_FOR_BOOKING = "addb"
    MOVE_THERE = "mvt"
    MOVE_AS_WISHED = "mvw"
    REQUEST_BOOKING = "wish"
    ASK_CANCELLATION = "cn?"
    CANCEL_VISIT = "cn"
    MOVE_VISIT = "mv"
    WILL_COME = "come"
    SEND_CALENDAR = "ics"
    BEGIN_WATCH = "w"
    WATCH_DOCTOR = "w1"
    WATCH_DAYS = "wday"
    WATCH_HOURS = "whour"
    WATCH_MORE = "w+"
    END_WATCH = "w-"
    TOGGLE_NOTICES = "tell"
    KEEP_QUIET = "quiet"
    WRITE_SUPPORT = "ask"


class Go(CallbackData, prefix="go"):
    """Show a place, about the thing with *id*."""

    to: Place
    id: str = ""
    page: int = 0


class Do(CallbackData, prefix="do"):
    """Do a deed, to the thing with *id*."""

    what: Action
    id: str = ""


class Pick(CallbackData, prefix="pk"):
    """Choose *value* at one step of a booking."""

    booking: str
    step: Step
    value: str


class Take(CallbackData, prefix="tk"):
    """Book at once the time that a watch told of: a doctor's number and the start in minutes."""

    watch: str
    doctor: int
    start: str


@unique
class Fate(StrEnum):
    """What becomes of booked visits when their card goes."""

    CANCEL = "cancel"
    KEEP = "keep"


class Leave(CallbackData, prefix="bye"):
    """Do a deed after which the card with *id*, or every card, is gone, and decide on the booked visits."""

    what: Action
    fate: Fate
    id: str = ""


class Press(CallbackData, prefix="f"):
    """Press a button of the form; *revision* tells whether it belongs to the present state."""

    act: str
    value: str = ""
    revision: int


MENU: tuple[tuple[Go | Do, ...], ...] = (  # each under the text «button.<place or action>»
    (Do(what=Action.BOOK), Go(to=Place.MY_VISITS)),
    (Go(to=Place.CARDS),),
    (Go(to=Place.MESSAGES), Go(to=Place.NOTICES)),
    (Go(to=Place.CLINICS),),
    (Go(to=Place.DOCTORS), Go(to=Place.HELP)),
    (Go(to=Place.LAW),),
)

Doing = Do | Pick | Take | Leave | Press
Tap = Go | Doing
KINDS: dict[str, type[Tap]] = {kind.__prefix__: kind for kind in (Go, Do, Pick, Take, Leave, Press)}


def read_button(data: str) -> Tap | None:
    """Return what a button of ours carries, none for what is nobody's: Telegram's clients may send any."""
    kind = KINDS.get(data.partition(":")[0])
    with suppress(TypeError, ValueError):
        return kind.unpack(data) if kind else None
    return None


def number_in(text: str) -> int:
    """Return the number that a button carries, 0 (nothing's number) for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else 0


def choice_in(choices: type[E], text: str) -> E | None:
    """Return the choice that a button carries, none for anything else."""
    return next((choice for choice in choices if choice.value == text), None)


def short_hash(word: str) -> str:
    """Return a short mark for a word (speciality, district) or a long id, by which buttons name it."""
    return blake2s(word.encode(), digest_size=MARK_BYTES).hexdigest()
