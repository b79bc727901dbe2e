"""What to try in the demo: people to type in, doctors to see, and what happens with each."""

from sandbox.clinics import DOCTORS, DemoDoctor
from sandbox.people import PEOPLE, DemoPerson
from sandbox.telegram.control import Tip

SEXES = {"male": "мужской", "female": "женский"}
VISITS = (
    Tip(
        "Записаться на приём",
        "Добавьте карточку, откройте её и нажмите «Записи на приём» → «Записаться». Или напишите боту "
        "фамилию врача, специальность или часть названия поликлиники.",
        (("Врач", "Примерова"), ("Специальность", "терапевт"), ("Поликлиника", "детская")),
    ),
    Tip(
        "Отменить, перенести в календарь",
        "У записи есть «В календарь» (файл .ics) и «Отменить запись». Напоминания приходят за сутки и за два "
        "часа; тихие часы и виды уведомлений — в /settings.",
        (("Настройки", "/settings"),),
    ),
    Tip(
        "Второй родитель",
        "Добавьте карточку ребёнка (Тестова Ева), откройте её → «Поделиться карточкой» → «Пригласить». "
        "Откройте второй телефон («рядом», внизу этой панели) и пройдите по ссылке: подтверждают оба.",
        (("Фамилия ребёнка", "Тестова"), ("Имя", "Ева")),
    ),
    Tip(
        "Фото полиса",
        "На шаге «Полис» или в любой момент пришлите картинку штрихкода бумажного полиса: бот прочитает "
        "номер, имя, пол и дату рождения и предложит проверить. Сохраните эту картинку и приложите скрепкой.",
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
        ("Фамилия", person.surname),
        ("Имя", person.given_name),
        ("Отчество", person.patronymic),
        ("Пол", SEXES[person.sex]),
        ("Дата рождения", f"{day}.{month}.{year}"),
        ("Полис", person.polis),
        ("СНИЛС", snils),
    )
    named = f"{person.surname} {person.given_name}"
    return Tip(named, person.tale, [(name, value) for name, value in values if value])


def tip_of_doctor(demo: DemoDoctor) -> Tip:
    """Describe a doctor whose timetable has a story."""
    surname = demo.doctor.name.split()[0]
    return Tip(f"{demo.doctor.speciality} {surname}", demo.tale, (("Врач", surname),))
