"""A person's own affairs: language, consents, a card's life, and the deletion of everything."""

import pytest

from patient.card import OwnerId
from storage.audit import AuditLog
from storage.cards import Cards
from storage.consents import Consents
from storage.dialogues import Dialogues
from storage.searches import Searches
from tests.chat import Chat, adds_card
from tests.form import EVA, goes_on


async def test_telegrams_language_is_spoken_until_another_is_chosen(updates, database):
    """English for who has an English Telegram; the choice of /language stays."""
    emma = Chat(updates, database, user=3003, language="en-GB")
    assert "Hello" in await emma.says("/start")
    assert "Step 1 of" in await emma.says("/add")
    await emma.says("/language")
    assert "по-русски" in await emma.taps("Русский")
    assert "Помощь" in await emma.says("/help")


async def test_a_withdrawn_consent_takes_the_card_along(chat, database):
    """/consents lists, tells which text, and withdraws; what stays is the record of it."""
    await adds_card(chat)
    assert "Мои согласия" in await chat.says("/consents")
    record = await chat.taps("Тестова А. П. — от")
    assert "Версия 2" in record
    assert "сумма" not in record
    words = await chat.taps("Прочитать")
    for purpose in ("записывать на приём", "отменять записи", "следить", "напоминать"):
        assert purpose in words
    assert "сумма" not in words
    await chat.taps("Назад")
    assert "навсегда" in await chat.taps("Отозвать согласие")
    assert "отозвано" in await chat.taps("Да, отозвать")
    assert "пусто" in await chat.says("/cards")
    owner = OwnerId(chat.user)
    assert await database.write(lambda tx: Consents(tx, owner).in_force()) == []
    kept = await database.write(lambda tx: tx.rows("SELECT card, withdrawn_at FROM consent"))
    assert len(kept) == 1
    assert kept[0][1]


async def test_everything_goes_at_once(chat, database):
    """/delete_me asks once more, says what was removed, and leaves nothing behind."""
    await adds_card(chat)
    await chat.says("/add")
    await chat.says("Иванова")
    assert "1 карточка" in await chat.says("/delete_me")
    done = await chat.taps("Да, удалить всё")
    assert "1 карточка" in done
    assert "1 согласие" in done
    for table in ("card", "card_mark", "search", "dialogue"):
        assert await database.write(lambda tx, t=table: tx.rows(f"SELECT * FROM {t}")) == []
    assert "пусто" in await chat.says("/cards")


async def test_who_left_and_blocks_the_bot_is_not_kept_again(chat, database):
    """That is what people do next: it makes no row, and no announcement is written to them for years."""
    await chat.says("/start")
    await chat.says("/delete_me")
    await chat.taps("Да, удалить всё")
    member = {"user": {"id": 1, "is_bot": True, "first_name": "Доктор73"}}
    for old, new in (("member", "kicked"), ("kicked", "member")):
        await chat.sends(
            my_chat_member={
                "chat": {"id": chat.user, "type": "private"},
                "from": chat._user(),
                "date": 1,
                "old_chat_member": {**member, "status": old, "until_date": 0},
                "new_chat_member": {**member, "status": new, "until_date": 0},
            }
        )
        assert await database.write(lambda tx: tx.rows("SELECT * FROM dialogue")) == []
    await database.write(lambda tx: Dialogues(tx).mark_blocked(chat.user, blocked=True))
    assert await database.write(lambda tx: tx.rows("SELECT * FROM dialogue")) == []


async def test_a_card_is_deleted_only_after_a_second_question(chat):
    """«Удалить» asks; «Нет, оставить» keeps; «Да, удалить» deletes."""
    await adds_card(chat)
    await chat.taps("Просмотреть карточку")
    await chat.taps("Удалить")
    assert "Карточка" in await chat.taps("Нет, оставить")
    await chat.taps("Удалить")
    assert "удалена" in await chat.taps("Да, удалить")


