"""An adult's card that another keeps: by the person's own consent; and what is tried without it."""

import re

import pytest

from patient import fields
from patient.card import OwnerId
from patient.snils import Snils
from storage.audit import AuditLog
from storage.consents import Consents, faults_of_consents, newest_consent
from storage.shares import Shares
from tests.chat import adds_card
from tests.handlers.family import adds_child, invites, opens_card, pressed_by
from tests.handlers.signing import confirms, signs_in
from tests.handlers.trusting import LABEL, agrees, asks, card_of, rows, signs_in_here

GONE = "больше не действует"


@pytest.fixture
async def kept(chat, other_chat):
    """Anna's typed card of her mother, who is Boris's account here; she has consented from it."""
    await adds_card(chat)
    await agrees(other_chat, await asks(chat))
    await chat.reads()
    await chat.taps("Подтвердить")
    await other_chat.reads()
    return chat, other_chat


async def test_both_say_yes_and_the_consent_is_the_persons(chat, other_chat, database):
    """He sees who asks and what may be done, his name masked; she sees his account, and then it holds."""
    await adds_card(chat)
    invitation = await other_chat.says(f"/start {await asks(chat)}")
    assert "Т••• А. П." in invitation
    assert "Анна" in invitation
    assert "записывать вас к врачу" in invitation
    assert not re.search(r"Тестова|1979|Петровна", invitation)
    whole = await other_chat.taps("Прочитать")
    assert "Я, Т••• А. П., даю согласие" in whole
    assert "Анна" in whole
    assert "Тестова" not in whole
    assert await chat.reads() == ""
    assert "подтвердят, что это вы" in await other_chat.taps("Даю согласие")
    assert "пусто" in await other_chat.says("/cards")
    asked = await chat.reads()
    assert "@boris" in asked
    card = await card_of(chat, database)
    before = await database.write(lambda tx: newest_consent(tx, card.id))
    assert (before.subject, before.owner) == ("self", chat.user)
    assert "с согласия этого человека" in await chat.taps("Подтвердить")
    assert "Тестова А. П., 1979" in await other_chat.reads()
    consent = await database.write(lambda tx: newest_consent(tx, card.id))
    assert (consent.subject, consent.owner, consent.giver) == ("adult", other_chat.user, "")
    assert await rows(database, "SELECT count(*) FROM consent WHERE withdrawn_at IS NULL") == [(1,)]
    assert await database.write(faults_of_consents) == []
    assert await database.write(lambda tx: AuditLog(tx).faults()) == []
    actions = [action for (action,) in await rows(database, "SELECT action FROM audit")]
    assert {"trust.asked", "trust.agreed", "trust.confirmed"} <= {*actions}
    assert "Анна" in await opens_card(other_chat, f"👪 {LABEL}") + await other_chat.taps("Карточка близкого")


async def test_a_typed_card_stays_typed_until_its_person_signs_in(kept, database):
    """Consent from an account proves nobody; a sign-in from it does, and the keeper is told."""
    chat, other_chat = kept
    assert "введены вручную" in await opens_card(chat, LABEL)
    card = await card_of(chat, database)
    assert not card.is_confirmed
    await signs_in(other_chat, database, card.person.draft)
    assert "подтверждена" in await chat.reads()
    assert (await card_of(chat, database)).is_confirmed
    assert "Подтверждена Госуслугами" in await opens_card(chat, LABEL)


async def test_somebody_elses_sign_in_confirms_nothing(kept, database):
    """Neither another person from the guest's account nor the keeper himself."""
    chat, other_chat = kept
    card = await card_of(chat, database)

    other = card.person.draft.answered(fields.SNILS, Snils.parse("087-654-303 00"))
    await signs_in(other_chat, database, other)
    assert await chat.reads() == ""
    assert not (await card_of(chat, database)).is_confirmed


async def test_what_gosuslugi_told_the_person_before_confirms_at_once(chat, other_chat, database):
    """His own card, under his own consent, is as good as a sign-in now."""
    await adds_card(chat)
    await adds_card(other_chat)
    await confirms(other_chat, database)
    await agrees(other_chat, await asks(chat))
    await chat.reads()
    assert "подтверждена Госуслугами" in await chat.taps("Подтвердить")
    assert (await card_of(chat, database)).is_confirmed


