"""ESIA's JSON turned into patient values: what is right is kept, the rest is left out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esia.person import read_person, read_phone
from esia.polis import read_polis
from patient import fields
from patient.card import CardDraft
from patient.polis import PolisKind
from patient.sex import Sex
from storage.written import read as read_back
from storage.written import written

TODAY = date(2026, 11, 23)
ANNA = {
    "lastName": "ТЕСТОВА",
    "firstName": "Анна",
    "middleName": "Петровна",
    "birthDate": "13.10.1979",
    "gender": "F",
    "snils": "112-233-445 95",
    "trusted": True,
    "inn": "585204118212",
    "birthPlace": "Ульяновск",
    "citizenship": "RUS",
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


def polis(**fields):
    return {"type": "MDCL_PLCY", "vrfStu": "NOT_VERIFIED", **fields}


def read(person, contacts=(), documents=()):
    return read_person(person, contacts, documents, TODAY)


def test_a_whole_person_is_read_and_nothing_else_kept():
    """Names get their case; place of birth, INN and the rest stay outside."""
    draft = read(ANNA, [{"type": "MBT", "vrfStu": "VERIFIED", "value": "+7(902)1234567"}])
    assert written(draft) == {
        "surname": "Тестова",
        "given_name": "Анна",
        "patronymic": "Петровна",
        "sex": "female",
        "birth_date": "1979-10-13",
        "snils": "11223344595",
        "phone": "+79021234567",
    }


@pytest.mark.parametrize(
    ("person", "is_answered"),
    [
        (ANNA | {"middleName": None}, True),
        (ANNA | {"middleName": ""}, True),
        ({name: value for name, value in ANNA.items() if name != "middleName"}, False),
        (ANNA | {"middleName": 5}, False),
        (ANNA | {"middleName": "П3тровна"}, False),
    ],
)
def test_a_missing_patronymic_is_asked_unless_esia_says_there_is_none(person, is_answered):
    """An empty one is an answer, an absent or unreadable one is a question."""
    draft = read(person)
    assert draft.is_answered(fields.PATRONYMIC) is is_answered
    assert not is_answered or draft.get(fields.PATRONYMIC) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lastName", "<script>"),
        ("lastName", "А" * 10_000),
        ("firstName", None),
        ("birthDate", "31.02.1979"),
        ("birthDate", "13.10.2079"),
        ("birthDate", "13.10.79 г"),
        ("gender", "X"),
        ("gender", ["F"]),
        ("snils", "000-000-000 00"),
        ("snils", "112-233"),
        ("snils", {"value": "112-233-445 95"}),
    ],
)
def test_a_value_that_we_cannot_read_is_a_question_to_the_person(name, value):
    """The other fields are kept."""
    before, after = read(ANNA), read(ANNA | {name: value})
    assert written(before).items() >= written(after).items()


def test_a_snils_of_esias_may_not_add_up():
    """An authority's number is kept with the doubt."""
    assert read(ANNA | {"snils": "112-233-445 96"})[fields.SNILS].adds_up is False


