"""A child's card in two parents' hands: both yeses, what each hears of the other, and the end."""

import pytest

from patient.card import OwnerId
from storage.cards import Cards
from storage.consents import CONSENT
from storage.dialogues import Dialogues
from storage.shares import Shares
from tests.chat import Chat
from tests.form import EVA, goes_on
from tests.handlers.family import adds_child, invites, opens_card, pressed_by, shares


async def test_both_say_yes_and_both_have_the_card(chat, other_chat):
    """Boris sees whose child it is and no more; Anna sees who he is before she confirms."""
    await adds_child(chat)
    invitation = await other_chat.says(f"/start {await invites(chat)}")
    assert "Тестова Е., 2019" in invitation
    assert "Анна" in invitation
    assert "Андреевна" not in invitation
    assert "28.02" not in invitation
    assert "подтвердить" in await other_chat.taps("Принять")
    assert "пусто" in await other_chat.says("/cards")
    asked = await chat.reads()
    assert "Борис" in asked
    assert "@boris" in asked
    assert "видит и второй родитель" in await chat.taps("Подтвердить")
    assert "👪" in await other_chat.reads()
    assert "Андреевна" in await other_chat.taps("Просмотреть карточку")
    await other_chat.says("/cards")
    assert "👪 Тестова Е. А., 2019" in other_chat.labels
    await opens_card(chat)
    assert "@boris" in await chat.taps("Поделиться карточкой")


@pytest.mark.parametrize("answer", ["Отказаться", "Отклонить"])
async def test_either_side_may_say_no(chat, other_chat, answer):
    """The other is told, and nobody has got anything."""
    await adds_child(chat)
    await other_chat.says(f"/start {await invites(chat)}")
    if answer == "Отказаться":
        assert "отклонено" in await other_chat.taps(answer)
        assert "не приняли" in await chat.reads()
    else:
        await other_chat.taps("Принять")
        await chat.reads()
        assert "Карточку видите только вы" in await chat.taps(answer)
        assert "не подтвердили" in await other_chat.reads()
    assert "пусто" in await other_chat.says("/cards")


async def test_each_hears_of_the_others_change(family, database):
    """Whoever changes the card, it stays Anna's, and the other one is told."""
    for one, other in (family, family[::-1]):
        await opens_card(one)
        await one.taps("Изменить")
        await one.taps("Изменить: имя")
        await one.says("Ева" if one is family[1] else "Елена")
        assert "запущен заново" in await one.taps("Сохранить")
        assert "Второй родитель изменил" in await other.reads()
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(family[0].user)).owned())
    assert card.person.name.given_name.text == "Ева"
    assert await database.write(lambda tx: Cards(tx, OwnerId(family[1].user)).owned()) == []


async def test_a_guest_reaches_everything_of_the_card(family):
    """The search is the card's, whoever looks at it."""
    _, other_chat = family
    await opens_card(other_chat)
    assert "Прикрепления: Тестова" in await other_chat.taps("Прикрепления")


async def test_the_same_child_added_by_the_guest_is_the_shared_card(family):
    """No second card grows beside the shared one, unless it was there before."""
    chat, other_chat = family
    await goes_on(other_chat, await other_chat.says("/add"), EVA)
    assert "уже есть" in await other_chat.taps("Добавить карточку")
    assert "сохранена" in await other_chat.taps("Обновить её")
    assert "изменил" in await chat.reads()
    assert "1 карточка" in await other_chat.says("/cards")


async def test_a_guest_with_a_card_of_his_own_changes_the_shared_one(chat, other_chat):
    """Two cards of one child are no obstacle to either."""
    await adds_child(chat)
    await adds_child(other_chat)
    await shares(chat, other_chat)
    await opens_card(other_chat, "👪 Тестова Е. А.")
    await other_chat.taps("Изменить")
    await other_chat.taps("Изменить: номер телефона")
    await other_chat.says("+79021234567")
    assert "✔ Карточка сохранена." in await other_chat.taps("Сохранить")
    assert "2 карточки" in await other_chat.says("/cards")


