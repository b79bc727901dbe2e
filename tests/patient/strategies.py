"""Texts as people might type them, and values as a parser might return them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from patient import fields
from patient.attachment import Attachment, Search, SearchState
from patient.birth_date import EARLIEST, BirthDate
from patient.card import CardDraft, CardId, OwnerId
from patient.clinic import Clinic
from patient.fields import FIELDS
from patient.name import GivenName, Patronymic, Surname
from patient.phone import Phone
from patient.polis import Polis
from patient.sex import Sex
from patient.snils import Snils

TODAY = date(2026, 11, 23)


def typed(alphabet):
    """Any text at all, and more often one of the letters that the parser knows."""
    return st.one_of(st.text(max_size=80), st.text(alphabet=alphabet, max_size=24))


def enp(day, sex, serial, region="73"):
    """Write a new polis by the rule of FFOMS, independently of the parser.

    The control digit follows the order's wording: odd places from the right as one number, doubled,
    the even places written before it, and what the digit sum lacks to a multiple of ten.
    """
    offset = 20 if day.year <= 1950 else 40 if day.year <= 2000 else 0
    male = 50 if sex is Sex.MALE else 0
    told = f"{day.month + offset:02}{str(day.year)[::-1]}{day.day + male:02}"
    fifteen = region + "".join(str(9 - int(digit)) for digit in told) + f"{serial:05}"
    doubled = str(2 * int(fifteen[::-1][0::2]))
    digits = sum(map(int, fifteen[::-1][1::2] + doubled))
    return fifteen + str(-digits % 10)


def snils(number):
    """Write a SNILS above the unchecked ones by the rule of the Pension Fund."""
    total = sum(int(digit) * weight for digit, weight in zip(f"{number:09}", range(9, 0, -1), strict=True))
    total %= 101
    return f"{number:09}{0 if total == 100 else total:02}"


days = st.dates(min_value=EARLIEST, max_value=TODAY)
sexes = st.sampled_from(Sex)
serials = st.integers(0, 99999)
snils_numbers = st.integers(1_001_999, 999_999_999)

surnames = st.sampled_from(["Тестова", "Ёлкин-Примеров", "О'Нил", "Müller"])
polises = st.one_of(
    st.builds(enp, days, sexes, serials),
    st.from_regex(r"[0-9]{5,18}", fullmatch=True),
    st.sampled_from(["АБ 123456", "6301 № 1234567"]),
)

answers = dict.fromkeys(FIELDS, st.none()) | {
    fields.SURNAME: surnames.map(Surname.parse),
    fields.GIVEN_NAME: st.sampled_from(["Анна", "Рашид"]).map(GivenName.parse),
    fields.PATRONYMIC: st.none() | st.just("Рашид оглы").map(Patronymic.parse),
    fields.SEX: sexes,
    fields.BIRTH_DATE: days.map(BirthDate),
    fields.POLIS: st.none() | polises.map(Polis.parse),
    fields.SNILS: st.none() | snils_numbers.map(snils).map(Snils.parse),
    fields.PHONE: st.none() | st.just("8 902 123-45-67").map(Phone.parse),
}
drafts = st.fixed_dictionaries({}, optional=answers).map(CardDraft)
people = (
    st.fixed_dictionaries(answers)
    .filter(lambda given: given[fields.POLIS] or given[fields.SNILS])
    .map(lambda given: CardDraft(given).complete())
)

moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
clinics = st.builds(
    Clinic,
    st.text(min_size=1, max_size=8),
    st.text(max_size=20),
    st.none() | st.text(max_size=20),
    st.lists(st.text(max_size=12), max_size=2).map(tuple),
)
attachments = st.builds(Attachment, clinics, st.none() | st.text(max_size=12), st.none() | days)
searches = st.builds(
    Search,
    card=st.text(min_size=1, max_size=8).map(CardId),
    owner=st.integers(1, 2**52).map(OwnerId),
    deadline_at=moments,
    next_at=st.none() | moments,
    state=st.sampled_from(SearchState),
    asked=st.integers(0, 99),
    failures=st.integers(0, 99),
    trouble_since=st.none() | moments,
    attachments=st.lists(attachments, max_size=3).map(tuple),
)
jitters = st.floats(0, 1)
long_outages = st.timedeltas(min_value=timedelta(hours=1), max_value=timedelta(days=9))