async def test_who_only_keeps_a_confirmed_card_proves_it_to_nobody(chat, other_chat, third_chat, database):
    """A keeper's card says what Gosuslugi told of another: he cannot consent in that one's place."""
    await adds_card(third_chat)
    await third_chat.says("/start")
    card = await card_of(third_chat, database)
    await signs_in_here(third_chat, database, card.person.draft)
    await third_chat.taps("Даю согласие")
    assert (await card_of(third_chat, database)).is_confirmed
    await adds_card(chat)
    await agrees(third_chat, await asks(chat))
    await chat.reads()
    await chat.taps("Подтвердить")
    assert not (await card_of(chat, database)).is_confirmed


@pytest.mark.parametrize("answer", ["Отказаться", "Отклонить", "передумать"])
async def test_either_side_may_say_no(chat, other_chat, database, answer):
    """The other is told; the card stays the keeper's, under her own consent."""
    await adds_card(chat)
    token = await asks(chat)
    await other_chat.says(f"/start {token}")
    if answer == "Отказаться":
        await other_chat.taps("Отказаться")
        assert "не приняли" in await chat.reads()
    else:
        await other_chat.taps("Даю согласие")
        await chat.reads()
        if answer == "передумать":
            await other_chat.taps("Отказаться")
            assert "не приняли" in await chat.reads()
            assert GONE in await chat.taps("Подтвердить")
        else:
            await chat.taps("Отклонить")
            assert "не подтвердили" in await other_chat.reads()
    assert "пусто" in await other_chat.says("/cards")
    assert GONE in await other_chat.says(f"/start {token}")
    card = await card_of(chat, database)
    consent = await database.write(lambda tx: newest_consent(tx, card.id))
    assert (consent.subject, consent.owner) == ("self", chat.user)


async def test_the_person_ends_it_any_time(kept, database):
    """The card goes where it was kept, the reason is told, and typing it again does not undo that."""
    chat, other_chat = kept
    await opens_card(other_chat, "👪")
    assert "останутся в поликлинике" in await other_chat.taps("Прекратить")
    assert "прекращено" in await other_chat.taps("Да, прекратить")
    told = await chat.reads()
    assert "@boris" in told
    assert "решение человека" in told
    assert "Тестова" not in told
    for person in (chat, other_chat):
        assert "пусто" in await person.says("/cards")
    for table in ("card", "card_share", "share_offer", "card_person"):
        assert await rows(database, f"SELECT * FROM {table}") == []
    assert await rows(database, "SELECT id FROM consent WHERE withdrawn_at IS NULL") == []
    await chat.says("/add")
    await chat.says("/cancel")
    with pytest.raises(AssertionError, match="no button"):
        await adds_card(chat)
    assert "был закрыт" in str(chat.messages)
    assert await database.write(faults_of_consents) == []


async def test_the_person_ends_it_in_consents(kept):
    """The list names the card, the record says what it is."""
    chat, other_chat = kept
    await other_chat.says("/consents")
    assert "близкий человек" in await other_chat.taps("Тестова А. П.")
    assert "доверяю" in await other_chat.taps("Прочитать")
    await other_chat.says("/consents")
    await other_chat.taps("Тестова А. П.")
    await other_chat.taps("Отозвать")
    assert "прекращено" in await other_chat.taps("Да, прекратить")
    assert "решение человека" in await chat.reads()


async def test_the_keeper_deletes_and_the_person_is_told(kept, database):
    """His consent holds no longer, and nothing of him stays."""
    chat, other_chat = kept
    await opens_card(chat, LABEL)
    await chat.taps("Удалить")
    await chat.taps("Да, удалить")
    assert "удалена тем, кто её вёл" in await other_chat.reads()
    assert "пусто" in await other_chat.says("/cards")
    assert await database.write(lambda tx: Consents(tx, OwnerId(other_chat.user)).in_force()) == []


