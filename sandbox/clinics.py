"""Invented clinics and doctors: each doctor's timetable has a story that the registry's stand-in plays."""

from dataclasses import dataclass
from datetime import time
from enum import Enum

from patient.clinic import Clinic, Doctor, OpenHours
from sandbox.words import Words

WEEKDAYS = (0, 1, 2, 3, 4)
ALL_WEEK = (OpenHours(WEEKDAYS, time(7, 30), time(19)), OpenHours((5,), time(8), time(14)))

CLINICS = (
    Clinic(
        "ulgp-1",
        "Ульяновская городская поликлиника № 1 (пример)",
        "г. Ульяновск, ул. Примерная, д. 1",
        ("+7 8422 00-00-01", "+7 8422 00-00-11"),
        "Ленинский район",
        ALL_WEEK,
    ),
    Clinic(
        "ulsp-1",
        "Ульяновская стоматологическая поликлиника (пример)",
        "г. Ульяновск, ул. Зубная, д. 32",
        ("+7 8422 00-00-02",),
        "Железнодорожный район",
        (OpenHours(WEEKDAYS, time(8), time(20)),),
    ),
    Clinic(
        "uldp-1",
        "Ульяновская детская поликлиника № 1 (пример)",
        "г. Ульяновск, ул. Весёлая, д. 7",
        ("+7 8422 00-00-03",),
        "Ленинский район",
        ALL_WEEK,
    ),
    Clinic(
        "dimrb",
        "Димитровградская районная больница (пример)",
        "г. Димитровград, ул. Выдуманная, д. 5",
        ("+7 84235 0-00-04",),
        "Димитровград",
    ),
)


class Timetable(Enum):
    """What becomes of a doctor's free times."""

    FREE = "free"
    TAKEN_FIRST = "taken first"
    LATER = "later"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class DemoDoctor:
    """A doctor in a post, with the *room* where he sees patients from *opens* on."""

    doctor: Doctor
    room: str
    opens: time
    timetable: Timetable = Timetable.FREE
    tale: Words | None = None


def _doctor(key: str, clinic: str, name: str, speciality: str) -> Doctor:
    return Doctor(f"role-{key}", f"doctor-{key}", clinic, name, speciality)


DOCTORS = (
    DemoDoctor(_doctor("1", "ulgp-1", "Примерова Ольга Николаевна", "Терапевт"), "Кабинет 101", time(8)),
    DemoDoctor(_doctor("2", "ulgp-1", "Образцов Павел Андреевич", "Терапевт"), "Кабинет 102", time(13)),
    DemoDoctor(
        _doctor("3", "ulgp-1", "Шустрова Римма Львовна", "Кардиолог"),
        "Кабинет 215",
        time(9),
        Timetable.TAKEN_FIRST,
        Words(
            "Первое выбранное время кто-то занимает раньше вас: бот предложит следующее.",
            "Somebody takes the first time that you choose before you: the bot offers the next ones.",
        ),
    ),
    DemoDoctor(
        _doctor("4", "ulgp-1", "Редкин Савва Юрьевич", "Невролог"),
        "Кабинет 220",
        time(9),
        Timetable.LATER,
        Words(
            "Свободных записей нет, но скоро они появятся: нажмите «Сообщить, когда появится».",
            "There is no free time yet, but soon there will be: press «Tell me when one appears».",
        ),
    ),
    DemoDoctor(
        _doctor("5", "ulgp-1", "Занятов Тарас Ефимович", "Эндокринолог"),
        "Кабинет 221",
        time(9),
        Timetable.FULL,
    ),
    DemoDoctor(_doctor("6", "ulsp-1", "Улыбкина Фаина Яковлевна", "Стоматолог"), "Кабинет 3", time(8)),
    DemoDoctor(_doctor("7", "uldp-1", "Ладошкина Ирина Павловна", "Педиатр"), "Кабинет 12", time(8)),
    DemoDoctor(_doctor("8", "uldp-1", "Зоркин Лев Маркович", "Офтальмолог"), "Кабинет 20", time(10)),
    DemoDoctor(_doctor("9", "dimrb", "Выдумщикова Нина Глебовна", "Терапевт"), "Кабинет 7", time(8)),
    DemoDoctor(_doctor("10", "dimrb", "Костяной Осип Карлович", "Хирург"), "Кабинет 9", time(10)),
)
