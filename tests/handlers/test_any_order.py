"""Whatever a person types and taps, in whatever order, is answered, and Telegram takes the answer."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from handlers.ground.navigation import Action, Place
from patient.clinic import Clinic, Doctor
from patient.visit import Slot
from sandbox.telegram.keyboards import reply_markup
from sandbox.telegram.methods.content import text_content
from storage.directory import Directory
from storage.inbox import Inbox
from tests.chat import Chat, adds_card, buttons_of

ACTS = 150
CLINIC = Clinic("c1", "Поликлиника <№ 1> & Ко", "ул. Примерная, 1", district="Засвияжский")
DOCTOR = Doctor("r1", "p1", "c1", "Примерова Ольга Николаевна", "Терапевт")
ODD = ("", "0", "-1", "9" * 30, "²", "2026-13-45", "день", "a:b", "none", "card", "time", "c1", ".", "z" * 20)
TYPED = (
    *("/start", "/cards", "/add", "/help", "/cancel", "/language", "/privacy", "/consents", "/settings"),
    *("/delete_me", "/start fam_x", "/start si_x", "прим", "<b>", "&lt;", "x" * 4000, "да", "ж"),
    *(
        "Тестова Анна Петровна",
        "Bdfyjdf",
        "не понимаю",
        "нет",
        "735621О840005078",
        "11223344595",
        "9021234567",
    ),
    *("Петрович", "654321", "\u200e/add", "мужской", "женский", "\u0301" * 999),
    *("Тестова", "Анна", "12.10.1979", "112-233-445 95", "7397089771999991", "+7 900 000-00-00"),
)


@pytest.fixture(autouse=True)
async def directory(database):
    """One doctor with thirty free hours."""
    tomorrow = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    slots = [Slot(f"s{hour}", "r1", tomorrow + timedelta(hours=hour)) for hour in range(30)]

    async def fill(transaction):
        await Directory(transaction).replace([CLINIC], [DOCTOR])
        await Directory(transaction).keep_free_times("r1", slots)

    await database.write(fill)


async def test_a_doctor_is_found_by_words_with_marks_that_nobody_sees(chat):
    """Pasted from a page, with a soft hyphen in the middle."""
    assert "Нашлось" in await chat.says("\u2068приме\u00adрова\u2069")


def odd_button(chance: Random) -> str:
    """Return data that only somebody else's client would send."""
    one, two, three = (chance.choice(ODD) for _ in range(3))
    place, deed = chance.choice(list(Place)), chance.choice(list(Action))
    return chance.choice(
        [
            f"go:{place}:{one}:{two}",
            f"do:{deed}:{one}",
            f"pk:{one}:{two}:{three}",
            f"tk:{one}:{two}:{three}",
            one,
        ]
    )


async def acts(chat: Chat, chance: Random, pressed: list[tuple[str, int]]) -> str:
    """Tap a button, mostly a new one, or say something; return what it was."""
    shown = [
        (each["callback_data"], number)
        for number in sorted(chat.messages)
        for each in buttons_of(chat.messages[number])
    ]
    kind = chance.random()
    if kind < 0.7 and shown:
        pressed.append(shown[-1 - min(len(shown) - 1, int(chance.expovariate(0.2)))])
        await chat.presses(*pressed[-1])
        return pressed[-1][0]
    if kind < 0.8 and pressed:
        again = chance.choice(pressed)
        await chat.presses(*again)
        return again[0]
    if kind < 0.9:
        odd = odd_button(chance)
        await chat.presses(odd, max(chat.messages))
        return odd
    text = chance.choice(TYPED)
    await chat.says(text)
    return text


@pytest.mark.parametrize("seed", range(4))
async def test_every_act_is_answered(chat, database, seed):
    """New buttons, old ones, made-up ones and words."""
    chance, pressed = Random(seed), []
    await (adds_card(chat) if seed % 2 else chat.says("/start"))
    for _ in range(ACTS):
        before = len(chat.calls)
        act = await acts(chat, chance, pressed)
        answers = chat.calls[before:]
        assert answers, act
        assert await database.write(lambda transaction: Inbox(transaction).count_dead()) == 0, act
        for method, parameters in answers:
            if method in {"sendMessage", "editMessageText"}:
                text_content(parameters)
                reply_markup(parameters.get("reply_markup"))


@pytest.mark.parametrize(
    "data",
    [
        *(
            "go:card:x",
            "go:card::soon",
            "go:docs::0",
            "go:docs:1:0",
            "do:add:a:b",
            "do:tell:cats",
            "do:quiet:always",
        ),
        *("pk:none:shoe-size:44", "tk:none:first:1", "do:speak:la", "f:save", "f:choose:male:later"),
    ],
)
async def test_a_button_that_nobody_made_is_answered(chat, database, data):
    """The menu at worst; no update dies of it."""
    await chat.says("/start")
    assert await chat.presses(data, max(chat.messages))
    assert await database.write(lambda transaction: Inbox(transaction).count_dead()) == 0
