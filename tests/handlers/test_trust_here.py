"""The person on an adult's card signs in on the keeper's phone, and consents there."""

from functools import partial

import pytest

from bot.process import conversation
from handlers.cards.jobs.full_age import freeze_the_grown
from patient import fields
from patient.card import OwnerId
from patient.name import GivenName
from patient.snils import Snils
from storage.cards import Cards
from storage.consents import CONSENT, faults_of_consents, newest_consent
from tests.chat import Chat, adds_card
from tests.handlers.family import as_of_a_child, opens_card, pressed_by
from tests.handlers.signing import confirms, signs_in
from tests.handlers.trusting import LABEL, card_of, rows, signs_in_here


async def test_the_person_consents_on_the_keepers_phone(chat, database):
    """In his own name, once ESIA has named him; who consented is kept as a mark."""
    await adds_card(chat)
    card = await card_of(chat, database)
    asked = await signs_in_here(chat, database, card.person.draft)
    assert "Тестова Анна Петровна, вы вошли через Госуслуги" in asked
    assert not (await card_of(chat, database)).is_confirmed
    assert "Я, Тестова Анна Петровна, даю согласие" in await chat.taps("Прочитать")
    assert "Согласие сохранено" in await chat.taps("Даю согласие")
    assert (await card_of(chat, database)).is_confirmed
    consent = await database.write(lambda tx: newest_consent(tx, card.id))
    assert (consent.subject, consent.owner, len(consent.giver)) == ("adult", chat.user, 32)
    assert await database.write(faults_of_consents) == []
    assert await rows(database, "SELECT sealed FROM sign_in WHERE length(sealed) > 0") == []
    await opens_card(chat, LABEL)
    assert "через Госуслуги, на этом телефоне" in await chat.taps("Карточка близкого")


async def test_who_gave_the_consent_is_signed(chat, database):
    """A record that names another giver than the audit log was told of is found out."""
    await adds_card(chat)
    card = await card_of(chat, database)
    await signs_in_here(chat, database, card.person.draft)
    await chat.taps("Даю согласие")
    await database.write(partial(_reseal_consents, giver="0" * 32))
    assert any("is not as it was given" in fault for fault in await database.write(faults_of_consents))


async def test_the_offer_is_for_the_person_and_counts_among_the_sign_ins(settings, database):
    """Six an hour, whatever they are for; without a sign-in it says so."""
    opened = settings.model_copy(update={"esia_client_id": "DOCTOR73"})
    chat = Chat(conversation(opened, database), database)
    await adds_card(chat)
    for _ in range(6):
        await opens_card(chat, LABEL)
        await chat.taps("Карточка близкого")
        assert "Передайте телефон" in await chat.taps("Согласие через Госуслуги")
    await opens_card(chat, LABEL)
    await chat.taps("Карточка близкого")
    assert "слишком часто" in await chat.taps("Согласие через Госуслуги")


@pytest.mark.parametrize("who", ["the keeper", "a stranger"])
async def test_another_persons_sign_in_consents_to_nothing(chat, database, who):
    """Whoever else signs in is not the person on the card: wiped, told, and nothing comes of it."""
    await adds_card(chat)
    card = await card_of(chat, database)
    number = Snils.parse("087-654-303 00" if who == "the keeper" else "731-000-909 29")
    said = await signs_in_here(chat, database, card.person.draft.answered(fields.SNILS, number))
    assert "не человек с карточки" in said
    for data in (f"do:here?:{card.id}", f"do:here+:{card.id}", "do:imp:0", "do:imp!:0"):
        await chat.presses(data, max(chat.messages))
    assert not (await card_of(chat, database)).is_confirmed
    consent = await database.write(lambda tx: newest_consent(tx, card.id))
    assert consent.subject == "self"
    assert await rows(database, "SELECT sealed FROM sign_in WHERE length(sealed) > 0") == []


