"""Typed and confirmed cards: whose visits are shown, told of and cancelled, and what a sign-in proves."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.visits.jobs.reminders import ReminderJob
from handlers.visits.views import name_of
from patient import fields
from patient.birth_date import BirthDate
from patient.card import OwnerId
from patient.name import GivenName
from patient.snils import Snils
from sandbox.clinics import DOCTORS
from sandbox.registry.faults import Fault, FaultKind
from storage.cards import Cards
from storage.visits import Visits
from tests.began import began
from tests.chat import adds_card
from tests.handlers.family import adds_child, as_of_a_child, opens_card, shares
from tests.handlers.signing import confirms, signs_in
from tests.handlers.visiting import ANNA, books, settles, to_summary
from tests.people import changed

ZONE = ZoneInfo("Europe/Ulyanovsk")
LABEL = "Тестова А. П., 1979"
OTHER = "73100090929"


@pytest.fixture
def foreign(stand_in):
    """A visit that was booked at the clinic's desk."""
    return stand_in.timetables.add_visit(ANNA.key, DOCTORS[1], began() + timedelta(hours=30), "booked")


async def card_of(chat, database):
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    return card


async def looks_at_visits(chat, job):
    await opens_card(chat, LABEL)
    return await chat.taps("Записи на приём") + await settles(job, chat)


async def changes_snils(chat, number):
    await opens_card(chat, LABEL)
    await chat.taps("Изменить")
    await chat.taps("Изменить: СНИЛС")
    await chat.says(number)
    await chat.taps("Сохранить")


def a_childs_birthday():
    return (datetime.now(ZONE) - timedelta(days=10 * 365)).date()


def state_of(stand_in, visit):
    return stand_in.timetables.appointments[visit].resource["status"]


async def test_a_typed_card_shows_and_tells_only_what_was_booked_from_it(
    chat, job, looking, foreign, database
):
    """Whoever knows a name, a birth date and a SNILS learns nothing of when that person sees a doctor."""
    await books(chat, job)
    said = await looks_at_visits(chat, job)
    assert DOCTORS[0].doctor.name in said
    assert DOCTORS[1].doctor.name not in said
    assert "введена вручную" in said
    assert "Подтвердить через Госуслуги" in chat.labels
    for _ in range(2):
        await database.write(lambda tx: tx.execute("UPDATE visits_look SET next_at = 0"))
        await looking.run()
    await database.write(lambda tx: tx.execute("UPDATE visit SET remind_day_on = 1"))
    await ReminderJob(database, ZONE).run()
    assert DOCTORS[1].doctor.name not in await chat.reads()
    assert DOCTORS[1].doctor.name not in str(chat.messages)


async def test_no_button_reaches_a_visit_that_a_typed_card_may_not_know(
    chat, job, foreign, stand_in, database
):
    """Neither looking, nor the calendar, nor cancelling: forged buttons find no such visit."""
    await books(chat, job)
    await confirms(chat, database)
    await looks_at_visits(chat, job)
    card = await card_of(chat, database)
    (named,) = [v for v in await database.write(lambda tx: Visits(tx).of(card)) if v.id == foreign]
    name, number = name_of(card, named), max(chat.messages)
    assert DOCTORS[1].doctor.name in await chat.presses(f"go:visit:{name}:0", number)
    await database.write(lambda tx: Cards(tx, card.owner).change(replace(card, told=None)))
    for data in (f"go:visit:{name}:0", f"do:ics:{name}", f"do:cn?:{name}", f"do:cn:{name}"):
        assert "Такой записи нет" in await chat.presses(data, number)
    await settles(job, chat)
    assert state_of(stand_in, foreign) == "booked"


async def test_a_cancellation_waits_for_no_card_that_is_typed_by_then(chat, job, foreign, stand_in, database):
    """The errand looks once more at what the card may know when its turn comes."""
    await adds_card(chat)
    await confirms(chat, database)
    await looks_at_visits(chat, job)
    await chat.taps("Терапевт")
    await chat.taps("Отменить запись")
    stand_in.faults += [Fault(FaultKind.DOWN, times=1)]
    await chat.taps("Да, отменить")
    await settles(job, chat)
    card = await card_of(chat, database)
    await database.write(lambda tx: Cards(tx, card.owner).change(replace(card, told=None)))
    await database.write(lambda tx: tx.execute("UPDATE errand SET next_at = 0"))
    await job.run()
    assert "Такой записи нет" in await chat.reads()
    assert state_of(stand_in, foreign) == "booked"


async def test_a_sign_in_confirms_the_typed_card_and_keeps_its_history(chat, job, looking, foreign, database):
    """All visits appear, none as news; what was booked, and the consent, are still there."""
    await books(chat, job)
    assert "введены вручную" in await opens_card(chat, LABEL)
    before = await database.write(lambda tx: tx.rows("SELECT id FROM consent WHERE withdrawn_at IS NULL"))
    await confirms(chat, database)
    assert "Подтверждена Госуслугами" in await opens_card(chat, LABEL)
    newest = max(chat.messages)
    assert "Подтвердить" not in str(chat.messages[newest])
    await looking.run()
    assert await chat.reads() == ""
    said = await looks_at_visits(chat, job)
    assert DOCTORS[0].doctor.name in said
    assert DOCTORS[1].doctor.name in said
    assert before == await database.write(
        lambda tx: tx.rows("SELECT id FROM consent WHERE withdrawn_at IS NULL")
    )


