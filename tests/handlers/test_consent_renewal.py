"""Who agreed to an earlier version of the consent is asked anew before what it did not name is done."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.ground.navigation import Action, Do, Go, Pick, Place, Take
from patient.booking import Step
from patient.card import OwnerId
from patient.clinic import Clinic, Doctor
from patient.consent import ConsentText, GivenConsent
from patient.visit import Slot
from patient.watch import Days
from storage.cards import Cards
from storage.consents import Consents
from storage.directory import Directory
from storage.watches import Watches
from tests.chat import adds_card
from tests.handlers.family import opens_card

EARLIER = ConsentText("Версия 1 от 23.11.2026", "ru", "0" * 64)
CLINIC = Clinic("c1", "Поликлиника № 1", "ул. Примерная, 1")
FREE = Doctor("r1", "p1", "c1", "Примерова Ольга Николаевна", "Терапевт")
BUSY = Doctor("r2", "p2", "c1", "Занятов Тарас Ефимович", "Эндокринолог")


@pytest.fixture(autouse=True)
async def directory(database):
    """A doctor with a free hour on two days, and one without."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)

    async def fill(tx):
        await Directory(tx).replace([CLINIC], [FREE, BUSY])
        free = [Slot(f"s{days}", "r1", hour + timedelta(days=days)) for days in (0, 1)]
        await Directory(tx).keep_free_times("r1", free)
        await Directory(tx).keep_free_times("r2", [])

    await database.write(fill)


async def agreed_before(chat):
    """Put an earlier version of the consent in the place of what this person agreed to."""

    async def change(tx):
        consents = Consents(tx, OwnerId(chat.user))
        for consent in await consents.in_force():
            await consents.withdraw(consent.card)
            earlier = GivenConsent(EARLIER, "Даю согласие на поиск.", consent.given_at, 1)
            await consents.add(consent.card, earlier, consent.subject, consent.giver)

    await chat.database.write(change)


async def texts_of(chat):
    consents = await chat.database.write(lambda tx: Consents(tx, OwnerId(chat.user)).in_force())
    return [consent.text.version for consent in consents]


async def finds(chat, doctor):
    await chat.says(doctor)
    return await chat.taps(doctor.capitalize())


async def test_booking_goes_on_where_the_consent_was_asked(chat):
    """Looking needs nothing new; the text can be read; agreeing leads back to the button that was tapped."""
    await adds_card(chat)
    await agreed_before(chat)
    assert "Прикрепления" in " ".join([await opens_card(chat, "Тестова А. П."), *chat.labels])
    await finds(chat, "примерова")
    asked = await chat.taps("Записаться")
    assert "Версия 2" in asked
    assert "запись на приём" in asked
    assert "записывать на приём" in await chat.taps("Прочитать")
    assert "Спасибо" in await chat.taps("Даю согласие")
    assert "На какой день?" in await chat.taps("Продолжить")
    (version,) = await texts_of(chat)
    assert version.startswith("Версия 2")
    await finds(chat, "примерова")
    assert "На какой день?" in await chat.taps("Записаться")


async def test_without_the_new_consent_nothing_new_is_done(chat, database):
    """The earlier one holds: the card is there, and no watch has begun."""
    await adds_card(chat)
    await agreed_before(chat)
    await finds(chat, "занятов")
    assert "Версия 2" in await chat.taps("Сообщить, когда появится")
    assert "прежнее согласие действует" in await chat.taps("Не даю согласия")
    assert await database.write(lambda tx: Watches(tx, OwnerId(chat.user)).all()) == []
    assert await texts_of(chat) == [EARLIER.version]
    assert "Карточка" in await chat.taps("К карточке")
    await chat.says("/consents")
    await chat.taps("Тестова А. П. — от")
    assert "Даю согласие на поиск." in await chat.taps("Прочитать")


async def test_one_of_several_cards_is_asked_for_once_it_is_chosen(chat):
    """Before that nobody knows whose consent it would be."""
    await adds_card(chat)
    await adds_card(chat, surname="Иванова", snils="087-654-303 00")
    await agreed_before(chat)
    await finds(chat, "примерова")
    await chat.taps("Записаться")
    await chat.taps("Иванова")
    assert "Карточка — Иванова А. П." in await chat.taps("— 1")
    await chat.taps("Даю согласие")
    assert "На какое время?" in await chat.taps("Продолжить")
    assert min(await texts_of(chat)) == EARLIER.version


async def watches_and_chooses(chat):
    """Begin a watch and a booking under the consent of the day; return both, and the card."""
    await finds(chat, "занятов")
    await chat.taps("Сообщить, когда появится")
    await finds(chat, "примерова")
    await chat.taps("Записаться")
    owner = OwnerId(chat.user)

    async def kept(tx):
        (booking,) = await tx.rows("SELECT id FROM booking")
        return (await Cards(tx, owner).owned())[0].id, (await Watches(tx, owner).all())[0].id, booking[0]

    return await chat.database.write(kept)


async def test_all_that_is_new_asks_first_and_looking_never_does(chat, database):
    """Each way into booking and watching by itself, however old its button; what looks or ends goes on."""
    await adds_card(chat)
    card, watch, booking = await watches_and_chooses(chat)
    await agreed_before(chat)
    doctor = (await database.write(lambda tx: Directory(tx).doctor("r1"))).number
    clinic = (await database.write(lambda tx: Directory(tx).clinic("c1"))).number
    message = max(chat.messages)
    for button in (
        Do(what=Action.BOOK_FOR, id=card),
        Do(what=Action.BOOK_CLINIC, id=str(clinic)),
        Do(what=Action.BOOK_DOCTOR, id=str(doctor)),
        Do(what=Action.WATCH_DOCTOR, id=str(doctor)),
        Do(what=Action.REQUEST_BOOKING, id=booking),
        Do(what=Action.BEGIN_WATCH, id=booking),
        Do(what=Action.WATCH_MORE, id=watch),
        Pick(booking=booking, step=Step.DAY, value="2026-11-27"),
        Take(watch=watch, doctor=doctor, start="29000000"),
    ):
        assert "Версия 2" in await chat.presses(button.pack(), message), button
    for button in (
        Go(to=Place.BOOKING, id=booking),
        Do(what=Action.BACK, id=booking),
        Go(to=Place.WATCH, id=watch),
        Do(what=Action.WATCH_DAYS, id=f"{watch}.{Days.WEEKEND.value}"),
        Do(what=Action.END_WATCH, id=watch),
    ):
        assert "Версия 2" not in await chat.presses(button.pack(), message), button


async def test_only_the_owner_renews_a_shared_card(family):
    """The guest is told whose consent it takes; the owner shares on only after giving it."""
    anna, boris = family
    await agreed_before(anna)
    await finds(boris, "примерова")
    assert "Попросите" in await boris.taps("Записаться")
    await opens_card(anna)
    await anna.taps("Поделиться карточкой")
    assert "законный представитель" in await anna.taps("Пригласить")
    assert "Спасибо" in await anna.taps("Даю согласие")
    assert "start=fam_" in await anna.taps("Продолжить")
    await finds(boris, "примерова")
    assert "На какой день?" in await boris.taps("Записаться")


async def test_an_old_button_of_the_question_is_harmless(chat, database):
    """Agreeing twice makes one record; without a card there is nothing to agree to."""
    await adds_card(chat)
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    await chat.presses(f"do:ok+:{card.id}", max(chat.messages))
    assert await database.write(lambda tx: tx.rows("SELECT count(*) FROM consent")) == [(1,)]
    assert "Такой карточки у вас нет" in await chat.presses("do:ok+:none", max(chat.messages))
