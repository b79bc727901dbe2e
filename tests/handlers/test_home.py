"""The door: the greeting that knows who comes, the ways to delete everything and to the clinics' phones."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.outgoing.introduction import _decorations
from handlers.cards.views.news import notice
from handlers.ground.notify import notify
from handlers.ground.screen import Screen
from locales.texts import LANGUAGES, texts
from patient.attachment import NothingFound, SeveralPatients
from patient.booking import Booking
from patient.card import OwnerId
from patient.message import Letter, MessageKind
from patient.notice import NoticeKind
from patient.visit import Visit, VisitState
from storage.cards import Cards
from storage.messages import Messages
from storage.own_visits import OwnVisits
from storage.visits import Visits
from tests.chat import Chat, adds_card
from tests.handlers.family import adds_child

ZONE = ZoneInfo("Europe/Ulyanovsk")


@pytest.mark.parametrize(
    ("language", "words", "way"), [("ru", "запись к врачу", "О себе"), ("en", "visits to", "About me")]
)
async def test_a_newcomer_hears_what_this_is_and_what_to_do_first(updates, database, language, words, way):
    """Two lines, and the ways to the first card are there at once."""
    chat = Chat(updates, database, language=language)
    greeting = await chat.says("/start")
    assert words in greeting
    assert greeting.count("\n") == 1
    assert any(way in label for label in chat.labels)


async def test_who_has_cards_is_told_of_them_of_the_next_visit_and_of_what_is_new(chat, database):
    """The nearest visit of all cards; none is said to be none."""
    await adds_card(chat)
    assert "впереди нет" in await chat.says("/start")
    await adds_child(chat)
    (anna, child) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    now = datetime.now(UTC).replace(microsecond=0)
    later, sooner, over = now + timedelta(days=9), now + timedelta(days=2), now - timedelta(days=1)
    for card, start, speciality in (
        (anna, later, "Невролог"),
        (child, sooner, "Педиатр"),
        (anna, over, "Хирург"),
    ):
        visit = Visit(speciality, start, VisitState.BOOKED, speciality=speciality, key=speciality)
        await keep(database, card, visit)
    letter = Letter(OwnerId(chat.user), MessageKind.ANNOUNCEMENT, "Завтра приём до обеда")
    await database.write(lambda tx: Messages(tx, OwnerId(chat.user)).add(letter))
    await database.write(
        lambda tx: notify(tx, ZONE, OwnerId(chat.user), NoticeKind.VISIT, lambda _: Screen("Новость"))
    )
    await chat.reads()
    greeting = await chat.says("/start")
    assert all(name in greeting for name in (anna.person.name.short, child.person.name.short))
    assert f"{sooner.astimezone(ZONE):%H:%M}" in greeting
    assert "Педиатр" in greeting
    assert not {"Невролог", "Хирург"} & set(greeting.replace(",", "").split())
    assert "Непрочитанных сообщений: 1" in greeting
    assert "Уведомлений за сутки: 1" in greeting
    await database.write(lambda tx: tx.execute("UPDATE notice SET at = at - 86500"))
    assert "Уведомлений" not in await chat.says("/start")
    assert "Записаться" in chat.labels
    assert "О себе" not in chat.labels[-9:]


async def keep(database, card, visit):
    """Keep a visit that was booked from the card."""

    async def keeping(tx):
        booking = Booking(visit.key, card.owner, card=card.id)
        await OwnVisits(tx).begin(booking, card.id, visit.start)
        assert await Visits(tx).save(card, visit)

    await database.write(keeping)


@pytest.mark.parametrize("way", ["/settings", "/privacy"])
async def test_buttons_lead_to_the_deletion_of_everything(chat, way):
    """Whoever looks for it in the settings or where the data are told of finds it, and is asked once more."""
    await chat.says(way)
    assert "Удалить всё, что здесь хранится о вас?" in await chat.taps("Удалить всё обо мне")
    await chat.taps("Нет, оставить")
    await chat.says(way)
    await chat.taps("Удалить всё обо мне")
    assert "Удалено" in await chat.taps("Да, удалить всё")


@pytest.mark.parametrize("news", [NothingFound(), SeveralPatients(2)])
async def test_who_was_not_found_is_led_to_the_clinics_phones(chat, database, news):
    """The registry desk is named, and where its number stands."""
    await adds_card(chat)
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    for language in LANGUAGES:
        t = texts(language)
        screen = notice(card, news, ZONE, t)
        assert t.plain("button.clinics") in [button.text for row in screen.rows for button in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_description_tells_of_booking_and_fits(language):
    """Telegram shows it to who has not pressed «Начать» yet; 512 and 120 characters are the most."""
    told = dict(_decorations(language))
    about = told["setMyDescription"]["description"]
    short = told["setMyShortDescription"]["short_description"]
    assert all("врачу" in each or "doctor" in each for each in (about, short))
    assert len(about) <= 512
    assert len(short) <= 120
