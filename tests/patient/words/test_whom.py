"""Whom a sentence names: titles of registries, names in any case, numbers of clinics."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.name import compared
from patient.words.clinics import number_of
from patient.words.names import beginning, likeness
from patient.words.specialities import Speciality
from patient.words.whom import is_for_children, specialities_of

CASES = {
    "Ладошкина": "Ладошкиной Ладошкину",
    "Образцов": "Образцова Образцову Образцовым Образцове",
    "Зоркин": "Зоркина Зоркину Зоркиным Зоркине",
    "Шустрая": "Шустрой Шуструю",
    "Костяной": "Костяного Костяному Костяным Костяном",
    "Достоевский": "Достоевского Достоевскому Достоевским Достоевском",
    "Достоевская": "Достоевской Достоевскую",
    "Мельник": "Мельника Мельнику Мельником Мельнике",
    "Кравец": "Кравца Кравцу Кравцом Кравце",
    "Шевченко": "Шевченко",
    "Черных": "Черных",
    "Лев": "Льва Льву Львом Льве",
    "Павел": "Павла Павлу Павлом Павле",
    "Пётр": "Петра Петру Петром Петре",
    "Юрий": "Юрия Юрию Юрием Юрии",
    "Сергей": "Сергея Сергею Сергеем Сергее",
    "Николай": "Николая Николаю Николаем Николае",
    "Максим": "Максима Максиму Максимом Максиме",
    "Артём": "Артёма Артёму Артёмом Артёме",
    "Игорь": "Игоря Игорю Игорем Игоре",
    "Илья": "Ильи Илье Илью Ильёй",
    "Мария": "Марии Марию Марией",
    "Любовь": "Любови Любовью",
    "Ирина": "Ирины Ирине Ирину Ириной",
    "Маркович": "Марковича Марковичу Марковичем",
    "Ильинична": "Ильиничны Ильиничне Ильиничной",
}


@pytest.mark.parametrize(("name", "case"), [(name, case) for name in CASES for case in CASES[name].split()])
def test_a_name_is_found_in_any_case(name, case):
    """«к Льву Марковичу» is to Лев Маркович; what a search of letters needs stands in both."""
    assert likeness(compared(f"Первый {name} Второй"), [compared(case)]) == 1
    assert likeness(compared(name), ["сидоров"]) == 0
    if name not in {"Лев", "Павел", "Кравец"}:
        assert beginning(compared(case)) in compared(name)


def test_likeness_counts_the_words_that_stand_there():
    """The surname alone, with the name, with another's name."""
    name = compared("Зоркин Лев Маркович")
    assert likeness(name, ["зоркину"]) == 1
    assert likeness(name, ["зоркину", "льву", "марковичу"]) == 3
    assert likeness(name, ["зоркину", "ивану"]) == 1
    assert likeness(compared("Димитровградская районная больница"), ["димитровграде"]) == 1
    assert likeness(compared("Иванова Анна"), ["иван"]) == 0


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=4))
def test_any_words_are_compared(name, typed):
    """Whatever is typed and whatever a registry calls its doctors."""
    assert 0 <= likeness(name, typed) <= len(typed)
    assert all(beginning(word) in word for word in typed)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Терапевт", {Speciality.THERAPIST}),
        ("Врач-терапевт участковый", {Speciality.THERAPIST}),
        ("Врач - детский хирург", {Speciality.SURGEON}),
        ("Педиатр участковый", {Speciality.PAEDIATRICIAN}),
        ("Врач общей практики (семейный врач)", {Speciality.GENERAL}),
        ("Оториноларинголог", {Speciality.ENT}),
        ("ЛОР-врач", {Speciality.ENT}),
        ("Офтальмология", {Speciality.OCULIST}),
        ("Врач-стоматолог-хирург", {Speciality.DENTIST}),
        ("Стоматолог-терапевт", {Speciality.DENTIST}),
        ("Зубной врач", {Speciality.DENTIST}),
        ("Акушер-гинеколог", {Speciality.GYNAECOLOGIST}),
        ("Травматолог-ортопед", {Speciality.TRAUMATOLOGIST}),
        ("Психиатр-нарколог", {Speciality.PSYCHIATRIST, Speciality.NARCOLOGIST}),
        ("Психотерапевт", {Speciality.PSYCHOTHERAPIST}),
        ("Физиотерапевт", {Speciality.PHYSIOTHERAPIST}),
        ("Аллерголог-иммунолог", {Speciality.ALLERGIST}),
        ("Сердечно-сосудистый хирург", {Speciality.VASCULAR}),
        ("Нейрохирург", {Speciality.NEUROSURGEON}),
        ("Cardiologist", {Speciality.CARDIOLOGIST}),
        ("Заведующий отделением", set()),
        ("", set()),
    ],
)
def test_a_title_of_a_registry_is_read(title, expected):
    """A dental surgeon is no surgeon, a physiotherapist no therapist."""
    assert specialities_of(title) == expected


def test_who_sees_children_is_known_by_the_title():
    """Of a doctor and of a clinic."""
    assert is_for_children("Детский кардиолог")
    assert is_for_children("Педиатр")
    assert is_for_children("Ульяновская детская поликлиника № 1")
    assert not is_for_children("Кардиолог")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Ульяновская городская поликлиника № 1 (пример)", 1),
        ("Городская поликлиника №4", 4),
        ("ГУЗ ГП N 12 г. Ульяновска", 12),
        ("Поликлиника 3", 3),
        ("Поликлиника № 2 им. Семашко, корпус 5", 2),
        ("Димитровградская районная больница", None),
        ("Санаторий 1917 года", None),
    ],
)
def test_the_number_of_a_clinic_is_read(name, number):
    """As registries write it."""
    assert number_of(name) == number