async def test_a_guest_leaves_and_the_owner_keeps_the_card(family, database):
    """«Удалить» reads «Убрать у себя», asks once more, and deletes nothing of Anna's."""
    chat, other_chat = family
    await opens_card(other_chat)
    assert "Удалить" not in other_chat.labels
    await other_chat.taps("Убрать у себя")
    assert "Карточка убрана" in await other_chat.taps("Да, убрать")
    left = await chat.reads()
    assert "Борис" in left
    assert "больше не ведёт" in left
    assert "Андреевна" in await opens_card(chat)
    assert "пусто" in await other_chat.says("/cards")
    told = "SELECT id FROM notice WHERE owner = ? AND card IS NOT NULL"
    assert await database.write(lambda tx: tx.rows(told, other_chat.user)) == []


async def test_the_owner_ends_it_any_time(family):
    """The guest is told, and old buttons of his open nothing."""
    chat, other_chat = family
    await opens_card(other_chat)
    await opens_card(chat)
    await chat.taps("Поделиться карточкой")
    assert "Доступ прекращён" in await chat.taps("Прекратить доступ: Борис")
    assert "прекратил ваш доступ" in await other_chat.reads()
    await other_chat.says("/cards")
    for data in pressed_by(other_chat):
        said = await other_chat.presses(data, max(other_chat.messages))
        assert "Андреевна" not in said
        assert "•••" not in said
    assert "пусто" in await other_chat.says("/cards")


async def kept_forms(transaction):
    """Return the forms that anybody has begun."""
    owners = [owner for (owner,) in await transaction.rows("SELECT owner FROM dialogue")]
    dialogues = [await Dialogues(transaction).of(owner) for owner in owners]
    return [dialogue.form for dialogue in dialogues if dialogue.form]


@pytest.mark.parametrize("end", ["the owner ends it", "the guest leaves", "the card is deleted"])
async def test_an_unfinished_change_ends_with_the_access(family, end, database):
    """The form in which the guest was changing the card holds all of its data: it goes, too."""
    chat, other_chat = family
    await opens_card(other_chat)
    await other_chat.taps("Изменить")
    leaves = ("Убрать у себя", "Да, убрать")
    taps = ("Удалить", "Да, удалить")
    if end == "the owner ends it":
        taps = ("Поделиться карточкой", "Прекратить доступ: Борис")
    who, taps = (other_chat, leaves) if end == "the guest leaves" else (chat, taps)
    await opens_card(who)
    for label in taps:
        await who.taps(label)
    await other_chat.reads()
    for said in (await other_chat.says("Что там?"), await other_chat.says("/start")):
        assert "Андреевна" not in said
    assert "Продолжить" not in " ".join(other_chat.labels)
    assert await database.write(kept_forms) == []


async def test_a_deleted_card_leaves_no_draft(chat, database):
    """Its owner was changing it; a draft of another card stays."""
    await adds_child(chat)
    await opens_card(chat)
    await chat.taps("Изменить")
    await opens_card(chat)
    await chat.taps("Удалить")
    await chat.taps("Да, удалить")
    assert await database.write(kept_forms) == []
    await adds_child(chat)
    await chat.says("/add")
    await chat.says("Сидорова")
    await opens_card(chat)
    await chat.taps("Удалить")
    await chat.taps("Да, удалить")
    await chat.says("/start")
    assert "Шаг 2" in await chat.taps("Продолжить")


async def test_a_guest_is_no_owner(family, third_chat, database):
    """He invites nobody, ends nobody's access, withdraws no consent; a stranger does nothing at all."""
    chat, other_chat = family
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    (share,) = await database.write(lambda tx: Shares(tx, card.owner).of(card.id))
    await third_chat.says("/start")
    for person in (other_chat, third_chat):
        number = max(person.messages)
        for data in (f"do:inv:{card.id}", f"do:unfam:{share.id}", f"do:fam!:{share.id}", f"do:18+:{card.id}"):
            await person.presses(data, number)
    assert await database.write(lambda tx: tx.rows("SELECT id FROM share_offer")) == []
    assert len(await database.write(lambda tx: Shares(tx, card.owner).of(card.id))) == 1
    for data in (f"go:card:{card.id}:0", f"go:share:{card.id}:0", f"do:rm:{card.id}"):
        assert "Андреевна" not in await third_chat.presses(data, max(third_chat.messages))
    assert "Убрать" in await other_chat.presses(f"do:wd?:{card.id}", max(other_chat.messages))
    await other_chat.presses(f"do:wd:{card.id}", max(other_chat.messages))
    assert len(await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())) == 1