@pytest.mark.parametrize("who", ["the person", "the keeper"])
async def test_erasure_by_either_ends_it(kept, database, who):
    """/delete_me; the other is told without names."""
    chat, other_chat = kept
    leaving, staying = (other_chat, chat) if who == "the person" else (chat, other_chat)
    await leaving.says("/delete_me")
    await leaving.taps("Да, удалить всё")
    told = await staying.reads()
    assert "решение" in told if who == "the person" else "удалена тем, кто её вёл" in told
    assert "Тестова" not in told
    assert "boris" not in told
    assert "пусто" in await staying.says("/cards")
    for table in ("card", "card_share"):
        assert await rows(database, f"SELECT * FROM {table}") == []
    assert await rows(database, "SELECT id FROM consent WHERE withdrawn_at IS NULL") == []


async def test_who_makes_the_card_anothers_needs_another_consent(kept, database):
    """A consent is to one person's data: it does not cover whom the keeper types into the card."""
    chat, other_chat = kept
    await opens_card(chat, LABEL)
    await chat.taps("Изменить")
    await chat.taps("Изменить: СНИЛС")
    await chat.says("087-654-303 00")
    assert "Согласие на обработку" in await chat.taps("Сохранить")
    assert "сохранена" in await chat.taps("Даю согласие")
    assert "больше не о вас" in await other_chat.reads()
    assert "пусто" in await other_chat.says("/cards")
    card = await card_of(chat, database)
    consent = await database.write(lambda tx: newest_consent(tx, card.id))
    assert (consent.subject, consent.owner) == ("self", chat.user)
    assert await database.write(lambda tx: Shares(tx, card.owner).of(card.id)) == []


async def test_the_person_corrects_his_own_card(kept, database):
    """It stays under his consent; the keeper is told."""
    chat, other_chat = kept
    await opens_card(other_chat, "👪")
    await other_chat.taps("Изменить")
    await other_chat.taps("Изменить: СНИЛС")
    await other_chat.says("087-654-303 00")
    assert "сохранена" in await other_chat.taps("Сохранить")
    assert "другой человек изменил карточку" in await chat.reads()
    card = await card_of(chat, database)
    assert (await database.write(lambda tx: newest_consent(tx, card.id))).owner == other_chat.user


# what is tried without the person


async def test_who_merely_opens_the_link_gives_nothing(chat, other_chat, database):
    """No consent, no share, no word of it to who sent it; commands and other buttons change nothing."""
    await adds_card(chat)
    token = await asks(chat)
    for said in (f"/start {token}", f"/start {token}", "да", "/cards", "/start"):
        await other_chat.says(said)
    assert await chat.reads() == ""
    assert await rows(database, "SELECT id FROM card_share") == []
    assert await rows(database, "SELECT stage FROM share_offer") == [("opened",)]
    offer = (await rows(database, "SELECT id FROM share_offer"))[0][0]
    assert GONE in await other_chat.presses(f"do:fam+:{offer}", max(other_chat.messages))
    assert GONE in await chat.presses(f"do:fam!:{offer}", max(chat.messages))
    assert await rows(database, "SELECT id FROM card_share") == []


async def test_a_forwarded_spent_or_old_link_opens_nothing(chat, other_chat, third_chat, database):
    """The first who opens it is the only one; after a day, or after both yeses, it is nobody's."""
    await adds_card(chat)
    token = await asks(chat)
    await other_chat.says(f"/start {token}")
    assert GONE in await third_chat.says(f"/start {token}")
    stolen = [data for data in pressed_by(other_chat) if data.startswith("do:own")]
    assert len(stolen) == 2
    for data in stolen:
        assert GONE in await third_chat.presses(data, max(third_chat.messages))
    assert "Т•••" not in str(third_chat.messages)
    await other_chat.taps("Даю согласие")
    await chat.reads()
    await database.write(lambda tx: tx.execute("UPDATE share_offer SET expires_at = expires_at - 86401"))
    assert GONE in await chat.taps("Подтвердить")
    token = await asks(chat)
    await agrees(other_chat, token)
    await chat.reads()
    await chat.taps("Подтвердить")
    for person in (other_chat, third_chat):
        assert GONE in await person.says(f"/start {token}")
    for data in pressed_by(other_chat):
        if data.startswith("do:own"):
            assert GONE in await other_chat.presses(data, max(other_chat.messages))


