"""What becomes of wishes: the conversation with its jobs, over the registry's stand-in."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.process import config_of
from handlers.booking.jobs.watches import BATCH
from handlers.ground.jobs import Job
from handlers.ground.navigation import Do
from patient.attachment import Search, SearchState
from patient.card import Card, OwnerId
from patient.visit import Slot
from sandbox.clinics import CLINICS, DOCTORS
from sandbox.people import Story
from sandbox.registry.faults import Fault, FaultKind
from storage.bookings import Bookings
from storage.cards import Cards, new_card_id
from storage.directory import Directory
from storage.searches import SearchDue, Searches
from storage.visits import Visits
from storage.watches import Watches
from tests.began import began
from tests.chat import adds_card
from tests.handlers.signing import confirms
from tests.handlers.visiting import ANNA, books, button, looks_at, settles, to_summary
from tests.jobs import RARELY, Jobs, job_named
from tests.registry.demo_people import person
from tests.servers import PATIENCE

FULL = DOCTORS[4]


async def test_a_double_tap_watches_once(chat, job, database):
    """Two watches for the same would tell of each time twice."""
    await adds_card(chat)
    await looks_at(chat, job, "Занятов")
    data, number = button(chat, "Сообщить")
    assert "Слежу за свободными" in await chat.presses(data, number)
    assert "ниже" in await chat.presses(data, number) + chat.toasts[-1]
    assert len(await database.write(lambda tx: Watches(tx, OwnerId(chat.user)).all())) == 1


async def watches_for_full(chat, job):
    """Watch for the doctor who has no time."""
    await adds_card(chat)
    await looks_at(chat, job, "Занятов")
    await chat.taps("Сообщить")


async def test_a_second_tap_on_a_watchs_news_shows_what_was_booked(chat, job, watching, stand_in):
    """The watch has ended with the booking; its button still answers: that it is below, or with the visit."""
    await watches_for_full(chat, job)
    stand_in.timetables.add_slot(FULL, began() + timedelta(days=3))
    await watching.run()
    assert "появилась" in await chat.reads()
    data, number = button(chat, "✅ Записать на")
    await chat.presses(data, number)
    booked = await settles(job, chat)
    assert "готова" in booked
    assert "Что взять и как подготовиться" in booked
    assert "ниже" in await chat.presses(data, number) + chat.toasts[-1]
    await chat.says("/help")
    await chat.taps("Написать в поддержку")
    assert "готова" in await chat.presses(data, number)


async def test_another_time_in_place_of_a_lost_one_ends_the_watch_too(
    chat, job, watching, stand_in, database
):
    """Who books from the days that are shown instead has what he waited for."""
    other = began() + timedelta(days=4)
    await watches_for_full(chat, job)
    lost = stand_in.timetables.add_slot(FULL, began() + timedelta(days=3))
    await watching.run()
    await chat.reads()
    data, number = button(chat, "✅ Записать на")
    stand_in.timetables.take(lost)
    free = Slot(stand_in.timetables.add_slot(FULL, other), FULL.doctor.id, other)
    await database.write(lambda tx: Directory(tx).keep_free_times(FULL.doctor.id, [free]))
    assert "только что заняли" in await chat.presses(data, number)
    await chat.taps(":")
    await chat.taps("✅ Записаться")
    assert "готова" in await settles(job, chat)
    assert await database.write(lambda tx: Watches(tx, OwnerId(chat.user)).all()) == []


async def test_a_time_that_has_begun_is_not_booked(chat, job, stand_in, database):
    """A summary may stand in the chat for days before its button is pressed."""
    await adds_card(chat)
    await to_summary(chat, job)
    wished = Do.unpack(button(chat, "✅ Записаться")[0]).id

    async def lets_its_time_begin(transaction):
        booking = await Bookings(transaction, OwnerId(chat.user)).find(wished)
        begun = replace(booking, slot=replace(booking.slot, start=began()))
        await Bookings(transaction, booking.owner).save(begun)

    await database.write(lets_its_time_begin)
    said = await chat.taps("✅ Записаться") + await settles(job, chat)
    assert "уже прошло" in said
    booked = [each.resource["status"] for each in stand_in.timetables.appointments.values()]
    assert "booked" not in booked


async def test_a_time_that_the_clinic_withdrew_is_lost(chat, job, stand_in):
    """A slot that is no more leads to the next ones, as one that is taken does."""
    await adds_card(chat)
    await to_summary(chat, job)
    del stand_in.timetables.slots["slot-1"]
    await chat.taps("✅ Записаться")
    assert "только что заняли" in await settles(job, chat)


async def test_of_two_looks_in_one_message_the_newer_is_shown(chat, job, gate):
    """The first is still under way when the person has chosen otherwise."""
    await adds_card(chat)
    await chat.says("терапевт")
    first, number = button(chat, "Примерова")
    second, _ = button(chat, "Образцов")
    earlier = gate.holds()
    await chat.presses(first, number)
    await earlier.comes()
    later = gate.holds()
    await chat.presses(second, number)
    earlier.goes_on()
    await later.comes()
    later.goes_on()
    await settles(job, chat)
    await settles(job, chat)
    assert "Образцов" in chat.messages[number]["text"]


async def test_a_card_that_is_changed_while_it_is_looked_up_shows_nobody_elses_clinics(
    chat, database, registry, gate, settings
):
    """The answer about the earlier data comes first, and is nobody's."""
    config = config_of(settings)
    job = job_named("searches", database, registry, config)
    search = Jobs(database, [Job("searches", RARELY, job.run, wakes_on=SearchDue)])
    earlier = gate.holds()
    await adds_card(chat)
    await earlier.comes()

    async def becomes_another(transaction):
        (card,) = await Cards(transaction, OwnerId(chat.user)).readable()
        other = Search.begin(card.id, card.owner, now=transaction.now, pace=config.pace)
        await Cards(transaction, card.owner).change(replace(card, person=person("p3")))
        await Searches(transaction).start(other)
        return card

    later = gate.holds()
    card = await database.write(becomes_another)
    earlier.goes_on()
    await later.comes()
    later.goes_on()
    await search.close(60)
    await search.close(60)
    found = await database.write(lambda tx: Searches(tx).of(card))
    assert found.attachments == ()
    assert found.state is SearchState.WAITING


