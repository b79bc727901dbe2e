"""What to try in the demo: people to type in, doctors to see, and what happens with each."""

from sandbox.clinics import DOCTORS, DemoDoctor
from sandbox.people import PEOPLE, DemoPerson
from sandbox.telegram.control import Tip
from sandbox.words import Words

SEXES = {"male": Words("мужской", "male"), "female": Words("женский", "female")}
DOCTOR = Words("Врач", "Doctor")
VISITS = (
    Tip(
        Words("Записаться на приём", "Book a visit"),
        Words(
            "Добавьте карточку и нажмите в меню «Записаться». Или напишите боту, к кому хотите: "
            "специальность, фамилию врача, часть названия поликлиники.",
            "Add a card and press «Book a visit» in the menu. Or write to the bot whom you want to see: "
            "a speciality, a doctor’s surname, a part of a clinic’s name.",
        ),
        (
            (
                Words("Словами", "In words"),
                Words("запишите к терапевту на завтра", "book a therapist tomorrow"),
            ),
            (Words("Специальность", "Speciality"), Words("терапевт", "therapist")),
            (DOCTOR, Words("Примерова", "Примерова")),
            (Words("Поликлиника", "Clinic"), Words("детская", "детская")),
        ),
    ),
    Tip(
        Words("Перенести, отменить, в календарь", "Move, cancel, to the calendar"),
        Words(
            "У записи есть «Перенести», «Отменить запись» и «В календарь» (файл .ics). Напоминания приходят "
            "за сутки и за два часа; тихие часы и виды уведомлений — в настройках.",
            "A visit has «Move», «Cancel the visit» and «To my calendar» (an .ics file). Reminders come "
            "a day and two hours before; quiet hours and kinds of notifications are in the settings.",
        ),
        ((Words("Настройки", "Settings"), Words("/settings", "/settings")),),
    ),
    Tip(
        Words("Второй родитель", "The second parent"),
        Words(
            "Добавьте карточку ребёнка (Тестова Ева), откройте её → «Поделиться карточкой» → «Пригласить». "
            "Откройте второй телефон («рядом», внизу этой панели) и пройдите по ссылке: подтверждают оба.",
            "Add a child’s card (Тестова Ева), open it → «Share the card» → «Invite». Open the second phone "
            "(«side by side», at the end of this panel) and follow the link: both confirm.",
        ),
        (
            (Words("Фамилия ребёнка", "The child’s surname"), Words("Тестова", "Тестова")),
            (Words("Имя", "Given name"), Words("Ева", "Ева")),
        ),
    ),
    Tip(
        Words("Фото полиса", "A photo of the polis"),
        Words(
            "На шаге «Полис» или в любой момент пришлите картинку штрихкода бумажного полиса: бот прочитает "
            "номер, имя, пол и дату рождения и предложит проверить. Сохраните эту картинку и приложите "
            "скрепкой.",
            "At the question about the polis, or at any time, send the picture of a paper polis’s barcode: "
            "the bot reads number, name, sex and birth date and asks you to check them. Save this picture "
            "and attach it by the paper clip.",
        ),
        picture="/polis/p10.png",
    ),
)


def tips() -> list[Tip]:
    """Return everything to try, people first."""
    return [*map(tip_of_person, PEOPLE), *VISITS, *(tip_of_doctor(demo) for demo in DOCTORS if demo.tale)]


def tip_of_person(person: DemoPerson) -> Tip:
    """Describe a person for the page."""
    year, month, day = person.birth_date.split("-")
    snils = person.snils and f"{person.snils[:3]}-{person.snils[3:6]}-{person.snils[6:9]} {person.snils[9:]}"
    values = (
        (Words("Фамилия", "Surname"), person.surname),
        (Words("Имя", "Given name"), person.given_name),
        (Words("Отчество", "Patronymic"), person.patronymic),
        (Words("Пол", "Sex"), SEXES[person.sex]),
        (Words("Дата рождения", "Birth date"), f"{day}.{month}.{year}"),
        (Words("Полис", "Polis"), person.polis),
        (Words("СНИЛС", "SNILS"), snils),
    )
    return Tip(
        _alike(f"{person.surname} {person.given_name}"),
        person.tale,
        [(name, value if isinstance(value, Words) else _alike(value)) for name, value in values if value],
    )


def tip_of_doctor(demo: DemoDoctor) -> Tip:
    """Describe a doctor whose timetable has a story."""
    surname, speciality = demo.doctor.name.split()[0], demo.doctor.speciality
    return Tip(_alike(f"{speciality} {surname}"), demo.tale or _alike(""), ((DOCTOR, _alike(surname)),))


def _alike(words: str) -> Words:
    """Return what is written alike in both languages."""
    return Words(words, words)