async def test_a_changed_identity_is_searched_anew_and_a_new_phone_is_not(chat, database):
    """«Изменить» opens the summary; the search begins again only if it may be somebody else."""
    await adds_card(chat)
    owner = OwnerId(chat.user)
    (card,) = await database.write(lambda tx: Cards(tx, owner).readable())
    before = await database.write(lambda tx: Searches(tx).of(card))
    await chat.taps("Просмотреть карточку")
    await chat.taps("Изменить")
    await chat.taps("Изменить: номер телефона")
    await chat.says("+79021234567")
    assert "✔ Карточка сохранена." in await chat.taps("Сохранить")
    assert await database.write(lambda tx: Searches(tx).of(card)) == before
    await chat.taps("Просмотреть карточку")
    await chat.taps("Изменить")
    await chat.taps("Изменить: дата рождения")
    await chat.says("14.10.1979")
    assert "запущен заново" in await chat.taps("Сохранить")
    assert await database.write(lambda tx: Searches(tx).of(card)) != before


async def test_another_persons_buttons_open_nothing(chat, other_chat, database):
    """Every button of Anna's, pressed by Boris: no data, and a line in the audit log."""
    await adds_card(chat)
    await chat.taps("Просмотреть карточку")
    recorded = [
        button["callback_data"]
        for _, parameters in chat.calls
        for row in (parameters.get("reply_markup") or {}).get("inline_keyboard", [])
        for button in row
        if "callback_data" in button
    ]
    await other_chat.says("/start")
    number = max(other_chat.messages)
    for data in recorded:
        assert "Тестов" not in await other_chat.presses(data, number)
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    actions = await database.write(lambda tx: tx.rows("SELECT action, object FROM audit"))
    assert ("card.refused", card.id) in [tuple(row) for row in actions]
    assert await database.write(lambda tx: AuditLog(tx).faults()) == []


async def test_a_child_is_consented_for_by_the_legal_representative(chat):
    """Under eighteen the consent is another text."""
    await goes_on(chat, await chat.says("/add"), EVA)
    assert "законный представитель" in await chat.taps("Добавить карточку")
    assert "родитель" in await chat.taps("Прочитать")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/help", "Помощь"),
        ("/privacy", "персональных данных"),
        ("/settings", "Настройки"),
        ("/cancel", "Отменять нечего"),
        ("/nonsense", "Такой команды нет"),
        ("привет", "Здравствуйте"),
    ],
)
async def test_every_word_is_answered(chat, command, words):
    """Nobody is left without an answer."""
    assert words in await chat.says(command)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}, "словами"),
        ({"audio": {"file_id": "a", "file_unique_id": "a", "duration": 3}}, "словами"),
        ({"video_note": {"file_id": "n", "file_unique_id": "n", "duration": 3, "length": 9}}, "Видео"),
        ({"video": {"file_id": "f", "file_unique_id": "f", "duration": 3, "width": 9, "height": 9}}, "Видео"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "слова и кнопки"),
        ({"contact": {"phone_number": "+79021234567", "first_name": "Анна"}}, "Номер телефона"),
        ({"location": {"latitude": 54.3, "longitude": 48.4}}, "Лечебных учреждениях"),
        ({"story": {"chat": {"id": 5, "type": "private"}, "id": 1}}, "только слова"),
    ],
)
async def test_what_has_no_words_is_answered_by_a_word_about_its_kind(chat, content, words):
    """A voice message is no reason to be told of buttons; where data may be in it, it leaves the chat."""
    number = await chat.leaves(content)
    assert words in chat.messages[max(chat.messages)]["text"]
    assert (number in chat.messages) is bool({"dice", "story"} & set(content))
    assert "Картотека" in chat.labels


async def test_the_way_to_a_confirmed_account_is_told(chat):
    """The guide's steps, from help."""
    await chat.says("/help")
    await chat.taps("Карточка, полис, Госуслуги")
    told = await chat.taps("Учётная запись Госуслуг")
    assert "Шаг 1" in told
    assert "Шаг 3" in told
