"""Notices: what was told, by person; kinds, quiet hours; reminders told once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from handlers.ground.notify import notify
from handlers.ground.screen import Screen
from handlers.notices.jobs import push_notices
from handlers.visits.jobs.outcomes import keep_visits
from handlers.visits.jobs.reminders import ReminderJob
from patient.card import OwnerId
from patient.notice import NoticeChoices, NoticeKind, QuietHours
from patient.visit import Visit, VisitState
from storage.agenda import Agenda
from storage.cards import Cards
from storage.notices import Notices
from storage.resealing import count_put_aside
from storage.visits import BEFORE_ALL, VISIT, Visits
from storage.written import written
from tests.began import began
from tests.chat import adds_card
from tests.handlers.signing import confirms

ZONE = ZoneInfo("Europe/Ulyanovsk")


def visit(name="visit-1", *, after=timedelta(hours=30), state=VisitState.BOOKED):
    return Visit(
        name, began() + after, state, doctor_name="Примерова О. Н.", speciality="Терапевт", room="Кабинет 1"
    )


async def card_of(chat, database):
    await adds_card(chat)
    await confirms(chat, database)
    cards = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    return cards[0]


async def says(database, chat, text="Новость", kind=NoticeKind.VISIT, **more):
    await database.write(
        lambda tx: notify(tx, ZONE, OwnerId(chat.user), kind, lambda t: Screen(text), **more)
    )
    return await chat.reads()


async def lets_pass(database, time):
    """Bring every visit nearer by *time*, and have each looked into now."""

    async def work(tx):
        for kept in await tx.read(VISIT, await tx.rows(f"SELECT {VISIT.columns} FROM visit")):
            nearer = replace(kept.visit, start=kept.visit.start - time)
            sealed = tx.vault.seal(written(nearer), VISIT.binding(kept.key, kept.owner))
            await tx.execute("UPDATE visit SET sealed = ? WHERE id = ?", sealed, kept.key)
        for column in ("remind_day_on", "remind_hours_on"):
            await tx.execute(f"UPDATE visit SET {column} = 1 WHERE {column} IS NOT NULL")

    await database.write(work)


def day_of(start):
    """Return how a time within a day is called: in the first hour after midnight it is today's."""
    return "сегодня" if start.astimezone(ZONE).date() == began().astimezone(ZONE).date() else "завтра"


async def test_reminders_come_a_day_and_two_hours_before_once_each(chat, database):
    """Each is told once, however often the job runs, restarts included."""
    card = await card_of(chat, database)
    await database.write(lambda tx: Visits(tx).save(card, visit()))
    await ReminderJob(database, ZONE).run()
    assert await chat.reads() == ""
    await lets_pass(database, timedelta(hours=7))
    await ReminderJob(database, ZONE).run()
    told = await chat.reads()
    assert f"{day_of(began() + timedelta(hours=23))} приём" in told
    assert "Кабинет 1" in told
    assert "Что взять и как подготовиться" in told
    await lets_pass(database, timedelta(hours=21, minutes=1))
    await ReminderJob(database, ZONE).run()
    await ReminderJob(database, ZONE).run()
    told = await chat.reads()
    assert told.count("через два часа приём") == 1
    assert "подготовиться" not in told


async def test_a_tick_opens_what_may_be_due_and_nothing_else(chat, database):
    """What the last tick opened is not opened again until it is due, or has moved; a start knows nothing."""
    card = await card_of(chat, database)
    await database.write(lambda tx: Visits(tx).save(card, visit()))
    await database.write(lambda tx: tx.execute("UPDATE visit SET remind_day_on = 1, remind_hours_on = 1"))
    job = ReminderJob(database, ZONE)
    await job.run()
    ((sealed,),) = await database.write(lambda tx: tx.rows("SELECT sealed FROM visit"))
    broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
    await database.write(lambda tx: tx.execute("UPDATE visit SET sealed = ?", broken))
    await job.run()
    assert await database.write(count_put_aside) == 0
    await database.write(lambda tx: tx.execute("UPDATE visit SET sealed = ?", sealed))
    await lets_pass(database, timedelta(hours=7))
    await job.run()
    assert "Кабинет 1" in await chat.reads()
    await database.write(lambda tx: tx.execute("UPDATE visit SET sealed = ?", broken))
    await ReminderJob(database, ZONE).run()
    assert await database.write(count_put_aside) == 1


async def test_a_day_of_many_visits_is_opened_in_several_transactions(chat, database):
    """And the next tick, which knows them, opens none."""
    card = await card_of(chat, database)
    for number in range(5):
        await database.write(lambda tx, n=number: Visits(tx).save(card, replace(visit(), id=f"visit-{n}")))
    await database.write(lambda tx: tx.execute("UPDATE visit SET remind_day_on = 1, remind_hours_on = 1"))
    agenda, transactions = Agenda(), []
    for _ in range(2):
        after = BEFORE_ALL
        while after is not None:
            transactions.append(after)
            _, after = await database.write(lambda tx, at=after: Visits(tx).take_reminders(2, agenda, at))
    assert len(transactions) == 3 + 1


