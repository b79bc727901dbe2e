"""The polis, its kinds and what is odd about a number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from patient.birth_date import BirthDate
from patient.errors import InvalidPolis
from patient.polis import Polis, PolisDoubt, PolisKind
from patient.sex import Sex
from storage.written import read, written
from tests.patient.strategies import days, enp, polises, serials, sexes, typed

NEW = "7356210840000129"  # born 1987-03-09, a man
BORN = BirthDate(date(1987, 3, 9))


@pytest.mark.parametrize(
    ("text", "kind", "number", "series"),
    [
        (NEW, PolisKind.NEW, NEW, None),
        (" 7356 2108 4000 0129 ", PolisKind.NEW, NEW, None),
        ("7356–2108–4000–0129", PolisKind.NEW, NEW, None),
        ("123456789", PolisKind.TEMPORARY, "123456789", None),
        ("123 456789", PolisKind.TEMPORARY, "123456789", None),
        ("123 № 456789", PolisKind.TEMPORARY, "123456789", None),
        ("12345", PolisKind.OLD, "12345", None),
        ("№ 1234567", PolisKind.OLD, "1234567", None),
        ("1" * 18, PolisKind.OLD, "1" * 18, None),
        ("6301 1234567", PolisKind.OLD, "1234567", "6301"),
        ("63 01 № 1234567", PolisKind.OLD, "1234567", "63 01"),
        ("АБ 123456", PolisKind.OLD, "123456", "АБ"),
        ("АБ-12 № 123456", PolisKind.OLD, "123456", "АБ-12"),
        ("73-АБ 123456", PolisKind.OLD, "123456", "73-АБ"),
        *(
            (text, PolisKind.NEW, NEW, None)
            for text in (
                *(
                    "ЕНП 7356210840000129",
                    "енп: 7356 2108 4000 0129",
                    "Полис № 7356210840000129",
                    "полис 7356210840000129.",
                ),
                *(
                    "Полис ОМС № 7356 2108 4000 0129",
                    "мой полис нового образца 7356210840000129",
                    "(7356210840000129)",
                ),
                *(
                    "Номер полиса: 7356-2108-4000-0129",
                    "ENP 7356210840000129",
                    "polis number 7356210840000129",
                ),
                *(
                    "7356\u200b2108\u200b4000\u200b0129",
                    "\u202a7356210840000129\u202c",
                    "7356\u00a02108\u20094000\u202f0129",
                    "7356_2108_4000_0129",
                    "7356·2108·4000·0129",
                    "полис ребёнка: “7356210840000129”!",
                    "полисОМС7356210840000129",
                    "полис мамы 7356210840000129",
                    "СОГАЗ 7356210840000129",
                    "7356 2108 4000 0129 (мужа)",
                    "УЭК № 7356210840000129",
                    "ООО «СК Пример-М» 7356210840000129",
                ),
            )
        ),
        *(
            (text, PolisKind.OLD, "654321", "73-45")
            for text in (
                *(
                    "серия 73-45 номер 654321",
                    "Серия 73-45, номер 654321.",
                    "сер. 73-45 № 654321",
                    "полис 73-45 № 654321",
                ),
                *(
                    "номер 654321 серия 73-45",
                    "№ 654321, серия 73-45",
                    "series 73-45 number 654321",
                    "73‑45 654321",
                ),
            )
        ),
        ("серия АБ № 1234567", PolisKind.OLD, "1234567", "АБ"),
        ("без серии 123456", PolisKind.OLD, "123456", None),
        ("серия нет номер 123456", PolisKind.OLD, "123456", None),
        ("старого образца серия 7305 номер 123456", PolisKind.OLD, "123456", "7305"),
        ("старый полис АБ 1234567", PolisKind.OLD, "1234567", "АБ"),
        ("АБ№1234567", PolisKind.OLD, "1234567", "АБ"),
        ("временное свидетельство № 123456789", PolisKind.TEMPORARY, "123456789", None),
    ],
)
def test_the_kind_is_recognised(text, kind, number, series):
    """16 digits are new, 9 are temporary however they are split, a series is kept apart."""
    polis = Polis.parse(text)
    assert (polis.kind, polis.number, polis.series) == (kind, number, series)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("№ —", "empty"),
        ("1234", "short"),
        ("АБ 1234", "short"),
        ("1" * 19, "long"),
        ("1 " * 2048, "long"),
        ("АБ " + "1" * 19, "long"),
        ("полис", "empty"),
        ("полис дома", "empty"),
        ("/start", "characters"),
        ("12345б", "characters"),
        ("123456 73АБ", "characters"),
        ("7356...0129", "characters"),
        ("7356 •••• •••• 0129", "characters"),
        ("7356 **** **** 0129", "characters"),
        ("АБ😀 123456", "characters"),
        ("паспорт 7305 123456", "characters"),
        ("12★45", "characters"),
        ("мамы 123456", "characters"),
        *(
            (text, "letter")
            for text in (
                *(
                    "735621О840000129",
                    "735621O840000129",
                    "l356210840000129",
                    "735621084000012З",
                    "73562I0840000129",
                ),
                *(
                    "7356 21О8 4000 0129",
                    "7356-2108-4000-012b",
                    "735621Ж840000129",
                    "ЕНП 735621О840000129",
                    "73S62108400O0129",
                ),
                *("735621О84000129", "735621О8400001290", "О735621084000012"),
            )
        ),
        ("ОЧЕНЬДЛИННАЯСЕРИЯ 123456", "characters"),
    ],
)
def test_a_polis_is_refused_with_the_reason_that_can_be_mended(text, reason):
    """Too few, too many, and no digits at all are different mistakes."""
    with pytest.raises(InvalidPolis) as caught:
        Polis.parse(text)
    assert str(caught.value) == f"polis.{reason}"


@pytest.mark.parametrize(
    ("number", "born", "sex"),
    [
        ("7367940868000018", date(1950, 12, 31), Sex.FEMALE),
        ("7358840848000016", date(1951, 1, 1), Sex.MALE),
        ("7347999768000770", date(2000, 12, 31), Sex.FEMALE),
        ("7398899748000775", date(2001, 1, 1), Sex.MALE),
        ("7397089771999991", date(2019, 2, 28), Sex.FEMALE),
        ("7397579720000008", date(2024, 2, 29), Sex.MALE),
        (NEW, date(1987, 3, 9), Sex.MALE),
    ],
)
def test_a_new_number_tells_birth_date_and_sex(number, born, sex):
    """On both sides of each century's offset, and on a leap day."""
    polis = Polis.parse(number)
    assert (polis.encoded_birth_date, polis.encoded_sex) == (born, sex)
    assert polis.doubts(BirthDate(born), sex) == ()