@pytest.mark.parametrize(
    ("document", "kind", "series", "number"),
    [
        ({"unitedNumber": "7349020886007312"}, PolisKind.NEW, None, "7349020886007312"),
        ({"number": "7349020886007312"}, PolisKind.NEW, None, "7349020886007312"),
        ({"number": "7349 0208 8600 7312"}, PolisKind.NEW, None, "7349020886007312"),
        ({"number": 7349020886007312}, PolisKind.NEW, None, "7349020886007312"),
        ({"number": "7349020886007312", "series": "73"}, PolisKind.NEW, None, "7349020886007312"),
        ({"number": "7349020886007312", "series": None}, PolisKind.NEW, None, "7349020886007312"),
        ({"series": "73-01", "number": "654321"}, PolisKind.OLD, "73-01", "654321"),
        ({"series": "АБ", "number": "654321"}, PolisKind.OLD, "АБ", "654321"),
        ({"series": "6003", "number": "123456789012"}, PolisKind.OLD, "6003", "123456789012"),
        ({"series": " ", "number": "654321"}, PolisKind.OLD, None, "654321"),
        ({"series": ["73"], "number": "654321"}, PolisKind.OLD, None, "654321"),
        ({"series": "<b>", "number": "654321"}, PolisKind.OLD, None, "654321"),
        ({"number": "36326694622"}, PolisKind.OLD, None, "36326694622"),
        ({"number": "123456789"}, PolisKind.TEMPORARY, None, "123456789"),
        ({"number": "x", "unitedNumber": "7349020886007312"}, PolisKind.NEW, None, "7349020886007312"),
        ({"number": "654321", "unitedNumber": "x"}, PolisKind.OLD, None, "654321"),
        ({"series": "7356 21", "number": "0840 000129"}, PolisKind.OLD, "735621", "0840000129"),
        ({"series": "735621", "number": "08400001290"}, PolisKind.OLD, "735621", "08400001290"),
        ({"series": "73", "number": "123456789"}, PolisKind.OLD, "73", "123456789"),
        ({"series": "73", "number": "12345678901234567"}, PolisKind.OLD, "73", "12345678901234567"),
        ({"series": "73–01", "number": "№ 654-321"}, PolisKind.OLD, "73-01", "654321"),
        (
            {"series": "73\u200b56", "number": "\u202a0840\u00a0000129\u202c"},
            PolisKind.OLD,
            "7356",
            "0840000129",
        ),
        ({"number": "0840 000129"}, PolisKind.OLD, None, "0840000129"),
        ({"number": "АБ 654321"}, PolisKind.OLD, "АБ", "654321"),
    ],
)
def test_a_polis_is_read_in_all_its_forms(document, kind, series, number):
    """United number, number alone, series and number, with spaces, as a number."""
    found = read_polis([{"type": "RF_PASSPORT", "number": "925695"}, polis(**document)], TODAY)
    assert (found.kind, found.series, found.number) == (kind, series, number)


@pytest.mark.parametrize(
    "document", [{}, {"number": ""}, {"number": "12"}, {"number": None}, {"number": True}]
)
def test_what_is_no_polis_is_left_out(document):
    """The person will be asked."""
    assert read_polis([polis(**document)], TODAY) is None


@pytest.mark.parametrize(
    ("documents", "number"),
    [
        ([("7349020886007312", "01.11.2026"), ("654321", None)], "654321"),
        ([("7349020886007312", "2026-11-22"), ("654321", "31.12.2026")], "654321"),
        ([("654321", None), ("7349020886007312", "23.11.2026")], "7349020886007312"),  # its last day is today
        ([("123456789", "22.11.2026"), ("7349020886007312", None)], "7349020886007312"),
        ([("123456789", "22.11.2026")], "123456789"),
        ([("7349020886007312", "soon"), ("654321", None)], "7349020886007312"),
        ([("7349020886007312", ["01.11.2026"]), ("654321", None)], "7349020886007312"),
        ([("7349020886007312", "٠١.١١.٢٠٢٠"), ("654321", None)], "7349020886007312"),
        ([("654321", "01.11.2026"), ("7349020886007312", "01.11.2025")], "7349020886007312"),
    ],
)
def test_an_expired_polis_loses_against_a_valid_one(documents, number):
    """By ``expiryDate``; one that cannot be read is none, and an expired one is better than nothing."""
    assert read_polis([polis(number=one, expiryDate=day) for one, day in documents], TODAY).number == number


def test_of_equals_the_verified_one_is_taken():
    """Where ESIA did look one up, it knows better."""
    first, second = polis(number="654321"), polis(number="765432") | {"vrfStu": "VERIFIED"}
    assert read_polis([first, second], TODAY).number == "765432"


@pytest.mark.parametrize(
    "told", [None, "", " ", "нет", "Нет.", "-", "—", "отсутствует", "Без отчества", "null"]
)
def test_that_there_is_no_patronymic_is_told_in_many_ways(told):
    """None of them becomes a patronymic, and the person is not asked again."""
    draft = read(ANNA | {"middleName": told})
    assert draft.is_answered(fields.PATRONYMIC)
    assert draft.get(fields.PATRONYMIC) is None


@pytest.mark.parametrize(
    ("snils", "digits"),
    [
        ("000-000-600 03", "00000060003"),
        ("112-233-445-95", "11223344595"),
        ("112 233 445 95", "11223344595"),
        (11223344595, "11223344595"),
        ("112–233–445 95", "11223344595"),
        ("\u202a112-233-445 95\u202c", "11223344595"),
        (" 112-233-445\u00a095 ", "11223344595"),
    ],
)
def test_a_snils_comes_in_odd_spellings(snils, digits):
    """Dashes of any kind, spaces of any kind, none at all, or a number."""
    assert read(ANNA | {"snils": snils})[fields.SNILS].digits == digits