async def test_a_sign_in_for_consent_does_nothing_else(chat, database):
    """Before the person has answered, nothing may be taken of it; afterwards nothing either."""
    await adds_card(chat)
    card = await card_of(chat, database)
    await signs_in_here(chat, database, card.person.draft)
    for data in ("do:imp:0", "do:imp+:0", "do:imp!:0"):
        assert "устарел" in await chat.presses(data, max(chat.messages))
    assert not (await card_of(chat, database)).is_confirmed
    await opens_card(chat, LABEL)
    await chat.taps("Изменить")
    await chat.taps("Сохранить")
    assert not (await card_of(chat, database)).is_confirmed
    agree = next(data for data in pressed_by(chat) if data.startswith("do:here+"))
    await chat.presses(agree, max(chat.messages))
    assert "Ничего не изменилось" in await chat.presses(agree, max(chat.messages) + 1000)


async def test_a_plain_sign_in_is_no_consent(chat, database):
    """Whoever signs in «О себе» was not asked: a forged yes takes nothing from it."""
    await adds_card(chat)
    card = await card_of(chat, database)
    await signs_in(chat, database, card.person.draft.answered(fields.PATRONYMIC, None))
    for deed in ("here?", "here+", "here-"):
        said = await chat.presses(f"do:{deed}:{card.id}", max(chat.messages))
        assert "Ничего не изменилось" in said
    assert (await database.write(lambda tx: newest_consent(tx, card.id))).subject == "self"


async def test_a_card_that_is_a_childs_by_now_takes_no_adults_consent(chat, database):
    """The birth date was changed between the sign-in and the yes."""
    await adds_card(chat)
    card = await card_of(chat, database)
    await signs_in_here(chat, database, card.person.draft)
    agree = next(data for data in pressed_by(chat) if data.startswith("do:here+"))
    await opens_card(chat, LABEL)
    await chat.taps("Изменить")
    await chat.taps("Изменить: дата рождения")
    await chat.says("12.10.2019")
    await chat.taps("Сохранить")
    await chat.taps("Даю согласие")
    assert "Ничего не изменилось" in await chat.presses(agree, max(chat.messages))
    assert (await database.write(lambda tx: newest_consent(tx, card.id))).subject == "child"


async def test_a_no_or_a_late_yes_changes_nothing(chat, database):
    """The data that came are wiped."""
    await adds_card(chat)
    card = await card_of(chat, database)
    await signs_in_here(chat, database, card.person.draft)
    assert "ничего не изменилось" in await chat.taps("Не даю согласия")
    await signs_in_here(chat, database, card.person.draft)
    await database.write(lambda tx: tx.execute("UPDATE sign_in SET expires_at = 1"))
    assert "Ничего не изменилось" in await chat.taps("Даю согласие")
    assert not (await card_of(chat, database)).is_confirmed


async def test_the_person_ends_it_from_his_own_account(chat, other_chat, database):
    """Signed in there, he is reminded of it, and /consents keeps the way."""
    await adds_card(chat)
    card = await card_of(chat, database)
    await signs_in_here(chat, database, card.person.draft)
    await chat.taps("Даю согласие")
    said = await signs_in(other_chat, database, card.person.draft, oid=str(chat.user))
    assert "ведут в другом аккаунте" in said
    await other_chat.says("/consents")
    await other_chat.taps("Тестова А. П., 1979")
    assert "прекращено" in await other_chat.taps("Да, прекратить")
    assert "решение" in await chat.reads()
    assert "пусто" in await chat.says("/cards")


async def test_the_keeper_cannot_renew_in_the_persons_place(chat, database):
    """A consent that the person gave by signing in asks for a sign-in again."""
    await adds_card(chat)
    card = await card_of(chat, database)
    await signs_in_here(chat, database, card.person.draft)
    await chat.taps("Даю согласие")
    await database.write(partial(_reseal_consents, version="Версия 1 от 01.01.2026"))
    said = await chat.presses(f"do:ok+:{card.id}", max(chat.messages))
    assert "даёт его человек с карточки" in said
    assert "даёт его человек с карточки" in await chat.presses(f"do:bk:{card.id}", max(chat.messages))