async def test_the_owners_deletion_ends_it_for_the_guest(family):
    """He is told without a name."""
    chat, other_chat = family
    await opens_card(chat)
    await chat.taps("Удалить")
    await chat.taps("Да, удалить")
    told = await other_chat.reads()
    assert "удалена" in told
    assert "Тестова" not in told
    assert "пусто" in await other_chat.says("/cards")


async def test_what_names_the_card_goes_with_it(family, database):
    """Boris was told that his access ended; once Anna deletes the card, nothing of it stays with him."""
    chat, other_chat = family
    await opens_card(chat)
    await chat.taps("Поделиться карточкой")
    await chat.taps("Прекратить доступ: Борис")
    assert "Тестова" in await other_chat.reads()
    await opens_card(chat)
    await chat.taps("Удалить")
    await chat.taps("Да, удалить")
    await other_chat.says("/start")
    await other_chat.taps("Уведомления")
    assert "Тестова" not in " ".join(other_chat.labels)
    told = "SELECT id FROM notice WHERE owner = ?"
    assert await database.write(lambda tx: tx.rows(told, other_chat.user)) == []


async def test_whoever_leaves_the_bot_the_other_is_told(family, database):
    """/delete_me of the guest leaves the card to Anna; hers takes it along."""
    chat, other_chat = family
    assert "0 карточек" in await other_chat.says("/delete_me")
    await other_chat.taps("Да, удалить всё")
    told = await chat.reads()
    assert "удалил свои данные" in told
    assert "Борис" not in told
    await shares(chat, other_chat)
    await chat.says("/delete_me")
    await chat.taps("Да, удалить всё")
    assert "удалена" in await other_chat.reads()
    for table in ("card", "card_share", "share_offer"):
        assert await database.write(lambda tx, t=table: tx.rows(f"SELECT * FROM {t}")) == []


async def test_three_guests_at_most(chat, updates, database):
    """The fourth is not invited."""
    await adds_child(chat)
    for user in range(10, 13):
        await shares(chat, Chat(updates, database, user=user, name=f"Гость{user}"))
    await opens_card(chat)
    assert "не больше 3" in await chat.taps("Поделиться карточкой")
    invite = next(data for data in pressed_by(chat) if data.startswith("do:inv:"))
    assert "не больше 3" in await chat.presses(invite, max(chat.messages))


async def test_a_name_can_not_pretend_to_be_a_username(chat, updates, database):
    """What is only a name says so; letters that turn the line around are left out."""
    await adds_child(chat)
    liar = Chat(updates, database, user=66, name="Борис (@boris)\u202e<b>")
    await liar.says(f"/start {await invites(chat)}")
    await liar.taps("Принять")
    asked = await chat.reads()
    assert "без имени пользователя" in asked
    assert "\u202e" not in asked
    assert "&lt;b&gt;" in asked


async def test_another_consent_is_asked_when_a_child_turns_out_to_be_grown_up(family, database, vault):
    """A mistyped birth year is corrected by the owner under the right consent; a guest is sent to him."""
    chat, other_chat = family
    await chat.says("/cards")
    for person in (other_chat, chat):
        await opens_card(person)
        await person.taps("Изменить")
        await person.taps("Изменить: дата рождения")
        await person.says("28.02.1989")
        await person.taps("Всё верно")
        said = await person.taps("Сохранить")
        assert ("Попросите" in said or "попросите" in said) if person is other_chat else "Согласие" in said
        if person is other_chat:
            await person.taps("Отмена")
    assert "сохранена" in await chat.taps("Даю согласие")
    kept = await database.write(
        lambda tx: tx.rows(f"SELECT {CONSENT.columns}, withdrawn_at IS NULL FROM consent")
    )
    stands = {CONSENT.value(vault, row[:-1]).subject: row[-1] for row in kept}
    assert stands == {"child": 0, "self": 1}
    assert "карточкой взрослого не делятся" in await other_chat.reads()
    assert "пусто" in await other_chat.says("/cards")
