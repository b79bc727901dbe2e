"""The link to a child's card: for whom it opens, how long, and what spends it."""

from patient.card import OwnerId
from storage.cards import Cards
from storage.retention import retire
from tests.chat import adds_card
from tests.handlers.family import LINK, adds_child, invites, opens_card, pressed_by


async def test_a_forwarded_link_opens_for_the_first_only(chat, other_chat, third_chat):
    """Who comes second learns nothing; the first may look again."""
    await adds_child(chat)
    token = await invites(chat)
    await other_chat.says(f"/start {token}")
    assert "больше не действует" in await third_chat.says(f"/start {token}")
    assert "приглашает вас" in await other_chat.says(f"/start {token}")
    stolen = next(data for data in pressed_by(other_chat) if data.startswith("do:fam+:"))
    assert "больше не действует" in await third_chat.presses(stolen, max(third_chat.messages))
    assert "Тестова" not in str(third_chat.messages)


async def test_a_link_works_once(family, third_chat):
    """After both yeses the link opens nothing, for nobody; a button of then confirms nothing again."""
    chat, other_chat = family
    token = next(
        found[1] for _, parameters in chat.calls if (found := LINK.search(str(parameters.get("text", ""))))
    )
    for person in (third_chat, other_chat):
        assert "больше не действует" in await person.says(f"/start {token}")
    confirm = next(data for data in pressed_by(chat) if "do:fam!:" in data)
    told = [given["message_id"] for method, given in chat.calls if method == "editMessageReplyMarkup"]
    assert "ниже" in await chat.presses(confirm, told[-1]) + chat.toasts[-1]
    assert "больше не действует" in await chat.presses(confirm, max(chat.messages) + 1)


async def test_a_link_lives_for_a_day(chat, other_chat, database):
    """By the database's clock; an accepted invitation expires with it."""
    await adds_child(chat)
    token = await invites(chat)
    await other_chat.says(f"/start {token}")
    await other_chat.taps("Принять")
    await chat.reads()
    await database.write(lambda tx: tx.execute("UPDATE share_offer SET expires_at = expires_at - 86401"))
    assert "больше не действует" in await other_chat.says(f"/start {token}")
    assert "больше не действует" in await chat.taps("Подтвердить")
    assert (await retire(database.write))["invitations"] == 1


async def test_a_newer_link_ends_the_older(chat, other_chat):
    """One invitation at a time waits for somebody to accept it."""
    await adds_child(chat)
    first, second = await invites(chat), await invites(chat)
    assert "больше не действует" in await other_chat.says(f"/start {first}")
    assert "приглашает вас" in await other_chat.says(f"/start {second}")


async def test_ones_own_link_is_not_spent_by_looking(chat, other_chat):
    """Anna tries her link before she sends it."""
    await adds_child(chat)
    token = await invites(chat)
    assert "ваша собственная ссылка" in await chat.says(f"/start {token}")
    assert "приглашает вас" in await other_chat.says(f"/start {token}")


async def test_who_has_the_card_already_spends_no_link(family, third_chat):
    """Boris opens the link that Anna made for the grandmother."""
    chat, other_chat = family
    token = await invites(chat)
    assert "уже есть" in await other_chat.says(f"/start {token}")
    assert "приглашает вас" in await third_chat.says(f"/start {token}")


async def test_an_adults_card_is_not_shared(chat, database):
    """Neither the card's screen nor a forged button makes a link."""
    await adds_card(chat)
    await opens_card(chat, "Тестова А. П., 1979")
    assert "Поделиться" not in str(chat.labels)
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    said = await chat.presses(f"do:inv:{card.id}", max(chat.messages))
    assert "только карточкой ребёнка" in said
    assert await database.write(lambda tx: tx.rows("SELECT id FROM share_offer")) == []


async def test_the_link_of_an_erased_card_is_dead(chat, other_chat):
    """Before it was accepted and after."""
    await adds_child(chat)
    token = await invites(chat)
    await other_chat.says(f"/start {token}")
    await opens_card(chat)
    await chat.taps("Удалить")
    await chat.taps("Да, удалить")
    assert "больше не действует" in await other_chat.taps("Принять")
    assert "больше не действует" in await other_chat.says(f"/start {token}")


async def test_the_owner_decides_on_the_name_under_which_it_was_accepted(chat, other_chat):
    """Who renames himself and opens the link again rewrites nothing on the owner's screen."""
    await adds_child(chat)
    token = await invites(chat)
    await other_chat.says(f"/start {token}")
    other_chat.name, other_chat.username = "Папа", "papa"
    await other_chat.taps("Принять")
    assert "Папа" in await chat.reads()
    other_chat.name, other_chat.username = "Дедушка", None
    assert "приглашает вас" not in await other_chat.says(f"/start {token}")
    assert "Папа" in await opens_card(chat) + await chat.taps("Поделиться карточкой")
    assert "Дедушка" not in await chat.taps("Подтвердить")
    assert "Папа" in await opens_card(chat) + await chat.taps("Поделиться карточкой")
