"""Words of an ЕЦП under one and the same code, and values in the shapes that PHP and databases give them."""

import json

import pytest

from patient.attachment import NothingYet, Unreachable
from patient.visit import VisitState
from registry.ecp import answers, people, values
from registry.ecp.session import LoginRefused, session_of
from registry.errors import RegistryError, RegistryMissing, RegistryUnavailable, SlotTaken
from registry.wire import Answer
from tests.began import began
from tests.registry.demo_people import person
from tests.registry.ecp.test_odd_rows import LIST, WRITE, refusing
from tests.registry.kinds import ZONE


def answer(**content):
    return Answer(200, {}, json.dumps(content).encode())


def refusal(words, code=6):
    with pytest.raises((RegistryError, answers.SessionOver)) as refused:
        answers.told(answer(error_code=code, error_msg=words))
    return type(refused.value)


OVER = (
    "Сессия не найдена",
    "Не найдена сессия пользователя",
    "Время сессии истекло",
    "Необходима авторизация",
    "Пользователь не авторизован",
    "Session expired",
)
TAKEN = (
    "Выбранное время занято",
    "Время уже занято другим пациентом",
    "Нет свободного времени",
    "Бирка не найдена",
    "Бирка удалена",
    "Бирка заблокирована оператором",
)
PASSING = (
    "Сервис временно недоступен",
    "Ошибка базы данных",
    "Внутренняя ошибка сервера",
    "Превышено время ожидания ответа",
    "Превышено количество запросов",
    "Повторите попытку позже",
    "deadlock detected",
    "Timeout expired",
)
NOTHING = ("Отсутствуют данные", "Данные отсутствуют", "Список пуст", "Ничего не найдено")
SUBSTANCE = (
    "Пациент уже записан на это время",
    "Запись на прошедшее время невозможна",
    "Отсутствуют права на запись",
    "Запись запрещена",
    "",
)
WORDS = [
    *((words, answers.SessionOver) for words in OVER),
    *((words, SlotTaken) for words in TAKEN),
    *((words, RegistryUnavailable) for words in PASSING),
    *((words, RegistryMissing) for words in NOTHING),
    *((words, answers.CallRefused) for words in SUBSTANCE),
]


@pytest.mark.parametrize(("words", "kind"), WORDS)
def test_one_code_means_what_its_words_say(words, kind):
    """A session that is over, a time that is gone, a bad moment, nothing there, or no."""
    assert refusal(words) is kind


async def test_a_session_that_is_over_finds_nobody_out(house, disturbance):
    """«Сессия не найдена» says nothing of the person: the bot logs in again and asks once more."""
    disturbance.begin("GET /api/Person", **refusing("Сессия не найдена"), times=1)
    assert (await house.registry.look(person("p1"))) != NothingYet()
    disturbance.begin("GET /api/Person", **refusing("Сессия не найдена"))
    assert await house.registry.look(person("p1")) == Unreachable()


async def test_a_bad_moment_refuses_no_booking(house, visits, disturbance):
    """It is tried again, and books."""
    slot = (await house.free(began()))[0]
    disturbance.begin(WRITE, **refusing("Ошибка базы данных"), times=1)
    with pytest.raises(RegistryUnavailable):
        await visits.book(person("p1"), slot, "key-1")
    visit = await visits.book(person("p1"), slot, "key-1", is_repeated=True)
    assert visit.state is VisitState.BOOKED


async def test_a_time_that_is_gone_is_taken(house, visits, disturbance):
    """Who books hears of other times, and not that the clinic books nobody."""
    slot = (await house.free(began()))[0]
    disturbance.begin(WRITE, **refusing("Бирка не найдена"))
    with pytest.raises(SlotTaken):
        await visits.book(person("p1"), slot, "key-1")


@pytest.mark.parametrize("words", ["Бирки не найдены", "Занятых бирок не найдено"])
async def test_a_list_without_times_is_empty(house, visits, disturbance, words):
    """In a list the same words only say that there is none."""
    slot = (await house.free(began()))[0]
    visit = await visits.book(person("p1"), slot, "key-1")
    disturbance.begin(LIST, **refusing(words))
    assert await visits.of(person("p1")) == []
    assert [each.state for each in await visits.of(person("p1"), [visit])] == [VisitState.BOOKED]


async def test_a_time_that_cannot_be_cancelled_and_stands_is_refused(house, visits, disturbance):
    slot = (await house.free(began()))[0]
    visit = await visits.book(person("p1"), slot, "key-1")
    disturbance.begin("DELETE /api/TimeTable", **refusing("Бирка не найдена"))
    with pytest.raises(RegistryError) as refused:
        await visits.cancel(person("p1"), visit.id, [visit])
    assert refused.value.word == "refused"


@pytest.mark.parametrize("code", ["", False, None, 0, "0", 0.0], ids=repr)
def test_no_code_beside_what_is_told_is_none(code):
    assert answers.told(answer(error_code=code, data=[1]))["data"] == [1]


PHP = {"date": "2026-12-01 09:00:00.000000", "timezone_type": 3, "timezone": "Europe/Ulyanovsk"}


@pytest.mark.parametrize(
    "told", ["2026-12-01 09:00:00", "01.12.2026 09:00", "01.12.2026 09:00:00", PHP], ids=str
)
def test_a_moment_however_it_is_written(told):
    """In ISO's order, the way people write it, or as PHP's object."""
    assert values.moment(told, ZONE).isoformat() == "2026-12-01T05:00:00+00:00"
    assert values.day(told).isoformat() == "2026-12-01"


@pytest.mark.parametrize(
    "told", [None, 7, {}, {"date": None}, {"date": {"date": "2026-12-01"}}, "1.12.2026 09:00"]
)
def test_what_is_no_moment_is_none(told):
    with pytest.raises((KeyError, TypeError, ValueError)):
        values.moment(told, ZONE)


def record(**more):
    asked = person("p1")
    row = {
        "person_id": 7,
        "personsurname_surname": asked.name.surname.text,
        "personfirname_firname": asked.name.given_name.text,
        "personbirthday_birthday": {"date": f"{asked.birth_date.iso} 00:00:00.000000"},
    }
    return people.record(row | more)


@pytest.mark.parametrize(
    ("snils", "is_same"),
    [
        (11223344595, True),
        ("112-233-445 95", True),
        (11111111145, False),
        ("11111111145", False),
        (1263135500, False),
        (0, True),
        ("000-000-000 00", True),
        ("", True),
        (None, True),
        (True, True),
        ([], True),
    ],
    ids=repr,
)
def test_a_snils_that_came_as_a_number_tells_a_namesake(snils, is_same):
    """Numbers come as strings or numbers; zeros alone stand for none."""
    assert record(personsnils_snils=snils).is_same(person("p1")) is is_same


def test_zeros_that_a_number_lost_are_put_back():
    assert record(personsnils_snils=1263135500).snils == "01263135500"


@pytest.mark.parametrize("code", [5, 6])
def test_a_login_that_fails_now_is_not_refused(code):
    """One that is refused is never tried again before the next start."""
    with pytest.raises(RegistryUnavailable):
        session_of(answer(error_code=code, error_msg="Сервис временно недоступен"))
    with pytest.raises(LoginRefused):
        session_of(answer(error_code=code, error_msg="Неверный пароль"))
