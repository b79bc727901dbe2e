"""The search for attachments: what the registry can answer, and what follows from each answer.

``queued → waiting → found | not found | ambiguous``. An outage of the registry is no answer: the
search goes on, and its deadline moves by as long as the outage lasted. Found attachments are looked
at again each day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Literal, Self

from patient.card import CardId, OwnerId
from patient.clinic import Clinic
from patient.privacy import Private

DAILY = timedelta(days=1)
FAILURES_BEFORE_NEWS = 3
MOST_DOUBLINGS = 20  # any first pause has reached the longest by then; timedelta has bounds
SPREAD = 0.2  # of a pause: so that searches that began together don't stay together


@dataclass(frozen=True, slots=True, repr=False)
class DistrictDoctor(Private):
    """A person's district doctor (участковый врач); *post* is the id by which the directory knows him."""

    name: str
    post: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Attachment(Private):
    """A clinic to which a person is attached; *kind* is the registry's word (терапевтическое …).

    What a registry does not tell is none: some know kind and date, others the district doctor.
    """

    clinic: Clinic
    kind: str | None = None
    since: date | None = None
    district_doctor: DistrictDoctor | None = None

    @property
    def key(self) -> tuple[str, str | None]:
        """What makes it the same attachment on another day."""
        return self.clinic.id, self.kind


@dataclass(frozen=True, slots=True)
class Found:
    """The registry knows the person and his clinics (one at least).

    *silent* are those whose clinic cannot be told just now but for its id; they stay as they were.
    """

    attachments: tuple[Attachment, ...]
    silent: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingYet:
    """The registry does not know the person, or no clinic of his."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The registry has several cards with these data."""

    count: int


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The registry did not answer; *retry_after* is what it asked for, if it did. *why* is the operator's."""

    retry_after: timedelta | None = None
    why: Literal["unavailable", "refused", "malformed"] = field(default="unavailable", compare=False)


RegistryAnswer = Found | NothingYet | Ambiguous | Unreachable


@dataclass(frozen=True, slots=True)
class AttachmentsFound:
    """The search has ended well."""

    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class NothingFound:
    """The deadline passed without an attachment."""


@dataclass(frozen=True, slots=True)
class SeveralPatients:
    """Only the registry desk can tell which of several cards is the person's."""

    count: int


@dataclass(frozen=True, slots=True)
class RegistryInTrouble:
    """The registry has been down for a while; the next try comes at *next_try* (UTC)."""

    next_try: datetime


@dataclass(frozen=True, slots=True)
class AttachmentsChanged:
    """A daily look found other attachments than before."""

    attached: tuple[Attachment, ...]
    detached: tuple[Attachment, ...]


SearchNews = AttachmentsFound | NothingFound | SeveralPatients | RegistryInTrouble | AttachmentsChanged


class SearchState(Enum):
    """Where a search stands."""

    QUEUED = "queued"
    WAITING = "waiting"
    FOUND = "found"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Pace:
    """How a search is paced: the first pause, doubling up to the longest, and the deadline."""

    first: timedelta
    deadline: timedelta
    longest: timedelta = timedelta(minutes=15)

    def pause(self, times: int, jitter: float) -> timedelta:
        """Return the pause after the *times*-th try, shifted by *jitter* in 0…1."""
        doublings = min(times - 1, MOST_DOUBLINGS)
        return _spread(min(self.first * 2**doublings, self.longest), jitter)


