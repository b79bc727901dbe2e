"""Adding a card by hand, question by question."""

import pytest

from patient.fields import FIELDS
from tests.chat import adds_card, fills_in
from tests.form import ANNA, comes_to, goes_on, typed


async def test_the_start_greets_in_two_lines_and_shows_the_menu(chat):
    """/start greets and offers every section of the cabinet."""
    greeting = await chat.says("/start")
    assert len(greeting.splitlines()) == 2
    for label in ("Картотека", "Сообщения", "Уведомления", "Лечебные учреждения", "Помощь"):
        assert label in chat.labels


async def test_a_card_is_added_answer_by_answer(chat):
    """The questions in the contract's order, a summary, the consent, and the card is there."""
    assert f"Шаг 1 из {len(FIELDS)}" in await chat.says("/add")
    assert "имя" in await chat.says("Тестова")
    assert "отчество" in await chat.says("Анна")
    assert "пол" in await chat.says("Петровна")
    assert "дату рождения" in await chat.taps("Женский")
    assert "номер полиса" in await chat.says("13.10.1979")
    assert "СНИЛС" in await chat.taps("Пропустить")
    assert "телефона" in await chat.says("112-233-445 95")
    summary = await goes_on(chat, await chat.says("8 902 123-45-67"), {})
    assert "Проверьте карточку" in summary
    assert "•••-•••-445 95" in summary
    assert "Версия 2" in await chat.taps("Добавить карточку")
    assert "Согласие на обработку" in await chat.taps("Прочитать")
    assert "Карточка успешно добавлена" in await chat.taps("Даю согласие")
    assert "1 карточка" in await chat.says("/cards")
    assert "Тестова А. П., 1979" in chat.labels


async def test_a_mistyped_snils_is_asked_again(chat):
    """A SNILS that does not add up is refused with the reason; the question stays open."""
    await comes_to(chat, "snils")
    assert "не сходится" in await chat.says("112-233-445 96")
    assert "11 цифр" in await chat.says("112-233-445")
    assert "телефона" in await chat.says("11223344595")


async def test_the_typed_numbers_leave_the_chat(chat):
    """Every message in which a number was typed is deleted once an answer is kept, wrong ones too."""
    await comes_to(chat, "snils")
    await chat.says("112-233-445 96")
    await chat.says("112-233-445 95")
    assert not [m for m in chat.messages.values() if "112-233" in m["text"] and m["from"] == "user"]


async def test_an_odd_polis_is_a_question_and_no_wall(chat):
    """A polis that holds another birth date is asked about once and may stay."""
    await comes_to(chat, "polis", typed("Тестов", "Андрей", "Петрович", "мужской", "10.03.1987"))
    doubt = await chat.says("7356210840000129")
    assert "другая дата рождения" in doubt
    assert "Всё верно?" in doubt
    assert "СНИЛС" in await chat.taps("Всё верно")


async def test_back_keeps_the_answer_until_there_is_a_new_one(chat):
    """«Назад» asks again and offers what was answered."""
    await chat.says("/add")
    await chat.says("Тестова")
    assert "фамилию" in await chat.taps("Назад")
    assert "имя" in await chat.taps("Оставить: Тестова")


async def test_every_field_can_be_changed_from_the_summary(chat):
    """A changed answer leads back to the summary."""
    await fills_in(chat)
    assert "имя" in await chat.taps("Изменить: имя")
    assert "Анастасия" in await chat.says("Анастасия")


async def test_polis_or_snils_may_be_missing_but_not_both(chat):
    """After a skipped polis the SNILS cannot be skipped."""
    await comes_to(chat, "snils")
    assert "хотя бы один" in await chat.says("Пропустить")


async def test_an_old_button_shows_the_present_state(chat):
    """A button of an earlier question changes nothing and shows the question that stands."""
    await chat.says("/add")
    number, first = max(chat.messages.items())
    cancel = first["reply_markup"]["inline_keyboard"][-1][-1]["callback_data"]
    await chat.says("Тестова")
    assert "имя" in await chat.presses(cancel, number)
    assert "устарела" in chat.toasts[-1]


