"""The card and the draft from which it comes."""

import json
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient import fields
from patient.birth_date import BirthDate
from patient.card import CardDraft, PersonalData
from patient.errors import IncompleteCard, InvalidSex
from patient.fields import FIELDS
from patient.name import GivenName, NamePart, Patronymic, Surname, same_name
from patient.phone import Phone
from patient.polis import Polis
from patient.sex import Sex
from patient.snils import Snils
from storage.written import read, written
from tests.patient.strategies import TODAY, drafts, people

ANSWERS = dict.fromkeys(FIELDS) | {
    fields.SURNAME: Surname.parse("Ёлкин"),
    fields.GIVEN_NAME: GivenName.parse("Андрей"),
    fields.PATRONYMIC: Patronymic.parse("Петрович"),
    fields.SEX: Sex.MALE,
    fields.BIRTH_DATE: BirthDate.parse("09.03.1987", today=TODAY),
    fields.POLIS: Polis.parse("7356210840000129"),
    fields.SNILS: Snils.parse("112-233-445 95"),
}


@pytest.fixture
def person():
    return CardDraft(ANSWERS).complete()


def test_the_fields_are_asked_in_order_and_make_a_card():
    """One answer after the other, until none is missing."""
    draft = CardDraft()
    for asked, value in ANSWERS.items():
        assert draft.next_field() is asked
        with pytest.raises(IncompleteCard) as caught:
            draft.complete()
        assert caught.value.reason == asked.name
        draft = draft.answered(asked, value)
    assert draft.next_field() is None
    assert draft.complete().name.full == "Ёлкин Андрей Петрович"


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        *(
            (text, Sex.MALE)
            for text in ("мужской", "Male", "муж.", "М.", "мужчина", "мужской пол", "Пол: мужской", "«муж»")
        ),
        *(
            (text, Sex.MALE)
            for text in (
                "мужскои\u0306",
                "\u200bмуж\u200b",
                "мальчик",
                "я мужчина",
                "♂️",
                "👦🏻",
                "мужского пола",
                "Man.",
                "m",
                "boy",
            )
        ),
        *(
            (text, Sex.FEMALE)
            for text in (" Ж ", "женщина", "жен.", "Женский!", "пол женский", "девочка", "(ж)", "♀")
        ),
        *(
            (text, Sex.FEMALE)
            for text in ("female", "F.", "Woman", "my sex is female", "женскии\u0306", "ж\u00ad")
        ),
        *((text, Sex.MALE) for text in ("М (мужской)", "м - муж", "ve;crjq", "v", "он", "внук")),
        *(
            (text, Sex.FEMALE)
            for text in ("Ж — женский", ";tycrbq", ";", ":ty", "ребёнок, девочка", "она", "мама")
        ),
    ],
)
def test_the_sex_may_be_typed_as_well(text, sex):
    """Words and letters are understood in both languages."""
    assert Sex.parse(text) is sex


@pytest.mark.parametrize(
    "text",
    [
        "",
        "м/ж",
        "мужчина и женщина",
        "пол",
        "средний",
        "мм",
        "не знаю",
        "мужжен",
        "ж" * 4096,
        "не мужской",
        "b",
        "муж и жена",
    ],
)
def test_what_is_no_sex_is_asked_again(text):
    """Neither word, both, or anything else."""
    with pytest.raises(InvalidSex):
        Sex.parse(text)


@given(st.text(max_size=10))
def test_any_text_is_a_sex_or_its_own_error(text):
    """Only the two are known."""
    try:
        assert Sex.parse(text) in Sex
    except InvalidSex:
        return


def test_an_answer_leaves_the_earlier_draft_as_it_was():
    """Going back finds what was there."""
    empty = CardDraft()
    answered = empty.answered(fields.SEX, Sex.MALE)
    assert not empty.is_answered(fields.SEX)
    assert answered[fields.SEX] is Sex.MALE


