"""A person adds a card in the chat and hears what was found: the whole way, over HTTP."""

import asyncio

import pytest

from sandbox.telegram.faults import Fault
from tests.form import typed
from tests.journeys.house import house
from tests.processes import fork, start
from tests.servers import PATIENCE

ANNA = typed("Тестова", "Анна", "Петровна", "женский", "13.10.1979", "7349020886007312", "11223344595")
LATE = typed("Примеров", "Борис", "Ильич", "мужской", "9.3.87", "7356 2108 4000 0129", "087-654-303 00")
NEVER = typed("Выдумкина", "Вера", "Олеговна", "ж", "31.12.1950", "7367940868000018", "73100010198")
TWICE = typed("Двойников", "Глеб", "Иванович", "м", "01.01.1951", "7358840848000016", "73100020201")
DOWN = typed("Ждун", "Егор", "Павлович", "м", "01.01.2001", "7398899748000775", "73100040409")


@pytest.mark.parametrize("updates", ["polling", "webhook"])
async def test_a_patient_adds_a_card_and_hears_what_was_found(tmp_path, updates):
    """From /start to the message with the clinic, and the card with its tabs, by either way of updates."""
    async with house(tmp_path, updates=updates) as home:
        anna = home.person("anna")
        await anna.answers("/start", "Здравствуйте")
        await anna.adds_card(ANNA)
        found = await anna.reads("прикрепления найдены")
        assert "поликлиника № 1" in found
        texts = [message["text"] for message in anna.seen()]
        assert any("Карточка успешно добавлена" in text for text in texts)
        assert not any("7349020886007312" in text or "11223344595" in text for text in texts)
        assert "•••• 7312" in await anna.presses("Просмотреть карточку", "Карточка")
        assert "терапевтическое" in await anna.presses("Прикрепления", "Прикрепления: Тестова")
        assert "регистратуру" in await anna.presses("Неверная поликлиника?", "регистр")
        assert home.telegram.chat("anna").messages
        assert not any("Тестова" in line or "112233" in line for line in home.errors)


async def test_every_story_ends_with_its_own_news(tmp_path):
    """Found later, never, several cards, and a registry that is down for a while."""
    async with house(tmp_path) as home:
        stories = (LATE, NEVER, TWICE, DOWN)
        people = [home.person(900 + number) for number in range(len(stories))]
        await asyncio.gather(
            *(person.adds_card(story) for person, story in zip(people, stories, strict=True))
        )
        late, never, twice, down = people
        await late.reads("прикрепления найдены")
        assert "Димитровградская" in late.last()
        assert "регистратуру" in await never.reads("прикрепления не найдены")
        assert "несколько карт" in await twice.reads("несколько карт")
        await down.reads("прикрепления найдены")
        assert any("не отвечает, попробуем в" in m["text"] for m in down.seen())


async def test_what_was_said_while_the_bot_was_away_is_answered(tmp_path):
    """SIGTERM drains and exits with 0; the form stands where it stood after the restart.

    The first process is a real one: ``python -m bot``, from the start to its exit code.
    """
    async with house(tmp_path, begin=start) as home:
        anna = home.person("anna")
        await anna.answers("/add", "Шаг 1")
        await anna.answers("Тестова", "Шаг 2")
        assert await home.stop() == 0
        anna.says("Анна")
        home.begin = fork
        await home.start()
        await anna.reads("Шаг 3")


async def test_a_process_that_stops_says_so_to_the_end(tmp_path):
    """A balancer that asks sends nobody there, also by polling, and while the last answer is on its way."""
    async with house(tmp_path) as home:
        anna = home.person("anna")
        home.telegram.faults.append(Fault("sendMessage", error_code=429, retry_after=1, count=(most := 99)))
        anna.says("/start")
        async with asyncio.timeout(PATIENCE):
            while home.telegram.faults[0].count == most:
                await asyncio.sleep(0.01)
            stopping = asyncio.create_task(home.stop())
            while (told := await home.asks("readyz"))[0] == 200:
                await asyncio.sleep(0.01)
            home.telegram.faults.clear()
            later = []
            while not anna.seen()[1:]:
                later.append((await home.asks("readyz"))[0])
                await asyncio.sleep(0.01)
        assert await stopping == 0
    assert "it is stopping" in told[1]
    assert set(later[:-1]) <= {503}


async def test_two_people_know_nothing_of_each_other(tmp_path):
    """A button of Anna's in Boris's hands opens nothing."""
    async with house(tmp_path) as home:
        anna, boris = home.person("anna"), home.person("boris")
        await anna.adds_card(ANNA)
        await anna.reads("прикрепления найдены")
        data = [button["callback_data"] for m in anna.seen() for row in m["buttons"] for button in row]
        await boris.answers("/start", "Здравствуйте")
        number = boris.seen()[-1]["id"]
        for one in data:
            home.telegram.tap("boris", number, one)
        await boris.answers("/cards", "пусто")
        assert not any("Тестова" in message["text"] for message in boris.seen())


async def test_trouble_with_telegram_is_waited_out(tmp_path):
    """429, 500 and answers lost on the way: every message arrives, in order."""
    async with house(tmp_path) as home:
        anna = home.person("anna")
        await anna.answers("/start", "Здравствуйте")
        home.telegram.faults += [
            Fault("sendMessage", error_code=429, retry_after=1),
            Fault("sendMessage", error_code=500),
            Fault("sendMessage", drop="before"),
        ]
        await anna.answers("/add", "Шаг 1")
        home.telegram.faults.append(Fault("sendMessage", drop="after"))
        await anna.answers("Тестова", "Шаг 2")


async def test_the_bot_leaves_groups_and_hears_of_being_blocked(tmp_path):
    """Health data belong into private chats; nobody is written to who does not want it."""
    async with house(tmp_path) as home:
        anna = home.person("anna")
        home.telegram.say_in_group("anna", "/start")
        await anna.adds_card(ANNA)
        await anna.reads("прикрепления найдены")
        assert home.telegram.left
        home.telegram.set_blocked("anna", blocked=True)
        home.telegram.chat("anna").is_blocked = True
        boris = home.person("boris")
        await boris.answers("/start", "Здравствуйте")
        home.telegram.chat("anna").is_blocked = False
        home.telegram.set_blocked("anna", blocked=False)
        await anna.answers("/cards", "1 карточка")
