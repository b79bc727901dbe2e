"""A quick second tap: it does nothing twice and frightens nobody, it hears what is under way or done."""

import pytest

from handlers.ground.navigation import Action, Pick, Take
from handlers.routing import ACTIONS
from patient.card import OwnerId
from storage.cards import Cards
from tests.chat import adds_card, fills_in
from tests.form import comes_to
from tests.handlers.family import adds_child
from tests.handlers.signing import signs_in
from tests.handlers.test_consent_renewal import agreed_before
from tests.handlers.visiting import books, button, settles, to_summary


async def taps_twice(chat, label):
    """Press a button, and the same again before anything was seen; return what the second tap is told."""
    data, number = button(chat, label)
    await chat.presses(data, number)
    said = await chat.presses(data, number)
    return f"{said} {chat.toasts[-1]}"


def is_calm(said):
    """Tell whether nothing in *said* sounds as if something had gone wrong."""
    return not any(
        each in said
        for each in ("устарела", "акой карточки", "не продолжается", "0 карточек", "не действует")
    )


@pytest.fixture
async def summary(chat):
    """A form with its summary."""
    await fills_in(chat)
    return chat


async def test_the_second_yes_to_a_booking(chat, job, gate):
    """«Уже записываю», and one visit; later that it is ready."""
    await adds_card(chat)
    await to_summary(chat, job)
    data, number = button(chat, "✅ Записаться")
    booking = gate.holds()
    await chat.presses(data, number)
    assert "Записываю" in await chat.presses(data, number)
    assert "Уже записываю" in chat.toasts[-1]
    booking.goes_on()
    assert "готова" in await settles(job, chat)
    assert "готова" in await chat.presses(data, number)
    assert "Запись уже готова" in chat.toasts[-1]


@pytest.mark.parametrize("label", ["Добавить карточку", "Даю согласие"])
async def test_the_second_yes_to_a_card(summary, label):
    """One card is added, one question asked; nothing is said to be stale."""
    if label == "Даю согласие":
        await summary.taps("Добавить карточку")
    before = len(summary.messages)
    said = await taps_twice(summary, label)
    assert is_calm(said)
    assert "Уже" in said or "уже" in said
    assert len(summary.messages) <= before


async def test_the_second_tap_on_by_hand(chat):
    """The first question stands; nobody is told of an unfinished card."""
    await chat.says("/cards")
    data, number = button(chat, "Ввести вручную")
    await chat.presses(data, number)
    await chat.presses(data, number)
    assert "фамили" in chat.messages[number]["text"].lower()


async def test_the_second_tap_on_an_imported_person(chat, database):
    """One form begins, not two below each other."""
    await adds_card(chat)
    draft = await _draft(chat, database)
    await chat.says("/cards")
    await chat.taps("Тестова")
    await chat.taps("Удалить")
    await chat.taps("Да")
    await signs_in(chat, database, draft)
    before = len(chat.messages)
    assert is_calm(await taps_twice(chat, "Добавить в картотеку"))
    assert len(chat.messages) == before + 1


async def _draft(chat, database):
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    return card.person.draft


@pytest.mark.parametrize(
    "way",
    [
        ("/cards", "Тестова А. П.", "Удалить", "Да, удалить"),
        ("/consents", "Тестова А. П.", "Отозвать", "Да, отозвать"),
        ("/delete_me", "Да"),
    ],
)
async def test_the_second_tap_on_deleting(chat, way):
    """What is deleted is said to be deleted, not to be nobody's."""
    await adds_card(chat)
    await chat.says(way[0])
    for label in way[1:-1]:
        await chat.taps(label)
    said = await taps_twice(chat, way[-1])
    assert is_calm(said)


async def test_the_second_tap_on_cancelling(chat, job):
    """The visit is cancelled once; while that is under way it says so, later that it is cancelled."""
    await books(chat, job)
    await chat.taps("Отменить запись")
    data, number = button(chat, "Да, отменить")
    await chat.presses(data, number)
    said = await chat.presses(data, number)
    assert "Отменяю" in said
    assert is_calm(said + chat.toasts[-1])
    assert "тменен" in await settles(job, chat)
    assert "тменен" in await chat.presses(data, number)