def test_polis_or_snils_may_stay_empty_but_not_both():
    """One number is enough to be found by; without any, SNILS is asked again."""
    numbers = {fields.POLIS, fields.SNILS}
    draft = CardDraft({asked: value for asked, value in ANSWERS.items() if asked not in numbers})
    assert draft.may_skip(fields.POLIS)
    skipped = draft.answered(fields.POLIS, None)
    assert not skipped.may_skip(fields.SNILS)
    assert skipped.answered(fields.SNILS, None).next_field() is fields.SNILS
    assert skipped.answered(fields.SNILS, ANSWERS[fields.SNILS]).complete().polis is None


def test_of_what_tells_who_it_is_only_the_patronymic_may_stay_empty_besides():
    """The registry needs the rest; how to reach somebody may always stay empty."""
    skippable = {asked for asked in FIELDS if CardDraft(ANSWERS).may_skip(asked)}
    telling = {asked for asked in FIELDS if asked.tells}
    assert skippable & telling == {fields.PATRONYMIC, fields.POLIS, fields.SNILS}
    assert skippable >= set(FIELDS) - telling


@given(people)
def test_a_card_becomes_a_draft_and_a_card_again(person):
    """What is changed starts from what is there."""
    assert person.draft.complete() == person
    assert read(PersonalData, json.loads(json.dumps(written(person)))) == person


def test_the_phone_and_the_dots_over_yo_make_nobody_else(person):
    """All other fields may, and the clinics are asked again then."""

    def with_answer(asked, value):
        return person.draft.answered(asked, value).complete()

    same = with_answer(fields.PHONE, Phone.parse("8 902 123-45-67"))
    assert not person.differs_in_identity(same)
    assert not person.differs_in_identity(with_answer(fields.SURNAME, Surname.parse("ЕЛКИН")))
    assert person.differs_in_identity(with_answer(fields.SURNAME, Surname.parse("Олкин")))
    assert person.differs_in_identity(with_answer(fields.PATRONYMIC, None))
    assert person.differs_in_identity(with_answer(fields.SEX, Sex.FEMALE))
    assert person.differs_in_identity(with_answer(fields.BIRTH_DATE, BirthDate(date(1987, 3, 10))))
    assert person.differs_in_identity(with_answer(fields.SNILS, None))


@given(drafts)
def test_a_draft_comes_back_from_json_and_from_another_process(draft):
    """Answered, left empty and not yet asked stay three different things."""
    assert read(CardDraft, json.loads(json.dumps(written(draft)))) == draft
    assert pickle.loads(pickle.dumps(draft)) == draft


@given(people)
def test_gosuslugi_proves_the_person_of_whom_it_told(person):
    """As long as the card says the same; the phone may be another one."""
    told = person.draft
    assert told.proves(person)
    assert told.proves(told.answered(fields.PHONE, None).complete())


@given(people, drafts)
def test_one_field_that_says_otherwise_proves_nobody(person, other):
    """A stranger's number in one's own confirmed card is a stranger's card; what is not told may be typed."""
    told = person.draft
    for asked, value in other.answers.items():
        changed = told.answered(asked, value)
        may_differ = asked.tells is None or _same(told.get(asked), value)
        if changed.next_field() is None:
            assert told.proves(changed.complete()) is may_differ


@pytest.mark.parametrize("missing", [fields.SURNAME, fields.GIVEN_NAME, fields.BIRTH_DATE])
def test_less_than_a_person_proves_nobody(person, missing):
    """Names, birth date and one number must come from Gosuslugi."""
    told = {asked: value for asked, value in ANSWERS.items() if asked is not missing}
    assert not CardDraft(told).proves(person)
    one = {asked: value for asked, value in ANSWERS.items() if asked is not fields.POLIS}
    assert CardDraft(one).proves(person)
    none = {asked: value for asked, value in one.items() if asked is not fields.SNILS}
    assert not CardDraft(none).proves(person)


def _same(one, other):
    """Compare as the registry would: Е is Ё, and a polis is its number."""
    if isinstance(one, NamePart) and isinstance(other, NamePart):
        return same_name(one.text, other.text)
    if isinstance(one, Polis) and isinstance(other, Polis):
        return one.number == other.number
    return one == other