async def test_one_slow_look_keeps_no_other_search_waiting(database, registry, gate, settings):
    """As one look ends the next begins: the registry may take its time over anybody."""
    config, many = config_of(settings), 20
    job = job_named("searches", database, registry, config)

    async def begin(transaction, owner):
        card = Card(new_card_id(), owner, person("p3"))
        await Cards(transaction, owner).add(card)
        await Searches(transaction).start(Search.begin(card.id, owner, now=transaction.now, pace=config.pace))

    for owner in range(1, many + 1):
        await database.write(partial(begin, owner=OwnerId(owner)))
    slow = gate.holds()
    running = asyncio.create_task(job.run())
    waiting = "SELECT count(*) FROM search WHERE lease_holder IS NOT NULL OR next_at <= unixepoch()"
    async with asyncio.timeout(PATIENCE):
        while await database.write(lambda tx: tx.row(waiting)) != (1,):
            await asyncio.sleep(0.01)
    assert not running.done()
    slow.goes_on()
    await running


async def test_a_doctor_who_left_hinders_no_other(chat, job, database):
    """Any of several was chosen: the times of those who are still there are shown."""
    await adds_card(chat)
    await chat.says("поликлиника № 1")
    await chat.taps("поликлиника № 1")
    await chat.taps("Записаться")
    await chat.taps("Терапевт")
    await chat.taps("Любой врач")
    assert "На какой день?" in await settles(job, chat)
    present = [demo.doctor for demo in DOCTORS[1:]]
    await database.write(lambda tx: Directory(tx).replace(CLINICS, present))
    assert "На какое время?" in await chat.taps("— ") + await settles(job, chat)