async def test_a_strangers_number_in_ones_own_confirmed_card_makes_it_typed(
    chat, job, looking, stand_in, database
):
    """Or one would confirm oneself and read somebody else's visits; the own number confirms it again."""
    victim = replace(ANNA, key="victim", snils=OTHER)
    stand_in.people = (ANNA, victim)
    foreign = stand_in.timetables.add_visit("victim", DOCTORS[1], began() + timedelta(hours=30), "booked")
    own = stand_in.timetables.add_visit(ANNA.key, DOCTORS[2], began() + timedelta(hours=31), "booked")
    await adds_card(chat)
    await confirms(chat, database)
    assert DOCTORS[2].doctor.name in await looks_at_visits(chat, job)
    await changes_snils(chat, OTHER)
    assert "введены вручную" in await opens_card(chat, LABEL)
    said = await looks_at_visits(chat, job)
    assert DOCTORS[1].doctor.name not in said
    assert DOCTORS[2].doctor.name not in said
    await changes_snils(chat, ANNA.snils)
    assert "Подтверждена" in await opens_card(chat, LABEL)
    await looking.run()
    card = await card_of(chat, database)
    known = {visit.id for visit in await database.write(lambda tx: Visits(tx).of(card))}
    assert own in known
    assert foreign not in known


async def test_an_imported_person_who_is_edited_before_saving_is_typed(chat, database):
    """What Gosuslugi told stays beside the card, and no longer says the same."""
    await adds_card(chat)
    told = (await card_of(chat, database)).person.draft
    await opens_card(chat, LABEL)
    await chat.taps("Удалить")
    await chat.taps("Да, удалить")
    await signs_in(chat, database, told)
    await chat.taps("Добавить в картотеку")
    await chat.taps("Изменить: СНИЛС")
    await chat.says(OTHER)
    await chat.taps("Добавить карточку")
    await chat.taps("Даю согласие")
    assert "введены вручную" in await opens_card(chat, LABEL)


async def test_what_gosuslugi_tells_otherwise_wins_when_it_is_saved(chat, database):
    """The card of the same person by the SNILS: the name is Gosuslugi's from now on, and it is confirmed."""
    await adds_card(chat)
    told = (await card_of(chat, database)).person.draft.answered(fields.GIVEN_NAME, GivenName("Алла"))
    assert "подтверждена" not in await signs_in(chat, database, told)
    assert "введены вручную" in await opens_card(chat, LABEL)
    await signs_in(chat, database, told)
    await chat.taps("Обновить карточку")
    await chat.taps("Сохранить")
    card = await card_of(chat, database)
    assert (card.person.name.given_name.text, card.is_confirmed) == ("Алла", True)


async def test_a_sign_in_that_tells_no_number_confirms_nothing(chat, database):
    """Whose SNILS it is, Gosuslugi has to say itself."""
    await adds_card(chat)
    told = (await card_of(chat, database)).person.draft
    told = replace(told, answers={k: v for k, v in told.answers.items() if k is not fields.SNILS})
    told = replace(told, answers={k: v for k, v in told.answers.items() if k is not fields.POLIS})
    assert "передали не всё" in await signs_in(chat, database, told)
    assert not (await card_of(chat, database)).is_confirmed


async def test_another_person_of_the_same_account_stays_typed(chat, database):
    """A daughter signs in: her mother's card, typed by her, is not confirmed by that."""
    await adds_card(chat)
    told = (await card_of(chat, database)).person.draft
    other = told.answered(fields.SNILS, Snils(OTHER)).answered(fields.GIVEN_NAME, GivenName("Дарья"))
    assert "Добавить в картотеку" in str([await signs_in(chat, database, other), chat.labels])
    assert not (await card_of(chat, database)).is_confirmed


async def test_a_child_is_confirmed_through_the_parents_sign_in(chat, database):
    """«Данные детей» brings the child; the parent's own data confirm no child."""
    await adds_child(chat)
    child = await card_of(chat, database)
    me = child.person.draft.answered(fields.SNILS, Snils(OTHER))
    assert "подтверждена" in await signs_in(chat, database, me, (child.person.draft,))
    assert "Подтверждена" in await opens_card(chat)


async def test_a_guests_sign_in_shows_the_owner_nothing_more(chat, other_chat, database):
    """It is not for the guest to prove the owner's card; he may have his own, confirmed one."""
    await adds_child(chat)
    await shares(chat, other_chat)
    child = (await card_of(chat, database)).person.draft
    assert "Подтвердить через" not in str(await opens_card(other_chat)) + str(other_chat.labels)
    await signs_in(other_chat, database, child, (child,))
    assert not (await card_of(chat, database)).is_confirmed
    await other_chat.taps("Добавить в картотеку")
    await other_chat.taps("Добавить карточку")
    await other_chat.taps("Даю согласие")
    assert (await card_of(other_chat, database)).is_confirmed
    assert not (await card_of(chat, database)).is_confirmed


