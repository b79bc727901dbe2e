"""What is protected from forwarding: by what a screen shows, place by place and from one to the next."""

from functools import partial
from zoneinfo import ZoneInfo

from bot.process import config_of
from handlers.cards.views import news
from handlers.ground.context import Context
from handlers.ground.mark import Mark, read
from handlers.ground.navigation import Go, Place
from handlers.ground.notify import notify
from handlers.ground.screen import Protection, Screen
from handlers.routing import SCREENS
from locales.texts import texts
from patient.attachment import NothingFound
from patient.card import OwnerId
from patient.notice import NoticeKind
from storage.cards import Cards
from tests.chat import adds_card, buttons_of
from tests.handlers.visiting import books, settles

NAMES = ("Тестова", "Анна", "Петровна")
OPEN = {Place.FOUND, Place.HELP, Place.TOPIC, Place.PRIVACY, Place.ACCOUNT_GUIDE, Place.CLINIC, Place.DOCTOR}
EITHER = {
    *(Place.MENU, Place.LANGUAGE, Place.SETTINGS, Place.LAW),
    *(Place.CLINICS, Place.DISTRICTS, Place.DOCTORS, Place.SPECIALITIES, Place.DOCTORS_OF),
}
EXPECTED = {
    place: Protection.UNWANTED
    if place in OPEN
    else Protection.EITHER
    if place in EITHER
    else Protection.NEEDED
    for place in Place
}
ABOUT = {  # what each place is about; the others are about the card, or nothing
    Place.CLINIC: "1",
    Place.DOCTOR: "1",
    Place.FOUND: "терапевт",
    Place.TOPIC: "help.20-attachment",
    Place.NOTICE: "1",
    Place.CLINICS: "",
    Place.SPECIALITIES: "",
}


async def draw(chat, settings, place):
    """Return what Anna sees at a place, be it only that something must be asked for first."""

    async def drawn(transaction):
        (card,) = await Cards(transaction, OwnerId(chat.user)).readable()
        context = Context(config_of(settings), transaction, OwnerId(chat.user), texts("ru"), chat.name)
        return await SCREENS[place](context, Go(to=place, id=ABOUT.get(place, card.id)))

    return await chat.database.write(drawn)


async def test_only_what_shows_nobodys_data_is_open(chat, job, registry, settings):
    """Every place of the table, with a card, a visit, a notice: none that is open tells of anybody."""
    await books(chat, job)
    for place in Place:
        shown = await draw(chat, settings, place)
        assert shown.protection is EXPECTED[place], place
        if isinstance(shown, Screen) and shown.protection is not Protection.NEEDED:
            assert not any(name in shown.text for name in NAMES), place


async def test_a_screen_of_which_nothing_is_said_is_protected():
    """A forgotten word errs on the safe side, and so does a notice above an open screen."""
    assert Screen("…").protection is Protection.NEEDED
    assert Screen("…", protection=Protection.UNWANTED).under("…").protection is Protection.NEEDED


async def test_data_come_into_no_open_message(chat):
    """From the start, which may be forwarded, to the form, to the card: sent anew, and the open one goes."""
    await chat.says("/start")
    (start,) = [number for number, message in chat.messages.items() if buttons_of(message)]
    assert chat.messages[start]["protect_content"] is False
    await chat.taps("Ввести вручную")
    assert start not in chat.messages
    form = max(chat.messages)
    assert chat.messages[form]["protect_content"] is True


async def test_what_may_be_passed_on_comes_into_no_protected_message(chat, job, registry):
    """A clinic's phone is there to be copied: from the menu below a card it is sent anew."""
    await adds_card(chat)
    (saved,) = chat.messages
    await chat.taps("Картотека")
    await chat.taps("В меню")
    await chat.taps("Лечебные учреждения")
    assert list(chat.messages) == [saved]
    await chat.taps("поликлиника")
    (clinic,) = chat.messages
    assert clinic != saved
    assert chat.messages[clinic]["protect_content"] is False
    await chat.taps("В меню")
    assert list(chat.messages) == [clinic]
    await chat.taps("Картотека")
    (cards,) = chat.messages
    assert cards != clinic
    assert chat.messages[cards]["protect_content"] is True


async def test_no_walk_brings_a_name_into_an_open_message(chat, job, registry):
    """Every kind of button that can be reached, tapped once: what stands open tells of nobody."""
    await books(chat, job)
    seen = set()
    for root in ("/start", "/cards", "/visits", "/help", "/settings", "терапевт", "/book"):
        await chat.says(root)
        while fresh := [each for each in buttons(chat) if key_of(each[0]) not in seen]:
            data, number = fresh[-1]
            seen.add(key_of(data))
            if not any(deed in data for deed in DESTROYING):
                await chat.presses(data, number)
                await settles(job, chat)
                look(chat)
    assert len(seen) > 25


def buttons(chat):
    """Return all buttons, with their messages."""
    return [
        (button["callback_data"], number)
        for number, message in chat.messages.items()
        for button in buttons_of(message)
    ]


def look(chat):
    """See that what stands open tells of nobody, and that its buttons know where they stand."""
    for message in chat.messages.values():
        if message.get("protect_content") is False:
            assert not any(name in str(message["text"]) for name in NAMES), message["text"]
            assert all(read(each["callback_data"])[0] is Mark.OPEN for each in buttons_of(message))


DESTROYING = ("do:rm", "do:erase", "do:wd", "do:cn", "bye:", "f:cancel")


def key_of(data):
    """Return what a button does, without what it does it to: one of each is enough."""
    return ":".join(read(data)[1].split(":")[:2])


async def test_what_was_told_stays_where_it_was_told(chat, database):
    """A tap on a push is answered below; the push keeps its words and loses its buttons."""
    await adds_card(chat)
    await tells(chat, database)
    told = max(chat.messages)
    text = chat.messages[told]["text"]
    chat.calls.clear()
    await chat.taps("Проверить данные")
    assert [method for method, _ in chat.calls] == [
        "answerCallbackQuery",
        "editMessageReplyMarkup",
        "sendMessage",
    ]
    assert chat.messages[told]["text"] == text
    assert not buttons_of(chat.messages[told])
    assert "Изменение карточки" in chat.messages[max(chat.messages)]["text"]


async def tells(chat, database):
    """Push the news that the search found nothing."""
    zone = ZoneInfo("Europe/Ulyanovsk")

    async def told(transaction):
        (card,) = await Cards(transaction, OwnerId(chat.user)).readable()
        view = partial(news.notice, card, NothingFound(), zone)
        await notify(transaction, zone, card.owner, NoticeKind.SEARCH, view, card=card.id)

    await database.write(told)
    await chat.reads()


async def test_a_second_tap_on_what_was_left_is_answered_once(chat, database):
    """On a push: the answer stands below already."""
    await adds_card(chat)
    await tells(chat, database)
    told = max(chat.messages)
    data = buttons_of(chat.messages[told])[0]["callback_data"]
    for _ in range(2):
        await chat.presses(data, told)
    assert [method for method, _ in chat.calls].count("editMessageReplyMarkup") == 1
    assert "ниже" in chat.toasts[-1]


async def test_a_second_tap_on_what_is_gone_makes_no_second_message(chat):
    """From an open message to a protected one: it was deleted, and the finger was quicker."""
    await chat.says("/help")
    shown = max(chat.messages)
    (support,) = [each for each in buttons_of(chat.messages[shown]) if "оддержк" in each["text"]]
    before = len(chat.messages)
    for _ in range(2):
        await chat.presses(support["callback_data"], shown)
    assert len(chat.messages) == before