async def test_a_visit_just_booked_is_looked_at_before_its_reminders(chat, job, looking, stand_in, database):
    """The clinic cancels it within the hour: who booked hears of that, though nobody looked at him before."""
    await books(chat, job)
    (kept,) = [
        each for each in stand_in.timetables.appointments.values() if each.resource["status"] == "booked"
    ]
    kept.replace(kept.resource | {"status": "cancelled"})
    await database.write(lambda tx: tx.execute("UPDATE visits_look SET next_at = next_at - 3601"))
    await looking.run()
    assert "поликлиника отменила приём" in await chat.reads()


async def test_a_second_record_of_the_person_forgets_no_visit(chat, job, looking, stand_in, database):
    """While the registry cannot tell whose visits to name, the known ones stay with their reminders."""
    await books(chat, job)
    for story in (Story.TWICE, Story.AT_ONCE):
        stand_in.people = (replace(ANNA, story=story),)
        await database.write(lambda tx: tx.execute("UPDATE visits_look SET next_at = 0"))
        await looking.run()
        assert await chat.reads() == ""
    assert await database.write(lambda tx: tx.rows("SELECT count(remind_hours_on) FROM visit")) == [(1,)]


async def test_a_card_that_is_changed_has_no_visits_of_the_earlier_data(
    chat, job, looking, stand_in, database
):
    """Nobody is reminded under one name of another person's visits; what is found anew is no news."""
    await books(chat, job)
    await looking.run()
    other = replace(ANNA, key="other", snils="73100090929")
    stand_in.people = (other,)
    visit = stand_in.timetables.add_visit(other.key, DOCTORS[1], began() + timedelta(days=2), "booked")
    await chat.says("/cards")
    await chat.taps("Тестова А. П.")
    await chat.taps("Изменить")
    await chat.taps("Изменить: СНИЛС")
    await chat.says(other.snils)
    assert "запущен заново" in await chat.taps("Сохранить")
    await looking.run()
    assert await chat.reads() == ""
    assert await database.write(lambda tx: tx.rows("SELECT id FROM visit")) == []
    await confirms(chat, database)
    await looking.run()
    assert await chat.reads() == ""
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    (kept,) = await database.write(lambda tx: Visits(tx).of(card))
    assert kept.id == visit


async def test_a_time_that_is_free_again_is_told_again(chat, job, watching, stand_in):
    """Most times appear because somebody cancels; the same slot may do so twice."""
    await watches_for_full(chat, job)
    slot = stand_in.timetables.add_slot(FULL, began() + timedelta(days=3))
    kept = stand_in.timetables.slots[slot]
    for _ in range(2):
        kept.replace(kept.resource | {"status": "free"})
        await watching.run()
        await watching.run()
        assert (await chat.reads()).count("появилась") == 1
        stand_in.timetables.take(slot)
        await watching.run()
        assert await chat.reads() == ""


async def test_many_who_wait_for_the_same_all_hear_of_it(chat, job, watching, stand_in, database):
    """More than one transaction holds: each watch has its news, once."""
    await watches_for_full(chat, job)
    (one,) = await database.write(lambda tx: Watches(tx, OwnerId(chat.user)).all())
    for number in range(1, BATCH + 5):
        await database.write(lambda tx, name=f"w{number}": Watches(tx, one.owner).save(replace(one, id=name)))
    stand_in.timetables.add_slot(FULL, began() + timedelta(days=3))
    await watching.run()
    await watching.run()
    assert (await chat.reads()).count("появилась") == BATCH + 5


async def test_who_had_to_wait_hears_of_a_lost_time_too(chat, job, stand_in):
    """«Напишу сюда, чем кончится»: an edit alone rings no bell, whatever the end is."""
    await adds_card(chat)
    await to_summary(chat, job)
    stand_in.faults += [Fault(FaultKind.DOWN, times=1)]
    await chat.taps("✅ Записаться")
    assert "напишу сюда" in await settles(job, chat)
    stand_in.timetables.take("slot-1")
    await asyncio.sleep(1.1)
    await job.run()
    await chat.reads()
    told = [parameters["text"] for method, parameters in chat.calls if method == "sendMessage"]
    assert "только что заняли" in told[-1]