async def test_a_second_tap_saves_no_second_card(chat):
    """«Даю согласие» pressed twice makes one card."""
    await fills_in(chat)
    await chat.taps("Добавить карточку")
    number, consent = max(chat.messages.items())
    agree = consent["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    await chat.presses(agree, number)
    await chat.presses(agree, number)
    assert "1 карточка" in await chat.says("/cards")


async def test_the_same_person_twice_is_offered_the_first_card(chat):
    """A second card of one person leads to the first."""
    await adds_card(chat)
    await fills_in(chat)
    assert "уже есть" in await chat.taps("Добавить карточку")
    assert "сохранена" in await chat.taps("Обновить её")
    assert "1 карточка" in await chat.says("/cards")


@pytest.mark.parametrize("command", ["/help", "/privacy", "/language"])
async def test_the_question_stands_again_below_what_was_told(chat, command):
    """A command in the middle of the form is answered, and the question asked again."""
    await chat.says("/add")
    assert "Шаг 1 из" in await chat.says(command)
    assert "имя" in await chat.says("Тестова")


async def test_a_form_laid_aside_is_continued(chat):
    """/start lays the form aside; what is typed then is no answer; nothing is lost."""
    await chat.says("/add")
    await chat.says("Тестова")
    await chat.says("/start")
    await chat.says("Анна")
    assert "имя" in await chat.taps("Продолжить карточку")


async def test_only_text_is_an_answer(chat):
    """A voice message, a sticker or an edited message is answered kindly."""
    await chat.says("/add")
    voice = {"file_id": "1", "file_unique_id": "1", "duration": 1}
    assert "не слушаю" in await chat.sends(message={**chat._head(90001), "voice": voice})
    edited = {**chat._head(90002), "text": "Иная", "edit_date": 2}
    assert "исправили" in await chat.sends(edited_message=edited)


async def test_back_is_not_answered_by_an_onward(chat):
    """«Назад» from the phone asks the question before, and takes the contact's keyboard away."""
    await chat.says("/add")
    for answer in ("Тестова", "Анна", "Петровна", "ж", "13.10.1979", "Пропустить", "112-233-445 95"):
        await chat.says(answer)
    told = await chat.taps("Назад")
    assert "СНИЛС" in told
    assert "дальше" not in told


async def test_a_foreign_contact_is_refused(chat):
    """Only one's own contact is a phone."""
    await comes_to(chat, "phone")
    assert "другого человека" in await chat.shares_contact("79020000001", owner=7)
    said = await goes_on(chat, await chat.shares_contact("79020000001"), {})
    assert "Проверьте карточку" in said


async def test_nothing_is_kept_without_the_consent(chat):
    """«Не даю согласия» leads back to the summary, and cancelling forgets what was typed."""
    await fills_in(chat)
    await chat.taps("Добавить карточку")
    assert "Без согласия" in await chat.taps("Не даю согласия")
    assert "удалены" in await chat.taps("Отмена")
    assert "пусто" in await chat.says("/cards")


async def test_a_doubt_shows_no_number(chat):
    """The question whether an odd polis is right stays in the chat when the person leaves: it is masked."""
    await comes_to(chat, "polis", ANNA | {"birth_date": "13.10.1980"})
    said = await chat.says("7349 0208 8600 7312")
    assert "записана другая дата рождения" in said
    assert "•••• •••• •••• 7312" in said


@pytest.mark.parametrize("answer", ["Тестова", "Тест0ва", "назад", "отмена"])
async def test_what_was_typed_leaves_the_chat_at_once(chat, answer):
    """An answer that was taken, one that was refused, and a word that stands for a button."""
    await chat.says("/add")
    await chat.says(answer)
    assert not any(message.get("text") == answer for message in chat.messages.values())


@pytest.mark.parametrize("content", ["contact", "photo", "document", "voice"])
async def test_what_is_no_answer_leaves_the_chat_too(chat, content):
    """Another person's contact, a file of an unknown kind, a voice: each may hold somebody's data."""
    await chat.says("/add")
    sent = {
        "contact": {"phone_number": "79020000001", "first_name": "Вера", "user_id": 77},
        "photo": [{"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9, "file_size": 2**24}],
        "document": {"file_id": "f", "file_unique_id": "f", "mime_type": "text/plain"},
        "voice": {"file_id": "f", "file_unique_id": "f", "duration": 3},
    }
    number = await chat.leaves({content: sent[content]})
    assert number not in chat.messages
    assert number in chat.deleted
    chat.calls.clear()
    await chat.says("/start")
    number = await chat.leaves({content: sent[content]})
    assert number in chat.deleted


@pytest.mark.parametrize(
    "text", ["мой СНИЛС 112-233-445 95", "+7 (902) 000-00-01", "полис 7349 0208 8600 7312"]
)
async def test_a_number_leaves_the_chat_wherever_it_is_typed(chat, text):
    """Nothing was asked, and the answer is only the menu."""
    await chat.says("/start")
    await chat.says(text)
    assert not any(message.get("text") == text for message in chat.messages.values())
    await chat.says("терапевт")
    assert any(message.get("text") == "терапевт" for message in chat.messages.values())
