"""What a careless log line would tell of a person: nothing."""

import pickle
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given

import patient
from patient import fields
from patient.attachment import Attachment, AttachmentsFound, Found, Pace, Search
from patient.birth_date import BirthDate
from patient.card import Card, CardDraft, CardId, OwnerId
from patient.clinic import Clinic
from patient.errors import InvalidName, InvalidSnils, PatientError
from patient.name import FullName, Surname
from patient.phone import Phone
from patient.polis import Polis
from patient.privacy import Private
from patient.snils import Snils
from tests.patient.strategies import TODAY, drafts
from tests.patient.test_card import ANSWERS

PUBLIC = {"CardField", "Clinic", "Consent", "ConsentText", "Pace", "Search"} | {
    "Audience",
    "Doctor",
    "FreeTimes",
    "Held",
    "Limits",
    "Listed",
    "NoticeChoices",
    "OpenHours",
    "QuietHours",
    "Slot",
    "Target",
    "WordForm",
}
ANSWERS_AND_NEWS = {"Found", "NothingYet", "Ambiguous", "Unreachable"} | {
    "AttachmentsFound",
    "NothingFound",
    "SeveralPatients",
    "RegistryInTrouble",
    "AttachmentsChanged",
}


def test_the_repr_of_a_private_value_is_its_class():
    """Whole cards and single answers alike."""
    person = CardDraft(ANSWERS).complete()
    private = [*filter(None, ANSWERS.values()), person.name, person, person.draft]
    private += [Card(CardId("c1"), OwnerId(1), person), Phone.parse("8 902 123-45-67")]
    for value in (value for value in private if isinstance(value, Private)):
        assert repr(value) == type(value).__name__
        assert f"{value}" == repr(value)


def test_every_value_class_is_private_or_known_to_be_harmless():
    """A new class with a repr of its own is noticed here."""
    modules = [import_module(f"patient.{file.stem}") for file in _files()]
    classes = {kind for module in modules for kind in vars(module).values() if _is_value(kind)}
    open_ones = {kind.__name__ for kind in classes if not issubclass(kind, Private)}
    assert open_ones == PUBLIC | ANSWERS_AND_NEWS
    for kind in classes:
        assert not issubclass(kind, Private) or kind.__repr__ is Private.__repr__


def _files():
    return Path(patient.__file__).parent.glob("[!_]*.py")


def _is_value(kind):
    return isinstance(kind, type) and hasattr(kind, "__dataclass_fields__")


def test_where_somebody_is_attached_stays_private_in_a_search():
    """A search in a log tells how it stands, not what it found."""
    found = (Attachment(Clinic("1", "Женская консультация")),)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    pace = Pace(timedelta(seconds=5), timedelta(hours=24))
    search = Search.begin(CardId("c1"), OwnerId(1), now=now, pace=pace)
    after, news = search.after(Found(found), now=now, pace=pace, jitter=0.5)
    assert news == AttachmentsFound(found)
    for value in (after, news, Found(found)):
        assert "консультация" not in repr(value)
        assert "консультация" not in str(value)


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (Surname.parse, "Тайная1"),
        (Snils.parse, "112-233-445 96"),
        (Polis.parse, "777"),
        (Phone.parse, "8 902 77"),
        (lambda text: BirthDate.parse(text, today=TODAY), "77.77.1977"),
    ],
)
def test_an_error_tells_the_reason_and_never_the_text(parse, text):
    """Errors end up in logs, with what caused them."""
    with pytest.raises(PatientError) as caught:
        parse(text)
    error = caught.value
    assert str(error) == f"{error.field}.{error.reason}"
    assert text not in repr(error)
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None


@pytest.mark.parametrize("error", [InvalidSnils("zeros"), InvalidName("long", "surname")])
def test_an_error_says_the_same_in_another_process(error):
    """Photographs are read in a worker; its errors travel."""
    arrived = pickle.loads(pickle.dumps(error))
    assert (str(arrived), vars(arrived)) == (str(error), vars(error))


@given(drafts)
def test_no_draft_shows_an_answer(draft):
    """However much is answered already."""
    assert repr(draft) == "CardDraft"


def test_a_name_that_is_not_private_would_be_noticed():
    """The whole name hides like its parts."""
    assert repr(FullName(ANSWERS[fields.SURNAME], ANSWERS[fields.GIVEN_NAME])) == "FullName"