@given(days, sexes, serials)
def test_a_number_written_by_the_rule_raises_no_doubt(day, sex, serial):
    """The rule, written a second time in the tests, agrees everywhere."""
    polis = Polis.parse(enp(day, sex, serial))
    assert (polis.encoded_birth_date, polis.encoded_sex) == (day, sex)
    assert polis.doubts(BirthDate(day), sex) == ()


def test_what_does_not_agree_is_a_doubt_and_no_refusal():
    """The birth date and the sex are each compared with what was given, if anything was."""
    polis = Polis.parse(NEW)
    tomorrow = BirthDate(date(1987, 3, 10))
    assert polis.doubts(None, None) == ()
    assert polis.doubts(tomorrow, Sex.MALE) == (PolisDoubt.BIRTH_DATE,)
    assert polis.doubts(BORN, Sex.FEMALE) == (PolisDoubt.SEX,)
    assert polis.doubts(tomorrow, Sex.FEMALE) == (PolisDoubt.BIRTH_DATE, PolisDoubt.SEX)


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        *(
            (text, (PolisDoubt.LENGTH,))
            for text in ("735621084000012", "73562108400001290", "7356 2108 4000 012")
        ),
        *(
            (text, (PolisDoubt.LENGTH,))
            for text in ("735621084000", "73562108400001", "7356 21084000012", "1" * 18)
        ),
        *(
            (text, (PolisDoubt.LIKE_SNILS,))
            for text in ("112-233-445 95", "11223344595", "СНИЛС 11223344596", "112233 44595", "112 23344595")
        ),
        *((text, (PolisDoubt.LENGTH,)) for text in ("дом 7356210840000128", "дом 735621084000012")),
        *((text, (PolisDoubt.LIKE_PHONE,)) for text in ("9021234567", "902 123 45 67")),
        *((text, (PolisDoubt.LIKE_SNILS,)) for text in ("89021234567", "79021234567")),
        *(
            (text, (PolisDoubt.LIKE_BIRTH_DATE,))
            for text in ("09.03.1987", "090387", "1987-03-09", "09031987")
        ),
        *(
            (text, ())
            for text in ("654321", "7345 654321", "73-45 № 1234567", "АБ 1234567", "1234567890", "123456789")
        ),
        *((text, ()) for text in ("09.03.1988", "63 01 № 1234567", "АБ-12 1234567")),
        *((text, ()) for text in ("63-01-12 123456", "63 01 12 № 1234567")),
    ],
)
def test_an_old_number_that_is_nearly_something_else_is_asked_about(text, doubts):
    """A digit lost or doubled, a SNILS, a mobile, the birth date; what looks like an old one is believed."""
    assert Polis.parse(text).doubts(BORN, Sex.MALE) == doubts