async def _reseal_consents(transaction, **changes):

    for consent, owner, sealed, *_ in await transaction.rows(f"SELECT {CONSENT.columns} FROM consent"):
        binding = CONSENT.binding(consent, owner)
        content = transaction.vault.open(sealed, binding) | changes
        again = transaction.vault.seal(content, binding)
        await transaction.execute("UPDATE consent SET sealed = ? WHERE id = ?", again, consent)


async def test_a_sign_in_of_another_adult_confirms_no_card_in_silence(chat, database):
    """The account is Anna's; her mother signs in «О себе», and is asked before anything is shown of her."""
    await adds_card(chat)
    await confirms(chat, database)
    mine = await card_of(chat, database)
    await adds_card(chat, given_name="Вера", snils="087-654-303 00")
    mother = mine.person.draft.answered(fields.GIVEN_NAME, GivenName("Вера"))
    mother = mother.answered(fields.SNILS, Snils.parse("087-654-303 00"))
    said = await signs_in(chat, database, mother)
    assert "Тестова Вера Петровна, вы вошли через Госуслуги" in said
    cards = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    assert [card.is_confirmed for card in cards] == [True, False]
    await chat.taps("Даю согласие")
    cards = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    assert [card.is_confirmed for card in cards] == [True, True]


@pytest.fixture
async def mother(chat, database):
    """The account is Anna's; what Gosuslugi tells of her mother."""
    await adds_card(chat)
    await confirms(chat, database)
    mine = await card_of(chat, database)
    hers = mine.person.draft.answered(fields.GIVEN_NAME, GivenName("Вера"))
    return hers.answered(fields.SNILS, Snils.parse("087-654-303 00"))


async def test_another_adults_first_card_is_kept_with_his_consent(chat, other_chat, database, mother):
    """«О себе» by her mother: the consent names the keeper, is the mother's, and she can end it elsewhere."""
    await signs_in(chat, database, mother, oid="her own")
    asked = await chat.taps("Добавить")
    assert "Тестова Вера Петровна, вы вошли через Госуслуги" in asked + await chat.taps("Добавить карточку")
    whole = await chat.taps("Прочитать")
    assert "Я, Тестова Вера Петровна, даю согласие" in whole
    assert "доверяю вести мою карточку" in whole
    assert "Анна" in whole
    assert "Прекратить согласие" in await chat.taps("Даю согласие")
    (_, card) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    consent = await database.write(lambda tx: newest_consent(tx, card.id))
    assert (consent.subject, consent.owner, len(consent.giver)) == ("adult", chat.user, 32)
    assert card.is_confirmed
    assert await database.write(faults_of_consents) == []
    assert "ведут в другом аккаунте" in await signs_in(other_chat, database, mother, oid="her own")


async def test_such_a_consent_is_nobodys_once_the_sign_in_is_over(chat, database, mother):
    """The keeper cannot say yes in her place later: nobody has signed in any more."""
    await signs_in(chat, database, mother, oid="her own")
    await chat.taps("Добавить")
    await chat.taps("Добавить карточку")
    await database.write(lambda tx: tx.execute("UPDATE sign_in SET expires_at = 1"))
    assert "Ничего не изменилось" in await chat.taps("Даю согласие")
    assert len(await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())) == 1


async def test_ones_own_first_card_asks_for_ones_own_consent(chat, database):
    """Nobody else is known to hold the account; so do a child's data."""
    await adds_card(chat)
    draft = (await card_of(chat, database)).person.draft
    await chat.says("/delete_me")
    await chat.taps("Да, удалить всё")
    await signs_in(chat, database, draft)
    await chat.taps("Добавить")
    await chat.taps("Добавить карточку")
    assert "близкому человеку" not in await chat.taps("Прочитать")
    await chat.taps("Даю согласие")
    card = await card_of(chat, database)
    consent = await database.write(lambda tx: newest_consent(tx, card.id))
    assert (consent.subject, consent.giver) == ("self", "")


