"""The log at its most talkative, over what people do and what fails: it quotes nobody."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from sandbox.clinics import DOCTORS
from sandbox.esia.accounts import ACCOUNTS, PASSWORD
from sandbox.people import PEOPLE
from sandbox.registry.faults import Fault, FaultKind
from sandbox.telegram.server import GROUP_ID
from storage.database import Database
from storage.key_ring import KeyRing
from tests.form import ANNA
from tests.handlers.test_damaged_card import breaks_first_card
from tests.journeys.browser import browser, link_of
from tests.journeys.house import house
from tests.journeys.test_family import invites, share, until
from tests.journeys.test_messages import in_the_group
from tests.journeys.test_visits import to_hours

FULL = DOCTORS[4]
OPERATORS = ("BOT_TOKEN", "WEBHOOK_SECRET", "REGISTRY_TOKEN", "ESIA_CLIENT_SECRET")
ONE_TIME = ("state", "code", "client_secret", "code_challenge", "nonce")
CYRILLIC = re.compile(r"[а-яё]|%d[01]%", re.IGNORECASE)
SHORT = 8  # digits that a measured figure may have by chance
NAME = "Тестова"


def of_people():
    """Yield the numbers and dates of everybody who is known, however they may be written."""
    for person in PEOPLE:
        year, month, day = person.birth_date.split("-")
        yield from (person.birth_date, f"{day}.{month}.{year}")
        yield from (number for number in (person.polis, person.snils) if number and len(number) > SHORT)
        if person.snils:
            yield f"{person.snils[:3]}-{person.snils[3:6]}-{person.snils[6:9]}"
    yield from (account.phone for account in ACCOUNTS)
    yield from ("anna_demo", "boris_demo")


def one_time(url):
    """Return what stands in the address and is for one person only."""
    asked = parse_qs(urlsplit(url).query)
    return [value for name in ONE_TIME for value in asked.get(name, [])]


async def adds_and_books(home, anna):
    """A card, its search, a visit that is booked, moved and cancelled."""
    await anna.adds_card(ANNA | {"birth_date": "13.10.1979", "polis": "7349020886007312"})
    await anna.reads("прикрепления найдены")
    await anna.presses("Просмотреть карточку", "Карточка")
    await to_hours(anna)
    await anna.presses(":", "Всё верно?")
    await anna.presses("✅ Записаться", "запись на приём готова")
    await anna.presses("Перенести", "На какой день?")
    await anna.presses("— ", "На какое время?")
    await anna.presses(":", "Прежняя запись остаётся")
    await anna.presses("✅ Перенести", "перенесена")
    await anna.presses("Отменить запись", "Отменить эту запись?")
    await anna.presses("Да, отменить запись", "Запись отменена")
    return []


async def watches(home, anna):
    """A doctor without time, who then has some."""
    await anna.answers("занятов", "Нашлось")
    await anna.presses("Занятов", "Свободных мест сейчас нет")
    await anna.presses("Сообщить, когда появится", "Слежу за свободными записями")
    home.registry.timetables.add_slot(FULL, datetime.now(UTC) + timedelta(days=3))
    await anna.reads("появилась свободная запись")
    await anna.presses("Больше не следить", "Больше не слежу")
    return []


async def asks_and_is_told(home, anna):
    """A question to support, and an announcement to everybody."""
    await anna.answers("/start", "Здравствуйте")
    await anna.presses("Сообщения", "Пока их нет")
    await anna.presses("Написать в поддержку", "Вопрос в поддержку")
    await anna.answers("Где взять номер полиса?", "Ваш вопрос отправлен")
    await in_the_group(home, "Где взять номер полиса?")
    await home.announce(f"{NAME}, завтра приём с 8 до 12")
    await until(anna, "завтра приём с 8 до 12")
    return []


async def shares(home, anna):
    """The child's card, with another parent."""
    token = await invites(anna)
    await share(anna, home.person("boris"), token)
    return [token]


async def signs_in(home, anna):
    """There and back, once with a yes and once with a no that quotes the person; then a link of nobody's."""
    secrets = []
    async with browser() as chrome:
        for agree, account in zip(("yes", "no"), ACCOUNTS, strict=False):
            login = {"login": account.login, "password": PASSWORD}
            link = await link_of(anna, "О себе")
            begun = await chrome.post(link, answer="yes", follow=False)
            esia = await chrome.get(begun.headers["Location"])
            await chrome.post(esia.url, **login)
            back = await chrome.post(esia.url, follow=False, **login, agree=agree)
            address = back.headers["Location"]
            done = await chrome.get(address)
            secrets += [link.rpartition("/")[2], begun.headers["Set-Cookie"].partition(";")[0]]
            secrets += [*one_time(begun.headers["Location"]), *one_time(address)]
            if agree == "yes":
                secrets.append(done.ticket)
                await anna.answers(f"/start {done.ticket}", "Данные с Госуслуг получены")
        for path in (f"start/{quote(NAME)}", f"callback?code={quote(NAME)}&state=11223344595", quote(NAME)):
            await chrome.get(f"{home.environment['PUBLIC_URL']}/esia/{path}")
    assert len(secrets) > 6
    return [*secrets, *home.esia.tokens, *home.esia.codes]


async def meets_trouble(home, anna):
    """A registry that is down, and is there again."""
    await anna.answers("примерова", "Нашлось")
    home.registry.faults.append(Fault(FaultKind.DOWN))
    await anna.presses("Примерова", "Пробую ещё")
    await anna.reads("неполадка на её стороне")
    home.registry.faults.clear()
    await anna.presses("Повторить", "Ближайший свободный день")
    return []


async def has_a_damaged_row(home, anna):
    """One of the cards does not open any more."""
    place = Path(home.environment["DATABASE_URL"].removeprefix("sqlite:///"))
    ring = KeyRing.load(Path(home.environment["DATA_KEYS"]))
    database = await Database.open(place, ring.vault())
    await breaks_first_card(database)
    await database.close()
    await anna.answers("/cards", "Не все карточки открываются")
    return []


SCENES = (meets_trouble, adds_and_books, watches, asks_and_is_told, shares, signs_in, has_a_damaged_row)


@pytest.mark.parametrize(("form", "provider"), [("text", "direct"), ("json", "gateway")])
async def test_a_life_in_the_house_leaves_nothing_of_anybody_in_the_log(tmp_path, form, provider):
    """Neither in a line nor on the page of metrics."""
    told = {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": form, "ESIA_PROVIDER": provider}
    async with house(tmp_path, SUPPORT_CHAT=str(GROUP_ID), **told) as home:
        await home.logs("the directory has")
        anna = home.person("anna")
        secrets = [*of_people(), *(home.environment[name] for name in OPERATORS)]
        for scene in SCENES:
            secrets += await scene(home, anna)
        page = (await home.asks("metrics"))[1]
    lines = home.errors
    assert any("is put aside" in line for line in lines)
    if form == "json":
        lines = [json.dumps(json.loads(line), ensure_ascii=False) for line in lines]
    for line in (*lines, *page.splitlines()):
        assert not CYRILLIC.search(line), line
        assert not [secret for secret in secrets if secret in line], line