def test_an_authority_and_the_person_may_insist_on_letters():
    """`read` takes what `parse` asks about."""
    assert Polis.read("735621О840000129").kind is PolisKind.OLD


def test_a_wrong_control_digit_is_the_only_doubt():
    """Where a digit is mistyped, the birth date and the sex in the number tell nothing."""
    polis = Polis.parse("7356210840000128")
    assert polis.kind is PolisKind.NEW
    assert polis.doubts(BirthDate(date(2000, 1, 1)), Sex.FEMALE) == (PolisDoubt.CONTROL_DIGIT,)


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_the_control_digit_is_luhns(number):
    """An independent implementation agrees on every number."""
    doubted = PolisDoubt.CONTROL_DIGIT in Polis.parse(number).doubts(None, None)
    assert doubted is not luhn.is_valid(number)


def test_an_impossible_date_in_the_number_is_a_doubt_of_its_own():
    """Vendors give out such numbers; they tell no sex either."""
    polis = Polis.parse("5598718357093420")
    assert (polis.encoded_birth_date, polis.encoded_sex) == (None, None)
    assert polis.doubts(None, None) == (PolisDoubt.BIRTH_DATE,)


@pytest.mark.parametrize("text", ["12345", "123456789", "АБ 1234567890"])
def test_only_a_new_number_tells_anything(text):
    """An old or a temporary one is taken as it is."""
    polis = Polis.parse(text)
    assert (polis.encoded_birth_date, polis.encoded_sex) == (None, None)
    assert polis.doubts(BORN, Sex.FEMALE) == ()


def test_the_person_may_correct_the_kind_where_the_length_allows_it():
    """An old polis of 16 digits exists; a new one of 9 does not."""
    assert Polis.parse("7356210840000128").as_kind(PolisKind.OLD).doubts(BORN, None) == ()
    temporary = Polis.parse("123456789")
    assert temporary.as_kind(PolisKind.OLD).as_kind(PolisKind.TEMPORARY) == temporary
    for impossible in ("123456789", "АБ 1234567890123456"):
        with pytest.raises(InvalidPolis) as caught:
            Polis.parse(impossible).as_kind(PolisKind.NEW)
        assert caught.value.reason == "kind"


def test_a_polis_is_shown_masked():
    """The last digits are enough to know one's own polis."""
    assert Polis.parse(NEW).masked == "•••• •••• •••• 0129"
    assert Polis.parse("6301 № 1234567").masked == "••••567"


@given(polises)
def test_a_polis_comes_back_from_json(text):
    """Kind, number and series."""
    polis = Polis.parse(text)
    assert read(Polis, written(polis)) == polis


@given(typed("0123456789 -—№./АБяzОЗ\u200b,:"))
def test_any_text_is_a_polis_that_reads_the_same_again_or_is_refused(text):
    """The written form is a form of typing, with a series as well."""
    try:
        polis = Polis.parse(text)
    except InvalidPolis:
        return
    assert Polis.parse(" ".join(filter(None, (polis.series, polis.number)))) == polis
    assert polis.number not in polis.masked