async def test_a_guest_who_brings_other_data_proves_nothing_with_them(chat, other_chat, database):
    """He may change what the confirmed card says; then its owner confirms it again."""
    await adds_child(chat)
    await shares(chat, other_chat)
    child = (await card_of(chat, database)).person.draft
    await signs_in(chat, database, child, (child,))
    assert (await card_of(chat, database)).is_confirmed
    other = child.answered(fields.SNILS, Snils(OTHER))
    await signs_in(other_chat, database, other, (other,))
    await other_chat.taps("Обновить карточку")
    await other_chat.taps("Сохранить")
    card = await card_of(chat, database)
    assert (card.person.snils, card.is_confirmed) == (Snils(OTHER), False)


async def test_the_way_to_confirm_leads_to_gosuslugi_or_to_the_portal(chat):
    """Where the operator has not opened the sign-in, the card's button says where all visits are seen."""
    await adds_card(chat)
    await opens_card(chat, LABEL)
    assert "на портале" in await chat.taps("Подтвердить через Госуслуги")


async def test_a_booking_of_an_earlier_release_is_still_ones_own(chat, job, looking, database):
    """Its row in the table of bookings tells that, as long as there is one; from then on it is remembered."""
    await books(chat, job)
    await database.write(lambda tx: tx.execute("DELETE FROM own_visit"))
    await database.write(lambda tx: tx.execute("UPDATE visits_look SET next_at = 0"))
    await looking.run()
    await database.write(lambda tx: tx.execute("DELETE FROM booking"))
    assert DOCTORS[0].doctor.name in await looks_at_visits(chat, job)


async def test_a_booking_under_way_while_the_card_becomes_anothers_is_not_shown_there(
    chat, job, stand_in, gate, database
):
    """Somebody else's visit must not stand under this name."""
    await adds_card(chat)
    await to_summary(chat, job)
    booking = gate.holds()
    await chat.taps("✅ Записаться")
    await booking.comes()
    card = await card_of(chat, database)
    other = replace(card, person=changed(card.person, {fields.SNILS: Snils(OTHER)}))
    await database.write(lambda tx: Cards(tx, other.owner).change(other))
    booking.goes_on()
    await settles(job, chat)
    assert [each.resource["status"] for each in stand_in.timetables.appointments.values()][-1] == "booked"
    assert await database.write(lambda tx: tx.rows("SELECT id FROM visit")) == []


async def test_what_gosuslugi_told_of_a_child_proves_nothing_of_the_grown_up(chat, database):
    """A birth date shifted before the 18th birthday and put right after it passes by the freeze otherwise."""
    await adds_card(chat)
    grown = await card_of(chat, database)
    told = grown.person.draft
    child = changed(grown.person, {fields.BIRTH_DATE: BirthDate(a_childs_birthday())})
    await database.write(lambda tx: Cards(tx, grown.owner).change(replace(grown, person=child, told=told)))
    await database.write(as_of_a_child)
    await opens_card(chat, "Тестова А. П., ")
    await chat.taps("Изменить")
    await chat.taps("Изменить: дата рождения")
    await chat.says("12.10.1979")
    await chat.taps("Сохранить")
    await chat.taps("Даю согласие")
    assert not (await card_of(chat, database)).is_confirmed


async def test_a_parents_sign_in_brings_no_child_of_full_age(chat, database):
    """Whoever is grown up signs in for himself, whatever Gosuslugi still lists."""
    await adds_card(chat)
    grown = (await card_of(chat, database)).person.draft
    me = grown.answered(fields.SNILS, Snils(OTHER))
    assert "Тестова" not in await signs_in(chat, database, me, (grown,))
    assert not (await card_of(chat, database)).is_confirmed


async def test_a_time_that_the_clinic_gave_to_the_person_is_not_taken_for_ones_own_booking(
    chat, job, stand_in, database
):
    """An old summary of a time that the person got at the desk meanwhile does not open that visit."""
    await adds_card(chat)
    await to_summary(chat, job)
    slot = stand_in.timetables.slots["slot-1"].resource
    start = datetime.fromisoformat(slot["start"])
    foreign = stand_in.timetables.add_visit(ANNA.key, DOCTORS[0], start, "booked")
    stand_in.timetables.appointments[foreign].resource["slot"] = [{"reference": "Slot/slot-1"}]
    stand_in.timetables.take("slot-1")
    await chat.taps("✅ Записаться")
    assert "только что заняли" in await settles(job, chat)
    assert await database.write(lambda tx: tx.rows("SELECT id FROM own_visit")) == []


async def test_a_child_whom_gosuslugi_only_repeats_proves_nothing(chat, database):
    """A stranger's child in one's own profile is imported as typed, and confirms no card."""
    await adds_child(chat)
    typed = await card_of(chat, database)
    claimed = replace(typed.person.draft, is_claimed=True)
    me = claimed.answered(fields.SNILS, Snils(OTHER))
    assert "подтверждена" not in await signs_in(chat, database, me, (claimed,))
    assert not (await card_of(chat, database)).is_confirmed