@dataclass(frozen=True, slots=True)
class Search:
    """One card's search. Times are UTC; ``next_at`` is when to ask next, none when it is over.

    ``asked`` counts the answers without a result, ``failures`` the tries without an answer since
    ``trouble_since``.
    """

    card: CardId
    owner: OwnerId
    deadline_at: datetime
    next_at: datetime | None
    state: SearchState = SearchState.QUEUED
    asked: int = 0
    failures: int = 0
    trouble_since: datetime | None = None
    attachments: tuple[Attachment, ...] = ()

    @classmethod
    def begin(cls, card: CardId, owner: OwnerId, *, now: datetime, pace: Pace) -> Self:
        """Return a search that is due at once."""
        return cls(card, owner, deadline_at=now + pace.deadline, next_at=now)

    def again(self, now: datetime, pace: Pace) -> Self:
        """Return the search as new; what was found before is shown until there is an answer."""
        fresh = type(self).begin(self.card, self.owner, now=now, pace=pace)
        return replace(fresh, attachments=self.attachments)

    @property
    def is_over(self) -> bool:
        """Whether it waits for nothing but the daily look."""
        return self.state not in {SearchState.QUEUED, SearchState.WAITING}

    @property
    def is_in_trouble(self) -> bool:
        """Whether the registry has been down for a while."""
        return self.failures >= FAILURES_BEFORE_NEWS

    def after(
        self, answer: RegistryAnswer, *, now: datetime, pace: Pace, jitter: float
    ) -> tuple[Self, SearchNews | None]:
        """Return the search after *answer*, and what to tell of it.

        *jitter* in 0…1 shifts the next pause by up to a tenth to either side.
        """
        if isinstance(answer, Unreachable):
            return self._unreachable(answer.retry_after, now, pace, jitter)
        if self.trouble_since is not None:
            resumed = self._without_outage(now - self.trouble_since)
            return resumed.after(answer, now=now, pace=pace, jitter=jitter)
        match answer:
            case Found():
                return self._found(answer, now, pace, jitter)
            case NothingYet():
                return self._nothing_yet(now, pace, jitter)
            case Ambiguous(count):
                ended = replace(self, state=SearchState.AMBIGUOUS, next_at=None)
                return ended, SeveralPatients(count)

    def _without_outage(self, lasted: timedelta) -> Self:
        """Return the search with the outage behind it, which took nothing from its time."""
        return replace(self, failures=0, trouble_since=None, deadline_at=self.deadline_at + lasted)

    def _found(
        self, answer: Found, now: datetime, pace: Pace, jitter: float
    ) -> tuple[Self, SearchNews | None]:
        """Keep what was found; what is silent stays as it was, and is asked about again soon."""
        earlier = {each.key: each for each in self.attachments}
        stay = {each.key: earlier[each.key] for each in answer.silent if each.key in earlier}
        told = {each.key: each for each in answer.attachments}
        attachments = tuple((told | stay).values())
        found = replace(
            self,
            state=SearchState.FOUND,
            attachments=attachments,
            next_at=now + _spread(pace.longest if answer.silent else DAILY, jitter),
            asked=0,
        )
        if self.state is not SearchState.FOUND:
            return found, AttachmentsFound(attachments)
        return found, _change(self.attachments, attachments)

    def _nothing_yet(self, now: datetime, pace: Pace, jitter: float) -> tuple[Self, SearchNews | None]:
        asked = self.asked + 1
        if self.state is SearchState.FOUND:
            return self._missing_on_a_daily_look(asked, now, jitter)
        if now >= self.deadline_at:
            ended = replace(self, state=SearchState.NOT_FOUND, next_at=None, attachments=())
            return ended, NothingFound()
        next_at = min(now + pace.pause(asked, jitter), self.deadline_at)
        return replace(self, state=SearchState.WAITING, asked=asked, next_at=next_at), None

    def _missing_on_a_daily_look(
        self, asked: int, now: datetime, jitter: float
    ) -> tuple[Self, SearchNews | None]:
        """Believe that all attachments are gone only when two looks say so."""
        looked = replace(self, asked=asked, next_at=now + _spread(DAILY, jitter))
        if asked == 1:
            return looked, None
        ended = replace(looked, state=SearchState.NOT_FOUND, next_at=None, attachments=())
        return ended, AttachmentsChanged((), self.attachments)

    def _unreachable(
        self, retry_after: timedelta | None, now: datetime, pace: Pace, jitter: float
    ) -> tuple[Self, SearchNews | None]:
        failures = self.failures + 1
        asked_for = min(retry_after or timedelta(), pace.longest)
        next_at = now + max(pace.pause(failures, jitter), asked_for)
        trouble_since = self.trouble_since or now
        down = replace(self, failures=failures, trouble_since=trouble_since, next_at=next_at)
        is_news = failures == FAILURES_BEFORE_NEWS and not self.is_over
        return down, RegistryInTrouble(next_at) if is_news else None


def _spread(pause: timedelta, jitter: float) -> timedelta:
    return pause * (1 + SPREAD * (jitter - 0.5))


def _change(earlier: Iterable[Attachment], present: Iterable[Attachment]) -> AttachmentsChanged | None:
    before = {attachment.key: attachment for attachment in earlier}
    after = {attachment.key: attachment for attachment in present}
    attached = tuple(after[key] for key in after if key not in before)
    detached = tuple(before[key] for key in before if key not in after)
    return AttachmentsChanged(attached, detached) if attached or detached else None