async def test_the_second_tap_on_moving(chat, job):
    """The days of the new time stand; no word of anything stale."""
    await books(chat, job)
    said = await taps_twice(chat, "Перенести") + await settles(job, chat)
    assert is_calm(said)
    assert "На какой день?" in said


async def test_the_second_tap_on_the_calendar_file(chat, job):
    """One file is sent."""
    await books(chat, job)
    said = await taps_twice(chat, "В календарь")
    assert "Файл уже отправлен" in said
    assert [method for method, _ in chat.calls].count("sendDocument") == 1


async def test_the_second_tap_on_back_goes_one_step(chat, job):
    """From the hours to the days, and no further."""
    await adds_card(chat)
    await to_summary(chat, job)
    await chat.taps("Назад")
    said = await taps_twice(chat, "Назад")
    assert "На какой день?" in said


async def test_the_second_tap_on_an_invitation(chat):
    """One link is made; the second tap does not spoil the first."""
    await adds_child(chat)
    await chat.says("/cards")
    await chat.taps("Тестова")
    await chat.taps("Поделиться карточкой")
    assert is_calm(await taps_twice(chat, "Пригласить"))
    shown = [each["text"] for each in chat.messages.values() if "start=fam_" in each.get("text", "")]
    assert len(shown) == 1


async def test_the_second_yes_to_a_renewed_consent_keeps_the_way_on(chat):
    """What waited for the consent stands below the thanks after both taps."""
    await adds_card(chat)
    await agreed_before(chat)
    await chat.says("/book")
    assert is_calm(await taps_twice(chat, "Даю согласие"))
    assert "Запись на приём" in await chat.taps("Продолжить")


A = Action
REPEATABLE = {
    *(A.ADD_CARD, A.ADD_AFRESH, A.CONTINUE_FORM, A.CHANGE_CARD, A.SEARCH_AGAIN, A.INVITE, A.ASK_TRUST),
    *(A.ASK_REMOVAL, A.ASK_WITHDRAWAL, A.ASK_ERASURE, A.ERASE_ME, A.READ_RENEWAL, A.NOT_RENEW),
    *(A.READ_PERMISSION, A.ALLOW, A.DENY, A.READ_TRUST, A.READ_TRUST_HERE, A.SIGN_IN_ANEW),
    *(A.BOOK, A.BOOK_FOR, A.BOOK_CLINIC, A.BOOK_DOCTOR, A.BOOK_AGAIN, A.CARD_FOR_BOOKING, A.BACK, A.REOPEN),
    *(A.MOVE_THERE, A.MOVE_AS_WISHED, A.MOVE_VISIT, A.REQUEST_BOOKING, A.ASK_CANCELLATION, A.CANCEL_VISIT),
    *(A.WILL_COME, A.WATCH_DOCTOR, A.BEGIN_WATCH, A.WATCH_DAYS, A.WATCH_HOURS, A.WATCH_MORE, A.END_WATCH),
    *(A.TOGGLE_NOTICES, A.KEEP_QUIET, A.WRITE_SUPPORT),
    *(Pick, Take),
}
"""Whose second tap shows the same, or says by itself what is so."""


def test_every_action_is_taken_once_or_may_be_repeated():
    """A new one has to say which: what spends something is wrapped in `once`."""
    spent = {name for name, act in ACTIONS.items() if act.__qualname__.startswith("once.")}
    assert spent | REPEATABLE == set(ACTIONS)
    assert not spent & REPEATABLE


async def test_the_form_still_listens_after_a_double_tap(chat):
    """The second tap changes nothing: what is typed next is the answer, and no words to the bot."""
    await comes_to(chat, "polis")
    assert "принят" in await taps_twice(chat, "Пропустить")
    assert "Шаг 8" in await chat.says("112-233-445 95")


async def test_the_consent_is_taken_after_a_double_tap(chat):
    """«Даю согласие» led back to the summary, and its second tap said that the card was saved."""
    await fills_in(chat)
    for label in ("Добавить карточку", "Прочитать"):
        assert "принят" in await taps_twice(chat, label)
    assert "успешно добавлена" in await chat.taps("Даю согласие")