async def test_nobody_consents_to_himself(chat, database):
    """The keeper's own account is no other person's."""
    await adds_card(chat)
    token = await asks(chat)
    assert "собственная ссылка" in await chat.says(f"/start {token}")
    offer = (await rows(database, "SELECT id FROM share_offer"))[0][0]
    for deed in ("own?", "own+", "fam+", "fam!"):
        assert GONE in await chat.presses(f"do:{deed}:{offer}", max(chat.messages))
    assert await rows(database, "SELECT stage FROM share_offer") == [("made",)]


async def test_a_parents_link_is_no_persons_and_the_other_way_round(chat, other_chat, database):
    """A birth date that was changed between link and yes turns neither into the other."""
    await adds_card(chat)
    await agrees(other_chat, await asks(chat))
    await chat.reads()
    await opens_card(chat, LABEL)
    await chat.taps("Изменить")
    await chat.taps("Изменить: дата рождения")
    await chat.says("12.10.2019")
    await chat.taps("Сохранить")
    await chat.taps("Даю согласие")
    offer = (await rows(database, "SELECT id FROM share_offer"))[0][0]
    assert GONE in await chat.presses(f"do:fam!:{offer}", max(chat.messages))
    assert await rows(database, "SELECT id FROM card_share") == []
    assert "пусто" in await other_chat.says("/cards")


async def test_who_opened_a_parents_link_gives_no_consent_by_it(chat, other_chat, database):
    """The buttons of the one invitation do nothing to the other."""
    await adds_child(chat)
    await other_chat.says(f"/start {await invites(chat)}")
    ((offer,),) = await rows(database, "SELECT id FROM share_offer")
    for deed in ("own?", "own+"):
        assert GONE in await other_chat.presses(f"do:{deed}:{offer}", max(other_chat.messages))
    assert await rows(database, "SELECT stage FROM share_offer") == [("opened",)]


async def test_a_guest_or_a_stranger_asks_for_nobodys_consent(kept, third_chat, database):
    """Nobody makes links for another's card, confirms them, or keeps the card without the consent."""
    chat, other_chat = kept
    card = await card_of(chat, database)
    (share,) = await database.write(lambda tx: Shares(tx, card.owner).of(card.id))
    await third_chat.says("/start")
    for person in (other_chat, third_chat, chat):
        for data in (f"do:own:{card.id}", f"do:inv:{card.id}", f"do:unfam:{share.id}", f"do:fam!:{share.id}"):
            await person.presses(data, max(person.messages))
    assert await rows(database, "SELECT id FROM share_offer") == []
    assert len(await rows(database, "SELECT id FROM card_share")) == 1
    for data in (f"do:ok+:{card.id}", f"go:trust:{card.id}:0", f"do:here+:{card.id}"):
        for person in (other_chat, third_chat, chat):
            await person.presses(data, max(person.messages))
    assert (await database.write(lambda tx: newest_consent(tx, card.id))).owner == other_chat.user


async def test_of_two_who_say_yes_the_keeper_confirms_one(chat, other_chat, third_chat, database):
    """A second link was opened and agreed to before the first was confirmed: it is nobody's then."""
    await adds_card(chat)
    await agrees(other_chat, await asks(chat))
    await agrees(third_chat, await asks(chat))
    await chat.reads()
    (first, second) = [
        row[0] for row in await rows(database, "SELECT id FROM share_offer ORDER BY expires_at")
    ]
    await chat.presses(f"do:fam!:{first}", max(chat.messages))
    assert GONE in await chat.presses(f"do:fam!:{second}", max(chat.messages))
    assert len(await rows(database, "SELECT id FROM card_share")) == 1
    assert await rows(database, "SELECT count(*) FROM consent WHERE withdrawn_at IS NULL") == [(1,)]


async def test_a_consent_ends_even_where_the_card_cannot_be_read(kept, database):
    """The person leaves while the keeper's row is damaged."""
    _, other_chat = kept
    await database.write(lambda tx: tx.execute("UPDATE card SET sealed = substr(sealed, 1, 2)"))
    await other_chat.says("/delete_me")
    await other_chat.taps("Да, удалить всё")
    assert await rows(database, "SELECT id FROM consent WHERE withdrawn_at IS NULL") == []
    assert await database.write(faults_of_consents) == []
