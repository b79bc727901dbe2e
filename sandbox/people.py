"""Invented people: each person has a story that the registry's stand-in plays.

No number here belongs to anybody: the SNILS and polis numbers were computed so that their control digits fit,
and the new polis numbers encode the birth date and sex given beside them.
"""

from dataclasses import dataclass
from enum import Enum

from sandbox.words import Words


class Story(Enum):
    """What happens when the registry is asked for a person."""

    AT_ONCE = "at once"
    LATER = "later"
    NEVER = "never"
    TWICE = "twice"
    DOWN = "down"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person as documents and registry know him; *attachments* are clinic ids with their kinds."""

    key: str
    surname: str
    given_name: str
    patronymic: str | None
    sex: str
    birth_date: str
    polis: str | None
    snils: str | None
    story: Story
    tale: Words
    attachments: tuple[tuple[str, str], ...] = ()
    registered_as: str | None = None

    @property
    def surname_in_registry(self) -> str:
        """The surname as the registry spells it."""
        return self.registered_as or self.surname


PEOPLE = (
    DemoPerson(
        "p1",
        "Тестова",
        "Анна",
        "Петровна",
        "female",
        "1979-10-13",
        "7349020886007312",
        "11223344595",
        Story.AT_ONCE,
        Words(
            "Прикрепление находится сразу.",
            "The attachment is found at once.",
        ),
        (("ulgp-1", "therapeutic"),),
    ),
    DemoPerson(
        "p2",
        "Примеров",
        "Борис",
        "Ильич",
        "male",
        "1987-03-09",
        "7356210840000129",
        "08765430300",
        Story.LATER,
        Words(
            "Прикрепление появляется примерно через 15 секунд.",
            "The attachment appears after about 15 seconds.",
        ),
        (("dimrb", "therapeutic"),),
    ),
    DemoPerson(
        "p3",
        "Выдумкина",
        "Вера",
        "Олеговна",
        "female",
        "1950-12-31",
        "7367940868000018",
        "73100010198",
        Story.NEVER,
        Words(
            "Прикрепления нет. В демонстрации поиск сдаётся через минуту и подсказывает, что делать.",
            "There is no attachment. In the demo the search gives up after a minute and says what to do.",
        ),
    ),
    DemoPerson(
        "p4",
        "Двойников",
        "Глеб",
        "Иванович",
        "male",
        "1951-01-01",
        "7358840848000016",
        "73100020201",
        Story.TWICE,
        Words(
            "В регистре две карты с такими данными.",
            "The registry has two records with these data.",
        ),
        (("ulgp-1", "therapeutic"),),
    ),
    DemoPerson(
        "p5",
        "Зубова",
        "Дарья",
        "Сергеевна",
        "female",
        "2000-12-31",
        "7347999768000770",
        "73100030305",
        Story.AT_ONCE,
        Words(
            "Два прикрепления: поликлиника и стоматология.",
            "Two attachments: a polyclinic and a dental clinic.",
        ),
        (("ulgp-1", "therapeutic"), ("ulsp-1", "dental")),
    ),
    DemoPerson(
        "p6",
        "Ждун",
        "Егор",
        "Павлович",
        "male",
        "2001-01-01",
        "7398899748000775",
        "73100040409",
        Story.DOWN,
        Words(
            "Регистр сначала не отвечает: придёт сообщение о неполадке, а потом — результат.",
            "The registry does not answer at first: a message tells of the trouble, later one of the result.",
        ),
        (("ulgp-1", "therapeutic"),),
    ),
    DemoPerson(
        "p7",
        "Тестова",
        "Ева",
        "Андреевна",
        "female",
        "2019-02-28",
        "7397089771999991",
        "73100050513",
        Story.AT_ONCE,
        Words(
            "Ребёнок: согласие даёт законный представитель, находится детская поликлиника.",
            "A child: the legal representative consents, and the children’s clinic is found.",
        ),
        (("uldp-1", "paediatric"),),
    ),
    DemoPerson(
        "p8",
        "Тестов",
        "Марк",
        None,
        "male",
        "2024-02-29",
        "7397579720000008",
        None,
        Story.AT_ONCE,
        Words(
            "Ребёнок без СНИЛС и без отчества.",
            "A child without SNILS and without patronymic.",
        ),
        (("uldp-1", "paediatric"),),
    ),
    DemoPerson(
        "p9",
        "Старцева",
        "Жанна",
        "Игоревна",
        "female",
        "1968-05-04",
        "654321",
        "73100060617",
        Story.AT_ONCE,
        Words(
            "Полис старого образца: номер без серии.",
            "An old polis: a number without a series.",
        ),
        (("dimrb", "therapeutic"),),
    ),
    DemoPerson(
        "p10",
        "Щёголева",
        "Инна",
        "Юрьевна",
        "female",
        "1992-11-23",
        "7348700876007346",
        "73100070721",
        Story.AT_ONCE,
        Words(
            "Фамилия через Ё, в регистре — через Е: это одна и та же фамилия.",
            "A surname with Ё, in the registry with Е: it is one and the same.",
        ),
        (("ulgp-1", "therapeutic"),),
        registered_as="Щеголева",
    ),
    DemoPerson(
        "p11",
        "Чужаков",
        "Клим",
        "Фомич",
        "male",
        "1951-01-01",
        None,
        "73100090929",
        Story.ANOTHER,
        Words(
            "Регистр отвечает о другом человеке: такой ответ не показывается никогда.",
            "The registry answers about another person: such an answer is never shown.",
        ),
        (("ulgp-1", "therapeutic"),),
    ),
)