async def test_a_typed_card_of_another_adult_that_says_something_else_asks_too(chat, database, mother):
    """A slip in the card once made a plain import of it: all was kept under the keeper's own consent."""
    await adds_card(chat, given_name="Верра", snils="087-654-303 00")
    said = await signs_in(chat, database, mother)
    assert "Тестова Верра Петровна, вы вошли через Госуслуги" in said


async def test_whose_card_it_is_is_asked_where_it_may_be_anothers(settings, database):
    """Two adults in one account: the own card is confirmed, another consents; one alone is not asked."""
    opened = settings.model_copy(update={"esia_client_id": "DOCTOR73"})
    chat = Chat(conversation(opened, database), database)
    await adds_card(chat)
    await opens_card(chat, LABEL)
    assert "нужен вход" in await chat.taps("Подтвердить через Госуслуги")
    await adds_card(chat, given_name="Вера", snils="087-654-303 00")
    await opens_card(chat, "Тестова В. П., 1979")
    assert "Чья это карточка" in await chat.taps("Подтвердить через Госуслуги")
    assert "Передайте телефон" in await chat.taps("Карточка близкого")
    await opens_card(chat, "Тестова В. П., 1979")
    await chat.taps("Подтвердить через Госуслуги")
    assert "нужен вход" in await chat.taps("Моя карточка")


async def test_ones_own_confirmed_card_is_nobody_elses(chat, database):
    """Whose it is has been said by who signed in: there is nothing to ask for."""
    await adds_card(chat)
    await opens_card(chat, LABEL)
    assert "👪 Карточка близкого" in chat.labels
    await confirms(chat, database)
    await opens_card(chat, LABEL)
    newest = chat.messages[max(chat.messages)]["reply_markup"]["inline_keyboard"]
    assert "👪 Карточка близкого" not in [button["text"] for row in newest for button in row]


# a child who came of age


async def test_who_came_of_age_lets_the_parent_keep_the_card_the_same_way(chat, database, settings):
    """On the parent's phone, by his own sign-in and consent: the frozen card opens again."""
    await adds_card(chat)
    card = await card_of(chat, database)
    await database.write(as_of_a_child)
    await freeze_the_grown(database, settings.zone)
    await chat.reads()
    await opens_card(chat, "❄️")
    assert "Согласие через Госуслуги" in str(chat.labels)
    assert "вы вошли через Госуслуги" in await signs_in_here(chat, database, card.person.draft)
    assert "Согласие сохранено" in await chat.taps("Даю согласие")
    assert "Подтверждена Госуслугами" in await opens_card(chat, LABEL)
    await freeze_the_grown(database, settings.zone)
    assert await chat.reads() == ""
    consent = await database.write(lambda tx: newest_consent(tx, card.id))
    assert consent.subject == "adult"


async def test_a_grown_up_childs_permission_makes_no_stranger_of_the_parent(
    chat, other_chat, database, settings, mother
):
    """The child consented in an account of his own: this one's first adult is who signs in, for himself."""
    grown_up = (await card_of(chat, database)).person.draft
    await database.write(as_of_a_child)
    await freeze_the_grown(database, settings.zone)
    await signs_in(other_chat, database, grown_up)
    await other_chat.taps("Добавить в картотеку")
    await other_chat.taps("Добавить карточку")
    await other_chat.taps("Даю согласие")
    await other_chat.taps("Разрешить")
    await signs_in(chat, database, mother, oid="hers")
    await chat.taps("Добавить")
    await chat.taps("Добавить карточку")
    assert "близкому человеку" not in await chat.taps("Прочитать")