async def test_a_reminder_after_a_stop_says_what_is_true_now(chat, database):
    """The bot stood still when it was due: by now the visit is today, or in less than two hours."""
    card = await card_of(chat, database)

    async def told_of(left):
        await database.write(lambda tx: Visits(tx).save(card, visit(after=left)))
        await database.write(lambda tx: tx.execute("UPDATE visit SET remind_day_on = 1, remind_hours_on = 1"))
        await ReminderJob(database, ZONE).run()
        return await chat.reads()

    told = await told_of(timedelta(minutes=30))
    assert told.count("🔔") == told.count("скоро приём") == 1
    days = {(began() + after).astimezone(ZONE).date() for after in (timedelta(), timedelta(hours=4))}
    assert ("сегодня приём" if len(days) == 1 else "завтра приём") in await told_of(timedelta(hours=4))


async def test_a_late_booking_reminds_only_of_what_is_still_to_come(chat, database):
    """A visit in an hour has no reminder of yesterday; one that was cancelled has none at all."""
    card = await card_of(chat, database)
    await database.write(lambda tx: Visits(tx).save(card, visit(after=timedelta(hours=3))))
    rows = await database.write(lambda tx: tx.rows("SELECT remind_day_on, remind_hours_on FROM visit"))
    assert rows[0][0] is None
    assert rows[0][1]
    cancelled = visit(after=timedelta(hours=3), state=VisitState.CANCELLED)
    await database.write(lambda tx: Visits(tx).save(card, cancelled))
    rows = await database.write(lambda tx: tx.rows("SELECT remind_day_on, remind_hours_on FROM visit"))
    assert rows == [(None, None)]


async def test_what_the_clinic_changes_is_told(chat, database):
    """Booked at the desk, moved, cancelled; the first look tells nothing, nor does a look without change."""
    card = await card_of(chat, database)

    async def looks(*visits):
        known = await database.write(lambda tx: Visits(tx).of(card))
        await database.write(partial(keep_visits, card, known, visits, ZONE))
        return await chat.reads()

    assert await looks(visit()) == ""
    assert await looks(visit()) == ""
    assert "записала на приём" in await looks(visit(), visit("visit-2"))
    moved = visit(after=timedelta(hours=50))
    assert "перенесла приём" in await looks(moved, visit("visit-2"))
    gone = visit("visit-2", state=VisitState.CANCELLED)
    assert "отменила приём" in await looks(moved, gone)
    assert await looks(moved, gone) == ""


async def chooses_quiet(chat, database, *muted):
    """Be in quiet hours now, with these kinds switched off."""
    local = datetime.now(UTC).astimezone(ZONE)
    quiet = QuietHours((local - timedelta(hours=1)).time(), (local + timedelta(hours=1)).time())
    choices = NoticeChoices(frozenset(muted), quiet)
    await database.write(lambda tx: Notices(tx, OwnerId(chat.user)).choose(choices))


async def after_quiet(chat, database):
    """Read what is pushed once the quiet hours are over."""
    await database.write(lambda tx: tx.execute("UPDATE notice SET due_at = due_at - 7200"))
    await push_notices(database)
    return await chat.reads()


async def test_quiet_hours_put_off_and_drop_nothing(chat, database):
    """What comes in quiet hours is in the list at once and in the chat afterwards, in order."""
    await chat.says("/start")
    await chooses_quiet(chat, database)
    assert await says(database, chat, "Первая") == ""
    assert await says(database, chat, "Вторая") == ""
    assert await says(database, chat, "Скорая", useful_until=began() + timedelta(minutes=30)) == "Скорая"
    await push_notices(database)
    assert await chat.reads() == ""
    await database.write(lambda tx: tx.execute("UPDATE notice SET due_at = due_at - 7200"))
    await push_notices(database)
    await push_notices(database)
    assert (await chat.reads()).split() == ["Первая", "Вторая"]


async def test_a_kind_that_is_switched_off_amid_quiet_hours_is_only_kept(chat, database):
    """Both waited for their end."""
    await chat.says("/start")
    await chooses_quiet(chat, database)
    assert await says(database, chat, "Тихая") == ""
    assert await says(database, chat, "Громкая", NoticeKind.WATCH) == ""
    await chooses_quiet(chat, database, NoticeKind.VISIT)
    assert await after_quiet(chat, database) == "Громкая"


