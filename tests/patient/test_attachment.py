"""The search for attachments: what follows from each answer of the registry."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.attachment import (
    Ambiguous,
    Attachment,
    AttachmentsChanged,
    AttachmentsFound,
    Found,
    NothingFound,
    NothingYet,
    Pace,
    RegistryInTrouble,
    Search,
    SearchState,
    SeveralPatients,
    Unreachable,
)
from patient.card import CardId, OwnerId
from patient.clinic import Clinic
from storage.written import read, written
from tests.patient.strategies import attachments, jitters, long_outages, searches

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
PACE = Pace(first=timedelta(seconds=5), deadline=timedelta(hours=24))
POLYCLINIC = Attachment(Clinic("1", "Поликлиника № 0"), "терапевтическое")
DENTIST = Attachment(Clinic("1", "Поликлиника № 0"), "стоматологическое")


class Registry:
    """A registry that answers one search, each time when it is due."""

    def __init__(self):
        self.now = NOW
        self.search = Search.begin(CardId("c1"), OwnerId(1), now=NOW, pace=PACE)
        self.pauses = []

    def says(self, answer, *, jitter=0.5):
        """Answer, and return what there is to tell; the clock goes on to the next ask."""
        self.search, news = self.search.after(answer, now=self.now, pace=PACE, jitter=jitter)
        if self.search.next_at:
            self.pauses.append(self.search.next_at - self.now)
            self.now = self.search.next_at
        return news

    def is_down(self, how_long):
        """Stay silent for *how_long* at least, and return all that there is to tell."""
        back_at, news = self.now + how_long, []
        while self.now < back_at:
            news.append(self.says(Unreachable()))
        return [told for told in news if told]


@pytest.fixture
def registry():
    return Registry()


def test_a_search_is_due_at_once_and_its_pauses_double(registry):
    """5, 10, 20 seconds … and never more than a quarter of an hour."""
    assert registry.search.next_at == NOW
    for _ in range(12):
        assert registry.says(NothingYet()) is None
    assert registry.pauses[:3] == [timedelta(seconds=seconds) for seconds in (5, 10, 20)]
    assert registry.pauses[-1] == PACE.longest == timedelta(minutes=15)


def test_what_was_found_is_told_and_looked_at_daily(registry):
    """The search is over; only the daily look is left."""
    assert registry.says(Found((POLYCLINIC,))) == AttachmentsFound((POLYCLINIC,))
    assert registry.search.is_over
    assert registry.pauses == [DAY]


def test_several_patients_are_told_once_and_not_asked_about_again(registry):
    """Only the registry desk can tell which of them it is."""
    assert registry.says(Ambiguous(2)) == SeveralPatients(2)
    assert (registry.search.state, registry.search.next_at) == (SearchState.AMBIGUOUS, None)


def test_the_deadline_ends_a_search_that_found_nothing(registry):
    """The last ask comes exactly then, and nothing is asked after it."""
    news = None
    while news is None:
        news = registry.says(NothingYet())
    assert news == NothingFound()
    assert registry.now == NOW + PACE.deadline
    assert (registry.search.state, registry.search.next_at) == (SearchState.NOT_FOUND, None)


def test_a_search_can_be_begun_again(registry):
    """With a new deadline and the first pause, and the same owner and card."""
    ended = replace(registry.search, state=SearchState.NOT_FOUND, next_at=None, asked=99)
    again = ended.again(NOW + DAY, PACE)
    assert again == Search.begin(CardId("c1"), OwnerId(1), now=NOW + DAY, pace=PACE)


def test_what_was_found_before_is_shown_until_there_is_an_answer(registry):
    """Beginning again forgets no clinic, and the same clinic is news then."""
    registry.says(Found((POLYCLINIC,)))
    registry.search = registry.search.again(registry.now, PACE)
    assert registry.search.attachments == (POLYCLINIC,)
    assert registry.says(Found((POLYCLINIC,))) == AttachmentsFound((POLYCLINIC,))


def test_trouble_is_told_once_with_the_time_of_the_next_try(registry):
    """Not at the first silence, and not again while it lasts."""
    assert registry.says(Unreachable()) is None
    assert registry.says(Unreachable()) is None
    assert not registry.search.is_in_trouble
    assert registry.says(Unreachable()) == RegistryInTrouble(registry.now)
    assert registry.search.is_in_trouble
    assert registry.is_down(timedelta(hours=5)) == []
    assert registry.pauses[-1] == PACE.longest


def test_the_registry_may_say_when_to_come_back(registry):
    """Its Retry-After is kept to, within a quarter of an hour."""
    registry.says(Unreachable(retry_after=timedelta(minutes=2)))
    registry.says(Unreachable(retry_after=timedelta(hours=9)))
    registry.says(Unreachable(retry_after=timedelta(seconds=1)))
    assert registry.pauses == [timedelta(minutes=2), PACE.longest, timedelta(seconds=20)]


@given(outage=long_outages)
def test_an_outage_never_counts_as_not_found(outage):
    """However long it was, the search has all of its time left afterwards."""
    registry = Registry()
    assert len(registry.is_down(outage)) == 1
    assert registry.says(NothingYet()) is None
    assert registry.search.state is SearchState.WAITING
    assert registry.search.deadline_at - registry.now < PACE.deadline
    assert registry.search.deadline_at - registry.now >= PACE.deadline - PACE.first * 2
    assert (registry.search.failures, registry.search.trouble_since) == (0, None)


def test_a_second_outage_is_told_again(registry):
    """Between the two there was an answer."""
    assert len(registry.is_down(timedelta(hours=1))) == 1
    registry.says(NothingYet())
    assert len(registry.is_down(timedelta(hours=1))) == 1


def test_a_change_is_news_on_a_daily_look(registry):
    """What came and what went are told apart; the same again is no news."""
    registry.says(Found((POLYCLINIC,)))
    assert registry.says(Found((POLYCLINIC,))) is None
    assert registry.says(Found((DENTIST,))) == AttachmentsChanged((DENTIST,), (POLYCLINIC,))
    assert registry.says(Found((DENTIST, POLYCLINIC))) == AttachmentsChanged((POLYCLINIC,), ())


def test_what_is_silent_stays_as_it_was_and_is_asked_about_soon(registry):
    """It is neither gone nor new once it speaks again; what was never told is new then."""
    elsewhere = replace(DENTIST, clinic=Clinic("2", "Стоматология"))
    registry.says(Found((POLYCLINIC, elsewhere)))
    silent = replace(elsewhere, clinic=Clinic("2", ""))
    assert registry.says(Found((POLYCLINIC,), (silent,))) is None
    assert registry.search.attachments == (POLYCLINIC, elsewhere)
    assert registry.pauses[-1] == PACE.longest
    assert registry.says(Found((POLYCLINIC, elsewhere))) is None
    assert registry.pauses[-1] == DAY
    registry.says(Found((POLYCLINIC,)))
    assert registry.says(Found((POLYCLINIC,), (silent,))) is None
    assert registry.says(Found((POLYCLINIC, elsewhere))) == AttachmentsChanged((elsewhere,), ())


def test_a_new_address_of_a_clinic_is_kept_and_is_no_news(registry):
    """An attachment is the same by its clinic and kind."""
    moved = replace(POLYCLINIC, clinic=replace(POLYCLINIC.clinic, address="ул. Примерная, 2"))
    registry.says(Found((POLYCLINIC,)))
    assert registry.says(Found((moved,))) is None
    assert registry.search.attachments == (moved,)


def test_a_clinic_that_is_back_the_next_day_was_never_gone(registry):
    """The count of empty looks begins anew."""
    registry.says(Found((POLYCLINIC,)))
    for answer in (NothingYet(), Found((POLYCLINIC,)), NothingYet()):
        assert registry.says(answer) is None
    assert registry.search.state is SearchState.FOUND


def test_a_lost_clinic_is_believed_on_the_second_day(registry):
    """One empty daily look alarms nobody."""
    registry.says(Found((POLYCLINIC,)))
    assert registry.says(NothingYet()) is None
    assert registry.search.attachments == (POLYCLINIC,)
    assert registry.says(NothingYet()) == AttachmentsChanged((), (POLYCLINIC,))
    assert registry.search.state is SearchState.NOT_FOUND


def test_an_outage_on_a_daily_look_is_not_told(registry):
    """Nobody waits for it; it is tried again and the clinics stay."""
    registry.says(Found((POLYCLINIC,)))
    assert registry.is_down(timedelta(hours=5)) == []
    assert registry.search.attachments == (POLYCLINIC,)
    assert registry.says(Found((POLYCLINIC,))) is None


@given(st.integers(1, 10_000), jitters)
def test_pauses_are_spread_by_a_tenth_to_either_side(times, jitter):
    """Searches that began together don't stay together."""
    middle = PACE.pause(times, 0.5)
    assert 0.899 * middle <= PACE.pause(times, jitter) <= 1.101 * middle
    assert middle <= PACE.longest


answers = st.one_of(
    st.lists(attachments, min_size=1, max_size=2).map(tuple).map(Found),
    st.just(NothingYet()),
    st.integers(2, 9).map(Ambiguous),
    st.none().map(Unreachable),
)


@given(searches, answers, jitters)
def test_a_search_goes_on_until_it_is_over(search, answer, jitter):
    """After any answer something is due later, unless the search has ended without clinics."""
    after, news = search.after(answer, now=NOW, pace=PACE, jitter=jitter)
    ended = after.state in {SearchState.NOT_FOUND, SearchState.AMBIGUOUS}
    if after.next_at is None:
        assert ended
        assert news is not None
    else:
        assert after.next_at > NOW or after.next_at == after.deadline_at
    assert (after.card, after.owner) == (search.card, search.owner)


@given(searches)
def test_a_search_comes_back_from_json(search):
    """As it is sealed and kept."""
    assert read(Search, json.loads(json.dumps(written(search)))) == search
