"""A card that cannot be read: its owner hears so kindly, can let it go, and keeps everything else."""

import pytest

from tests.chat import adds_card, buttons_of
from tests.handlers.family import adds_child, opens_card, shares

pytestmark = pytest.mark.on_both


async def breaks_first_card(database):
    first = "(SELECT id FROM card ORDER BY created_at LIMIT 1)"
    await database.write(
        lambda tx: tx.execute(f"UPDATE card SET sealed = substr(sealed, 1, 2) WHERE id = {first}")
    )


async def test_the_owner_hears_of_it_and_deletes_it(chat, database):
    """The other card stays, and the same person can be added again."""
    await adds_card(chat)
    await adds_child(chat)
    await breaks_first_card(database)
    said = await chat.says("/cards")
    assert "Не все карточки открываются" in said
    assert "Тестова Е. А., 2019" in str(chat.labels)
    said = await chat.taps("Карточка не открывается")
    assert "Извините" in said
    assert "удалить её и добавить карточку заново" in said
    assert "Карточка удалена" in await chat.taps("Да, удалить")
    assert "Не все карточки" not in await chat.says("/cards")
    await adds_card(chat)
    assert await database.write(lambda tx: tx.rows("SELECT count(*) FROM card")) == [(2,)]


async def test_its_old_buttons_say_so_too(chat, database):
    """Whatever of it is pressed in an old message: no apology for a bug, no dead update."""
    await adds_card(chat)
    await chat.says("/cards")
    await chat.taps("Тестова А. П., 1979")
    number = max(chat.messages)
    buttons = [button["callback_data"] for button in buttons_of(chat.messages[number])]
    await breaks_first_card(database)
    said = [await chat.presses(data, number) for data in buttons]
    assert sum("Извините, эту карточку" in text for text in said) >= 3
    assert await database.write(lambda tx: tx.rows("SELECT count(*) FROM dead_update")) == [(0,)]


async def test_everything_goes_with_delete_me(chat, database):
    """A damaged card is deleted with the others."""
    await adds_card(chat)
    await breaks_first_card(database)
    await chat.says("/delete_me")
    await chat.taps("Да, удалить")
    assert await database.write(lambda tx: tx.rows("SELECT count(*) FROM card")) == [(0,)]


async def test_a_damaged_search_begins_again(chat, database):
    """The screen offers to search again, and does."""
    await adds_card(chat)
    await database.write(
        lambda tx: tx.execute("UPDATE search SET sealed = substr(sealed, 1, 2), next_at = NULL")
    )
    await chat.says("/cards")
    await chat.taps("Тестова А. П., 1979")
    await chat.taps("Прикрепления")
    await chat.taps("Искать снова")
    ((due,),) = await database.write(lambda tx: tx.rows("SELECT next_at FROM search"))
    assert due


async def test_a_damaged_dialogue_forgets_the_draft_and_keeps_the_language(chat, database):
    """The person goes on talking in the language that he chose."""
    await chat.says("/language")
    await chat.taps("English")
    await chat.says("/add")
    await database.write(lambda tx: tx.execute("UPDATE dialogue SET sealed = ?", b"\x01\x02"))
    assert "nothing" in (await chat.says("/cards")).lower() or "card" in await chat.says("/cards")
    assert await database.write(lambda tx: tx.rows("SELECT count(*) FROM dead_update")) == [(0,)]


async def test_a_damaged_share_lets_nobody_in(family, database):
    """The owner could not see it, and so not end it."""
    anna, boris = family
    await boris.says("/cards")
    assert "Тестова Е. А., 2019" in str(boris.labels)
    await database.write(lambda tx: tx.execute("UPDATE card_share SET sealed = substr(sealed, 1, 2)"))
    await anna.says("/cards")
    await anna.taps("Тестова Е. А., 2019")
    boris.messages.clear()
    await boris.says("/cards")
    assert "Тестова Е. А., 2019" not in str(boris.labels)


async def test_a_damaged_share_can_be_made_anew(family, database):
    """The guest reaches the card no longer, until both sides agree once more."""
    chat, other_chat = family
    await database.write(lambda tx: tx.execute("UPDATE card_share SET sealed = substr(sealed, 1, 1)"))
    await opens_card(chat)
    await chat.taps("Поделиться карточкой")
    await shares(chat, other_chat)
    assert "Ева" in await opens_card(other_chat)
    assert await database.write(lambda tx: tx.rows("SELECT place FROM damaged_row")) == []
