"""What was closed stays closed: no frozen card and no ended share comes back by typing it again."""

import pytest

from handlers.cards.jobs.full_age import freeze_the_grown
from patient import fields
from patient.card import OwnerId
from patient.polis import Polis
from storage.cards import Cards
from storage.closed_persons import ClosedPersons
from storage.retention import retire
from tests.chat import adds_card, fills_in
from tests.form import EVA, SKIP, goes_on
from tests.handlers.family import adds_child, as_of_a_child, opens_card, shares
from tests.handlers.signing import signs_in
from tests.people import changed

LABEL = "Тестова А. П., 1979"
REFUSED = "доступ к данным этого человека был закрыт"


@pytest.fixture
async def frozen(chat, database, settings):
    """Anna's card of somebody who has come of age."""
    await adds_card(chat)
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    await database.write(as_of_a_child)
    await freeze_the_grown(database, settings.zone)
    await chat.reads()
    return card


async def removes(chat):
    await opens_card(chat, LABEL)
    await chat.taps("Удалить")
    await chat.taps("Да, удалить")


async def types(chat, answers):
    """Type a card up to its end; return what is said to «Добавить карточку»."""
    await goes_on(chat, await chat.says("/add"), answers)
    return await chat.taps("Добавить карточку")


async def test_a_frozen_card_is_not_typed_again(chat, frozen, database):
    """Deleted and typed once more, it asks for Gosuslugi; another number does not help, nor /delete_me."""
    await removes(chat)
    await fills_in(chat)
    assert REFUSED in await chat.taps("Добавить карточку")
    assert {"О себе", "Данные детей"} <= set(chat.labels)
    await chat.says("/delete_me")
    await chat.taps("Да, удалить")
    await fills_in(chat, snils="731-000-909 29")
    assert REFUSED in await chat.taps("Добавить карточку")
    assert await database.write(lambda tx: tx.rows("SELECT id FROM card")) == []


async def test_an_initial_and_the_other_number_do_not_help(chat, frozen):
    """The registry would take «А» for Anna, so the mark does too."""
    await removes(chat)
    initials = {"given_name": "А", "patronymic": "П", "polis": "7397089771999991", "snils": SKIP}
    await fills_in(chat, **initials)
    await goes_on(chat, await chat.taps("Всё верно"), initials)
    assert REFUSED in await chat.taps("Добавить карточку")


async def test_another_card_does_not_become_the_frozen_person(chat, frozen, database):
    """Editing a card of one's own into a closed one is typing it."""
    await removes(chat)
    await adds_card(chat, surname="Иванова", snils="087-654-303 00")
    await opens_card(chat, "Иванова А. П., 1979")
    await chat.taps("Изменить")
    await chat.taps("Изменить: СНИЛС")
    await chat.says("112-233-445 95")
    assert REFUSED in await chat.taps("Сохранить")
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    assert card.person.snils.digits == "08765430300"


async def test_a_consent_that_was_asked_before_saves_no_closed_person(chat, other_chat, database):
    """The gate stands at the saving itself."""
    await adds_card(other_chat)
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(other_chat.user)).readable())
    await fills_in(chat)
    await chat.taps("Добавить карточку")
    await database.write(lambda tx: ClosedPersons(tx, OwnerId(chat.user)).close(card.person))
    assert REFUSED in await chat.taps("Даю согласие")


async def test_gosuslugi_opens_the_way(chat, frozen, database):
    """The person himself signs in: nothing is closed to him."""
    await removes(chat)
    await signs_in(chat, database, frozen.person.draft)
    await chat.taps("Добавить в картотеку")
    await chat.taps("Добавить карточку")
    assert "успешно добавлена" in await chat.taps("Даю согласие")


async def test_others_may_type_whom_it_is_not_closed_to(chat, other_chat, frozen):
    """The mark is the account's."""
    await fills_in(other_chat)
    await other_chat.taps("Добавить карточку")
    assert "успешно добавлена" in await other_chat.taps("Даю согласие")


async def test_an_ended_share_is_not_typed_again(family):
    """The owner ended it: the guest needs Gosuslugi, under which he is a parent or is not."""
    chat, other_chat = family
    await opens_card(chat)
    await chat.taps("Поделиться карточкой")
    await chat.taps("Прекратить доступ")
    await other_chat.reads()
    assert REFUSED in await types(other_chat, EVA)
    nameless = EVA | {"patronymic": "нет", "polis": SKIP, "snils": "731-000-505 13"}
    await other_chat.says("/cancel")
    assert REFUSED in await types(other_chat, nameless)


async def test_who_left_a_share_himself_may_type_the_card(family):
    """Nobody closed anything to him."""
    _, other_chat = family
    await opens_card(other_chat)
    await other_chat.taps("Убрать")
    await other_chat.taps("Да")
    assert REFUSED not in await types(other_chat, EVA)


async def test_a_new_invitation_opens_it_again(family):
    """The owner thinks better of it."""
    chat, other_chat = family
    await opens_card(chat)
    await chat.taps("Поделиться карточкой")
    await chat.taps("Прекратить доступ")
    await other_chat.reads()
    await shares(chat, other_chat)
    await opens_card(other_chat)
    await other_chat.taps("Убрать")
    await other_chat.taps("Да")
    assert REFUSED not in await types(other_chat, EVA)


async def test_the_marks_name_nobody(chat, database, frozen):
    """Neither the account nor the person stands beside them."""
    rows = await database.write(lambda tx: tx.rows("SELECT mark FROM closed_person"))
    assert len(rows) == 2
    assert all(len(mark) == 16 for (mark,) in rows)
    other_number = {fields.SNILS: None, fields.POLIS: Polis.parse("7397089771999991")}
    person = changed(frozen.person, other_number)
    assert await database.write(lambda tx: ClosedPersons(tx, OwnerId(chat.user)).holds(person))
    await database.write(lambda tx: tx.execute("UPDATE closed_person SET at = 0"))
    assert (await retire(database.write))["closed persons"] == 2


async def test_a_child_that_is_open_is_typed_as_ever(chat):
    """Nothing is closed to whom nobody closed it."""
    await adds_child(chat)
    assert "Карточка" in await opens_card(chat)
