"""Journeys of messages: an announcement while the process is killed, and support through a group."""

import asyncio
import os
import random
import signal

from bot.outgoing.sender import CALLS_AT_ONCE
from patient.card import OwnerId
from sandbox.telegram.server import GROUP_ID
from storage.database import Database
from storage.key_ring import KeyRing
from storage.messages import Messages
from tests.journeys.house import Person, house

PEOPLE = int(os.environ.get("PEOPLE", "120"))
KILLS = int(os.environ.get("KILLS", "2"))
TEXT = "Завтра приём с 8 до 12"


def told(person):
    """Return how often the person was told of the announcement."""
    return sum(TEXT in message["text"] for message in person.seen())


async def test_everybody_is_told_although_the_process_is_killed(tmp_path):
    """Each finds the announcement in «Сообщения» exactly once; a kill repeats only pushes under way."""
    text = tmp_path / "text.txt"
    text.write_text(TEXT)
    async with house(tmp_path) as home:
        people = [Person(home, 5000 + number) for number in range(PEOPLE)]
        await asyncio.gather(*(person.answers("/start", "Здравствуйте") for person in people))
        assert f"people: {PEOPLE}" in await home.command("announce", "--all", str(text))
        assert "is kept" in await home.command("announce", "--all", str(text), "--send")
        was_under_way = 0
        for _ in range(KILLS):
            enough = sum(map(told, people)) + random.randint(1, PEOPLE // 8)
            await home.shows(lambda enough=enough: sum(map(told, people)) >= enough)
            await home.stop(signal.SIGKILL)
            was_under_way += not all(map(told, people))
            await home.start()
        assert was_under_way  # or the kills came too late to prove anything
        for person in people:
            await person.sees(lambda person=person: told(person))
        assert f"{PEOPLE} of {PEOPLE} people" in await home.command("announce", "--list")
        assert sum(map(told, people)) <= PEOPLE + KILLS * CALLS_AT_ONCE
        await people[0].presses("Прочитать", "Министерство «Пример»")
        await people[1].answers("/start", "Здравствуйте")
        await people[1].presses("Сообщения (1)", "1 непрочитанное")
    await every_list_has_it_once(tmp_path)


async def every_list_has_it_once(tmp_path):
    """Compare what is kept with who was there."""
    vault = KeyRing.load(tmp_path / "keys.json").vault()
    database = await Database.open(tmp_path / "bot.db", vault)
    try:
        for number in range(PEOPLE):
            owner = OwnerId(5000 + number)
            found = await database.write(lambda tx, o=owner: Messages(tx, o).all(limit=9))
            assert [message.letter.text for message in found] == [TEXT]
    finally:
        await database.close()


async def in_the_group(home, words):
    """Wait until the bot has written *words* into the group; return the message."""

    def written():
        said = home.telegram.seen_in_group()
        return [message for message in said if message["from"] == "bot" and words in message["text"]]

    await home.shows(lambda: bool(written()), chat=GROUP_ID)
    return written()[0]


async def test_support_answers_from_its_group(tmp_path):
    """A question goes to the group, a reply comes back, and the bot stays in the group meanwhile."""
    async with house(tmp_path, SUPPORT_CHAT=str(GROUP_ID)) as home:
        home.telegram.add_to_group("boris")
        anna = home.person("anna")
        await anna.answers("/start", "Здравствуйте")
        await anna.presses("Сообщения", "Пока их нет")
        await anna.presses("Написать в поддержку", "Вопрос в поддержку")
        await anna.answers("Где взять номер полиса?", "Ваш вопрос отправлен")
        asked = await in_the_group(home, "Где взять номер полиса?")
        assert "Анна" not in asked["text"]
        home.telegram.say_in_group("boris", "Я отвечу")
        home.telegram.say_in_group("boris", "На Госуслугах.", reply_to=asked["id"])
        await in_the_group(home, "Ответ передан")
        await anna.reads("На Госуслугах.")
        await anna.presses("Прочитать", "Поддержка, ответ на #")
        home.telegram.say_in_group("boris", "И ещё вот что", reply_to=asked["id"])
        await in_the_group(home, "уже ответили")
        assert not home.telegram.left


async def test_support_answers_at_the_command_line(tmp_path):
    """Where there is no group, the running bot passes on what the other process left."""
    text = tmp_path / "answer.txt"
    text.write_text("На Госуслугах.")
    async with house(tmp_path) as home:
        anna = home.person("anna")
        await anna.answers("/start", "Здравствуйте")
        await anna.presses("Сообщения", "Пока их нет")
        await anna.presses("Написать в поддержку", "Вопрос в поддержку")
        await anna.answers("Где взять номер полиса?", "Ваш вопрос отправлен")
        listed = await home.command("support", "list")
        assert "Где взять номер полиса?" in listed
        code = listed.partition(",")[0].lstrip("#")
        await home.command("support", "answer", code, str(text))
        await anna.reads("На Госуслугах.")
        await anna.presses("Прочитать", f"Поддержка, ответ на #{code}")
