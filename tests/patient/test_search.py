"""The search as pure values: what follows from each answer of the registry."""

from datetime import UTC, datetime, timedelta

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

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PACE = Pace(timedelta(seconds=5), timedelta(hours=24))
ONE = Attachment(Clinic("1", "Поликлиника № 1"), "терапевтическое")
TWO = Attachment(Clinic("2", "Стоматология"), "стоматологическое")
BEGUN = Search.begin(CardId("card"), OwnerId(1), now=NOW, pace=PACE)


def after(search, answer, *, at=NOW):
    return search.after(answer, now=at, pace=PACE, jitter=0.5)


def test_a_search_is_due_at_once_and_pauses_double():
    """5, 10, 20 seconds … and never more than a quarter of an hour."""
    assert BEGUN.next_at == NOW
    search, pauses = BEGUN, []
    for _ in range(12):
        search, news = after(search, NothingYet())
        assert news is None
        pauses.append((search.next_at - NOW).total_seconds())
    assert pauses[:3] == [5, 10, 20]
    assert pauses[-1] == 900


def test_found_attachments_are_told_and_looked_at_daily():
    """The news is told once; the next look is a day later."""
    found, news = after(BEGUN, Found((ONE,)))
    assert news == AttachmentsFound((ONE,))
    assert found.next_at == NOW + timedelta(days=1)
    again, news = after(found, Found((ONE,)))
    assert news is None
    assert again.is_over


def test_a_change_is_told():
    """What came and what went."""
    found, _ = after(BEGUN, Found((ONE,)))
    _, news = after(found, Found((TWO,)))
    assert news == AttachmentsChanged((TWO,), (ONE,))


def test_a_lost_attachment_is_believed_on_the_second_day():
    """One empty daily look alarms nobody."""
    found, _ = after(BEGUN, Found((ONE,)))
    missing, news = after(found, NothingYet())
    assert news is None
    assert missing.attachments == (ONE,)
    gone, news = after(missing, NothingYet())
    assert news == AttachmentsChanged((), (ONE,))
    assert gone.state is SearchState.NOT_FOUND


def test_nothing_found_is_told_at_the_deadline():
    """Before it nothing, at it the hint, after it no more asking."""
    search, news = after(BEGUN, NothingYet(), at=NOW + timedelta(hours=25))
    assert news == NothingFound()
    assert search.next_at is None


def test_the_last_ask_is_at_the_deadline():
    """A pause never leads past it."""
    nearly = NOW + timedelta(hours=24) - timedelta(seconds=2)
    search, _ = after(BEGUN, NothingYet(), at=nearly)
    assert search.next_at == BEGUN.deadline_at


def test_several_cards_are_the_registry_desks_matter():
    """Told once, and not asked again."""
    search, news = after(BEGUN, Ambiguous(2))
    assert news == SeveralPatients(2)
    assert search.next_at is None


def test_an_outage_is_no_answer():
    """Long trouble is told once, with the next try; the deadline does not end the search."""
    late = NOW + timedelta(hours=30)
    search, told = BEGUN, []
    for _ in range(6):
        search, news = after(search, Unreachable(), at=late)
        told.append(news)
    assert [type(news) for news in told if news] == [RegistryInTrouble]
    assert search.next_at > late
    found, news = after(search, Found((ONE,)), at=late)
    assert news == AttachmentsFound((ONE,))
    assert not found.is_in_trouble


def test_the_registrys_wish_for_a_pause_is_heard():
    """Retry-After lengthens the pause, within reason."""
    search, _ = after(BEGUN, Unreachable(timedelta(minutes=2)))
    assert search.next_at == NOW + timedelta(minutes=2)
    search, _ = after(BEGUN, Unreachable(timedelta(days=2)))
    assert search.next_at == NOW + timedelta(minutes=15)


answers = st.sampled_from([Found((ONE,)), Found((ONE, TWO)), NothingYet(), Ambiguous(2), Unreachable()])


@given(st.lists(st.tuples(answers, st.integers(0, 100_000), st.floats(0, 1)), max_size=30))
def test_any_history_leaves_a_search_that_is_over_or_due(history):
    """A search is always over or has a next ask in the future; JSON keeps it whole."""
    search, now = BEGUN, NOW
    for answer, seconds, jitter in history:
        now += timedelta(seconds=seconds)
        search, _ = search.after(answer, now=now, pace=PACE, jitter=jitter)
        assert search.next_at is None or search.next_at > now or search.next_at == search.deadline_at
        assert search.next_at is not None or search.is_over
        assert Search.from_json(search.to_json()) == search
    assert search.again(now, PACE).next_at == now
