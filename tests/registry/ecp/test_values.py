"""What the ЕЦП's JSON may look like, and any JSON at all: our own error, or a value."""

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patient.clinic import Clinic
from registry.ecp import answers, clinics, people, session, timetable, values, visits
from registry.errors import RegistryError, RegistryReplyMalformed
from registry.reading import known
from registry.wire import Answer
from tests.registry.kinds import ZONE

CLINIC = {"lpu_id": "7", "lpu_nick": "Поликлиника"}
TEXT = "Полевая, 1"


def answer(content, status=200):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Answer(status, {}, body)


@pytest.mark.parametrize(
    ("told", "rows"),
    [
        ({"data": [{"A": 1}, {"A": 2}]}, [{"a": 1}, {"a": 2}]),
        ({"data": {"A": 1}}, [{"a": 1}]),
        ({"data": {"0": {"A": 1}, "3": {"A": 2}}}, [{"a": 1}, {"a": 2}]),
        ({"data": None}, []),
        ({"data": ""}, []),
        ({"data": False}, []),
        ({"data": {}}, []),
        ({}, []),
        ({"data": {"TimeTable": [{"A": 1}]}}, [{"a": 1}]),
        ({"data": [{"TimeTable": [{"A": 1}]}]}, [{"a": 1}]),
        ({"data": [{"timetable": {"A": 1}}]}, [{"a": 1}]),
        ({"data": {"TimeTable": None}}, []),
        ({"TimeTable": [{"A": 1}]}, [{"a": 1}]),
        ({"data": [5, None, "x"]}, [5, None, "x"]),
    ],
    ids=str,
)
def test_rows_are_found_in_every_shape(told, rows):
    """A list, an object, a list with gaps, nothing, below a name of its own or beside it."""
    assert values.rows(told, "TimeTable") == rows


@pytest.mark.parametrize("value", ["17", 17, " 017 "], ids=ascii)
def test_an_id_is_a_number_however_it_is_written(value):
    assert values.number(value) == "17"


NO_IDS = (True, 0, "0", -1, 1.5, "", "1/2", "../7", "٣", None, [], "9" * 19, 10**400)


@pytest.mark.parametrize("value", NO_IDS, ids=lambda value: ascii(value)[:20])
def test_what_is_no_id_is_none(value):
    """It goes into addresses."""
    assert known(values.number, value) is None


@pytest.mark.parametrize(
    "written", ["2026-12-01 08:20:00", "2026-12-01 08:20", "2026-12-01T08:20:00", "2026-12-01T04:20:00+00:00"]
)
def test_a_time_is_the_regions(written):
    """Without a zone it is that of the settings."""
    assert values.moment(written, ZONE) == datetime(2026, 12, 1, 4, 20, tzinfo=UTC)


@pytest.mark.parametrize("written", ["2026-12-01", "1.12.26 08:20", "", "0001-01-01 00:00:00", None, 5])
def test_what_is_no_time_is_none(written):
    assert known(values.moment, written, ZONE) is None


@pytest.mark.parametrize("name", ["UAddress_Address", "Lpu_Address", "address"])
def test_an_address_is_found_under_any_name(name):
    """How the field is called is not confirmed; ids are no addresses."""
    (row,) = values.rows({"data": {**CLINIC, "UAddress_id": "5", name: TEXT, "Org_Phone": "1, 2;3"}})
    assert clinics.clinic(row) == Clinic("7", "Поликлиника", TEXT, ("1", "2", "3"))
    assert clinics.clinic(CLINIC) == Clinic("7", "Поликлиника")


def test_a_shouted_name_is_told_quietly():
    """ИВАНОВ-ПЕТРОВ ИВАН."""
    row = {"personsurname_surname": "ИВАНОВ-ПЕТРОВ", "personfirname_firname": "ИВАН"}
    assert values.full_name(row) == "Иванов-Петров Иван"


def test_an_attachment_without_a_clinic_is_none():
    assert clinics.attachment({"lpu_id": None}) is None
    assert clinics.attachment({"lpu_id": "7"}).clinic == Clinic("7", "")


@pytest.mark.parametrize("code", [0, "0", None], ids=ascii)
def test_an_answer_that_went_well(code):
    assert answers.told(answer({"error_code": code, "data": []}))["data"] == []


NO_ANSWERS = [[], 5, {}, {"error_msg": "x"}, {"error_code": True}, {"error_code": [0]}, b"{", b""]


@pytest.mark.parametrize("content", NO_ANSWERS, ids=ascii)
def test_what_is_no_answer(content):
    with pytest.raises(RegistryReplyMalformed):
        answers.told(answer(content))


@pytest.mark.parametrize("content", [{"error_code": 7}, {"error_code": "x"}, {"error_code": -1}, b" <html>"])
def test_what_may_be_a_session_that_is_over(content):
    with pytest.raises(answers.SessionOver):
        answers.told(answer(content))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
NAMES = (
    *("person_id", "personsurname_surname", "personfirname_firname", "personbirthday_birthday"),
    *("personsnils_snils", "lpu_id", "lpu_nick", "uaddress_address", "lpu_phone", "medstafffact_id"),
    *("medstafffact_fio", "medspecoms_id", "medspecoms_name", "timetablegraf_id", "timetablegraf_begtime"),
    *("timetabletype_id", "timetable_id", "timetable_begtime", "timetablesource", "post_name"),
)
SOME = st.sampled_from(["7", 7, "2026-12-01 08:20:00", "2026-12-01", "Graf", "0"]) | anything
rows = st.dictionaries(st.sampled_from(NAMES), SOME)
READERS = {
    "record": people.record,
    "clinic": clinics.clinic,
    "attachment": clinics.attachment,
    "doctor": lambda row: clinics.doctor(row, Clinic("7", ""), "терапия"),
    "speciality": clinics.speciality,
    "day": timetable._day,
    "slot": lambda row: timetable._offered(row, "1", ZONE),
    "visit": lambda row: visits._visit(row, ZONE),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@settings(max_examples=40)
@given(row=rows | anything)
def test_no_row_breaks_its_reader(reader, row):
    """A value, or the one error that says so."""
    with contextlib.suppress(RegistryReplyMalformed):
        reader(row)


@given(row=rows | anything)
def test_no_row_breaks_what_looks_at_it_before(row):
    """Whose it is, and of which type."""
    assert values.is_others(row, "person_id", "7") in {True, False}
    assert visits._is_graf(row) in {True, False}
    assert timetable._type(row) is None or row


answered = st.fixed_dictionaries({"error_code": anything}, optional={"data": anything, "error_msg": anything})


@given(content=anything | answered)
def test_no_answer_breaks_the_door(content):
    """An answer that tells something, a refusal, or a session that may be over."""
    for read in (answers.told, session.session_of):
        with contextlib.suppress(RegistryError, answers.SessionOver):
            read(answer(content))
    with contextlib.suppress(RegistryError, answers.SessionOver):
        values.rows(answers.told(answer(content)), "TimeTable")
