"""The dialogue: where a person stands in the conversation, the language, and what was begun."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Self

from patient.card import CardDraft, CardId
from patient.form import Form
from patient.privacy import Private

MOST_SCANS = 4  # photographs of one person that wait to be taken; the button of an older one says so


@dataclass(frozen=True, slots=True, repr=False)
class Wanted(Private):
    """The tapped *button* that waits for the consent to the present text for *card*."""

    card: CardId
    button: str


@dataclass(frozen=True, slots=True, repr=False)
class Taken(Private):
    """The *mark* of the button that was tapped last, of those that are taken once; *at* is UTC."""

    mark: str
    at: datetime


@dataclass(slots=True, repr=False)
class Dialogue:
    """One person's place in the conversation, open while an update is handled.

    ``chosen_language`` is what the person chose, ``telegram_language`` what Telegram said last;
    ``prompt_message`` is the message that holds the form, ``keyboard_message`` the one that brought the
    contact's keyboard, ``opening_message`` the command that opened the form, ``left_message`` the last one
    that was tapped and answered by another. Until Telegram has told which message the form's is, the number
    of the update that it answers stands there, below 0. A message that is gone, or that nobody knows, is 0 or
    none. ``is_blocked`` tells that nothing could be sent when it was last tried. ``tapped`` is the message
    whose button the update is about; ``awaits_card`` is the booking that goes on once a card is saved;
    ``misunderstood`` counts how many times in a row nothing was understood, ``cry`` is the mark of the last
    words that were heard as an emergency. What differs from ``stored`` in
    the end is written, if the person ``is_kept``.
    """

    owner: int
    chosen_language: str | None = None
    telegram_language: str | None = None
    state: str | None = None
    form: Form | None = None
    scans: Mapping[str, CardDraft] = field(default_factory=dict)
    wanted: Wanted | None = None
    taken: Taken | None = None
    awaits_card: str | None = None
    misunderstood: int = 0
    prompt_message: int | None = None
    keyboard_message: int = 0
    opening_message: int = 0
    left_message: int = 0
    cry: str = ""
    is_blocked: bool = False
    tapped: int | None = field(default=None, compare=False)
    is_kept: bool = field(default=True, compare=False)
    stored: tuple[Any, ...] = field(default=(), compare=False)

    @property
    def language(self) -> str | None:
        """The language to use, if any is known."""
        return self.chosen_language or self.telegram_language

    @property
    def has_draft(self) -> bool:
        """Whether a form was begun, be it open or laid aside."""
        return self.form is not None

    def as_stored(self) -> Self:
        """Note that the row has it as it is now."""
        self.stored = _what_is_kept(self)
        return self

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what its row has."""
        return self.stored != _what_is_kept(self)

    def fill_in(self, form: Form) -> None:
        """Keep the form; what photographs offered, and what was wanted before it, is over."""
        self.form, self.scans, self.wanted = form, {}, None

    def keep_scan(self, scan: str, draft: CardDraft) -> None:
        """Keep what was read in a photograph until it is taken."""
        newest = list({**self.scans, scan: draft}.items())[-MOST_SCANS:]
        self.scans = dict(newest)

    def clear(self) -> None:
        """Forget the form and what belongs to it."""
        self.state, self.form, self.scans, self.wanted = None, None, {}, None

    @property
    def form_message(self) -> int | None:
        """The message that holds the form, if Telegram has told which one that is."""
        known = self.prompt_message or 0
        return known if known > 0 else None


_what_is_kept = attrgetter(*(each.name for each in fields(Dialogue) if each.compare))
_open: ContextVar[Dialogue] = ContextVar("open_dialogue")


def tapped_by(owner: int) -> int | None:
    """Return the message whose button *owner* has just tapped; its screen is about to be drawn anew."""
    dialogue = open_of(owner)
    return dialogue.tapped if dialogue else None


@contextmanager
def opened(dialogue: Dialogue) -> Iterator[None]:
    """Make *dialogue* the one that is open, in this task."""
    token = _open.set(dialogue)
    try:
        yield
    finally:
        _open.reset(token)


def open_of(owner: int) -> Dialogue | None:
    """Return the dialogue that is open, if it is that of *owner*."""
    dialogue = _open.get(None)
    return dialogue if dialogue and dialogue.owner == owner else None