@pytest.mark.parametrize("state", [VisitState.BOOKED, VisitState.CANCELLED])
async def test_a_reminder_that_waited_is_of_a_visit_that_stands(chat, database, state):
    """It was put off by quiet hours, and the visit was cancelled meanwhile: nobody is sent there."""
    card = await card_of(chat, database)
    await chooses_quiet(chat, database)
    await database.write(lambda tx: Visits(tx).save(card, visit()))
    await lets_pass(database, timedelta(hours=7))
    await ReminderJob(database, ZONE).run()
    assert await chat.reads() == ""
    await database.write(lambda tx: Visits(tx).save(card, visit(after=timedelta(hours=23), state=state)))
    assert ("приём" in await after_quiet(chat, database)) == (state is VisitState.BOOKED)


async def test_a_reminder_that_waited_tells_the_hour_that_holds(chat, database):
    """The clinic moved the visit under the same id meanwhile: of the new hour it is reminded anew."""
    card = await card_of(chat, database)
    await chooses_quiet(chat, database)
    await database.write(lambda tx: Visits(tx).save(card, visit()))
    await lets_pass(database, timedelta(hours=7))
    await ReminderJob(database, ZONE).run()
    await database.write(lambda tx: Visits(tx).save(card, visit(after=timedelta(hours=20))))
    assert await after_quiet(chat, database) == ""


async def test_a_reminder_that_waits_says_what_stays_true(chat, database):
    """«Завтра» and «через два часа» would be read when the quiet is over."""
    card = await card_of(chat, database)
    await chooses_quiet(chat, database)
    for after, nearer in (
        (timedelta(hours=30), timedelta(hours=7)),
        (timedelta(hours=9), timedelta(hours=7)),
    ):
        await database.write(lambda tx, at=after: Visits(tx).save(card, visit(after=at)))
        await lets_pass(database, nearer)
        await ReminderJob(database, ZONE).run()
        said = await after_quiet(chat, database)
        assert "напоминаем о приёме" in said
        assert not any(words in said for words in ("завтра приём", "сегодня приём", "через два часа"))


async def test_a_kind_that_is_switched_off_is_only_kept(chat, database):
    """The list has it, the chat has not; the other kinds come."""
    await chat.says("/start")
    await chat.says("/settings")
    await chat.taps("Настройки уведомлений")
    await chat.taps("🔔 Изменения записей")
    assert await says(database, chat, "Тихая") == ""
    assert await says(database, chat, "Громкая", NoticeKind.WATCH) == "Громкая"
    await chat.taps("22:00–07:00")
    assert "22:00–07:00" in await chat.taps("🔕 Изменения записей")
    await chat.says("/start")
    await chat.taps("Уведомления")
    assert "Тихая" in await chat.taps("Тихая")


async def test_the_list_pages_and_narrows_to_a_person(chat, database):
    """Newest first, five a page; of one card if asked; a stranger's notice opens nothing."""
    card = await card_of(chat, database)
    await adds_card(chat, surname="Иванова", snils="087-654-303 00")
    for number in range(7):
        await says(database, chat, f"Новость {number}", card=card.id if number == 3 else None)
    await chat.says("/start")
    await chat.taps("Уведомления")
    assert any("1. Новость 6" in label for label in chat.labels)
    await chat.taps("▶️")
    assert any("7. Новость 0" in label for label in chat.labels)
    await chat.taps("Тестова А. П.")
    labels = [label for label in chat.labels if "Новость" in label]
    assert labels == ["1. Новость 3"]


async def test_a_stranger_opens_no_notice(chat, other_chat, database):
    """Numbers in buttons can be guessed; the owner is asked for each."""
    await chat.says("/start")
    await other_chat.says("/start")
    await says(database, chat, "Тайна")
    number = max(other_chat.messages)
    assert "больше нет" in await other_chat.presses("go:notice:1:0", number)


async def test_a_blocked_bot_keeps_the_notice_and_pushes_nothing(chat, database):
    """Who lets the bot speak again finds it in the list."""
    await chat.says("/start")
    blocked = {"old_chat_member": {"user": {"id": 1, "is_bot": True, "first_name": "b"}, "status": "member"}}
    gone = {"user": {"id": 1, "is_bot": True, "first_name": "b"}, "status": "kicked", "until_date": 0}
    person = {"id": chat.user, "is_bot": False, "first_name": "Анна"}
    await chat.sends(
        my_chat_member={
            "chat": {"id": chat.user, "type": "private"},
            "from": person,
            "date": 1,
            "new_chat_member": gone,
            **blocked,
        }
    )
    assert await says(database, chat, "Никому") == ""
    kept = await database.write(lambda tx: Notices(tx, OwnerId(chat.user)).all())
    assert [notice.parameters["text"] for notice in kept] == ["Никому"]