def test_people_of_the_test_stand_are_told_to_the_operator(caplog):
    """Their names have digits; the log says so once a person, and never the name."""
    draft = read(ANNA | {"lastName": "Фамилия003", "firstName": "Имя003", "middleName": "Отчество003"})
    assert not draft.is_answered(fields.SURNAME)
    (line,) = [record.getMessage() for record in caplog.records]
    assert "test stand" in line
    assert not any(part in line for part in ("Фамилия", "Имя003 ", "Отчество"))
    caplog.clear()
    read(ANNA)
    assert not caplog.records


def test_a_new_polis_is_preferred():
    """Whoever has both uses the new one."""
    found = read_polis([polis(series="73", number="654321"), polis(number="7349020886007312")], TODAY)
    assert found.kind is PolisKind.NEW


@pytest.mark.parametrize(
    "contact",
    [
        {"type": "MBT", "vrfStu": "NOT_VERIFIED", "value": "+7(902)1234567"},
        {"type": "MBT", "value": "+7(902)1234567"},
        {"type": "PHN", "vrfStu": "VERIFIED", "value": "+7(842)2000000"},
        {"type": "EML", "vrfStu": "VERIFIED", "value": "demo@example.ru"},
        {"type": "MBT", "vrfStu": "VERIFIED", "verifyingValue": "+7(902)1234567"},
        {"type": "MBT", "vrfStu": "VERIFIED", "value": "+7(000)0000006"},
    ],
)
def test_only_a_verified_mobile_is_a_phone(contact):
    """Neither what is being verified nor a home phone; a number that cannot exist is left out."""
    assert read_phone([contact]) is None


def test_of_several_mobiles_the_first_that_is_verified_and_can_exist_is_taken():
    """A number that cannot exist does not hide the one behind it."""
    values = (("NOT_VERIFIED", "+7(902)1234567"), ("VERIFIED", "+7(000)0000006"), ("VERIFIED", "89021234568"))
    phone = read_phone([{"type": "MBT", "vrfStu": status, "value": value} for status, value in values])
    assert phone.e164 == "+79021234568"


def test_sexes_are_letters():
    """M and F, as the manual has them."""
    assert read({"gender": "M"})[fields.SEX] is Sex.MALE
    assert read({"gender": "F"})[fields.SEX] is Sex.FEMALE


@pytest.mark.parametrize(
    "claims", [{"gender": "female"}, {"gender": "f"}, {"gender": "Ж"}, {"gender": "FEMALE"}]
)
def test_a_gateway_may_write_the_sex_otherwise(claims):
    """OpenID Connect has words for it."""
    assert read(claims)[fields.SEX] is Sex.FEMALE


@pytest.mark.parametrize("born", ["1979-10-13T00:00:00+03:00", "13.10.1979 00:00:00", "1979-10-13"])
def test_a_gateway_may_write_the_birth_date_as_a_time(born):
    """Midnight of whatever zone is the day that stands there."""
    assert read({"birthDate": born})[fields.BIRTH_DATE].date == date(1979, 10, 13)


@given(
    person=st.dictionaries(st.sampled_from(list(ANNA)) | st.text(), json_values),
    contacts=st.lists(
        json_values | st.dictionaries(st.sampled_from(["type", "vrfStu", "value"]), json_values)
    ),
    documents=st.lists(
        json_values
        | st.builds(
            lambda fields: polis(**fields),
            st.dictionaries(st.sampled_from(["number", "series"]), json_values),
        )
    ),
)
def test_no_json_breaks_the_reading(person, contacts, documents):
    """Whatever comes, a draft comes out that can be stored and read again."""
    draft = read(person, contacts, documents)
    assert read_back(CardDraft, written(draft)) == draft


@given(series=st.text(max_size=15), number=st.text("0123456789 -", max_size=20))
def test_any_series_and_number_give_a_polis_or_none(series, number):
    """Digits are not invented; those that are no longer in the number are in its series."""
    found = read_polis([polis(series=series, number=number)], TODAY)
    if found:
        digits = "".join(filter(str.isdigit, number))
        assert digits.endswith(found.number)
        assert len(digits) == len(found.number) or found.series
