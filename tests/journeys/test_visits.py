"""A visit from the menu to the calendar, over HTTP: clinics, doctors, booking, cancelling, watching."""

import asyncio
from datetime import UTC, datetime, timedelta
from time import monotonic

from sandbox.clinics import DOCTORS
from sandbox.registry.faults import Fault, FaultKind
from tests.form import typed
from tests.journeys.browser import browser, link_of
from tests.journeys.house import PATIENCE, house

ANNA = typed("Тестова", "Анна", "Петровна", "ж", "13.10.1979", "7349020886007312", "11223344595")
BORIS = typed("Зубова", "Дарья", "Сергеевна", "ж", "31.12.2000", "7347999768000770", "73100030305")
ROUNDS = 6  # had two people been asked for one by one, it would take half as long
THERAPIST, _, SNATCHED, LATE, FULL = DOCTORS[:5]


async def with_card(home, user="anna", card=ANNA):
    """Return a person with a card and its clinic."""
    person = home.person(user)
    await person.adds_card(card)
    await person.reads("прикрепления найдены")
    await person.presses("Просмотреть карточку", "Карточка")
    return person


async def to_hours(person, speciality="Терапевт", doctor="Любой врач"):
    """Go from the card's visits to the times of the first free day."""
    await person.presses("Записи на приём", "Предстоящих записей нет")
    await person.presses("Записаться", "К какому врачу?")
    await person.presses(speciality, "Выберите врача" if doctor else "На какой день?")
    if doctor:
        await person.presses(doctor, "На какой день?")
    await person.presses("— ", "На какое время?")


def labels(person):
    """Return the buttons of the newest message."""
    return [button["text"] for row in person.seen()[-1]["buttons"] for button in row]


async def test_from_the_menu_to_a_booked_visit_and_its_cancellation(tmp_path):
    """Nine taps for an attached clinic; then the file for the calendar, and the time given back."""
    async with house(tmp_path) as home:
        anna = await with_card(home)
        await anna.answers("/start", "Здравствуйте")
        await anna.presses("Картотека", "1 карточка")
        await anna.presses("Тестова А. П.", "Карточка")
        await to_hours(anna)
        await anna.presses(":", "Всё верно?")
        booked = await anna.presses("✅ Записаться", "запись на приём готова")
        assert "Кабинет 10" in booked
        assert "поликлиника № 1" in booked
        await anna.presses("В календарь", "запись на приём готова")
        await anna.sees(lambda: any(message.get("document") for message in anna.seen()))
        anna.glance = 2
        await anna.presses("Отменить запись", "Отменить эту запись?")
        await anna.presses("Да, отменить запись", "Запись отменена")
        await anna.presses("Записи на приём", "Предстоящих записей нет")
        past = await anna.presses("Прошедшие", "Прошедшие записи")
        assert "Запись отменена" in past
        assert "Приём состоялся" not in past  # at the clinic's desk: a typed card knows nothing of it


async def test_a_snatched_time_leads_to_the_next_ones(tmp_path):
    """412 is no error: the person sees what is free now and books that."""
    async with house(tmp_path) as home:
        anna = await with_card(home)
        await to_hours(anna, "Кардиолог", "")
        first = next(label for label in labels(anna) if ":" in label)
        await anna.presses(first, "Всё верно?")
        await anna.presses("✅ Записаться", "только что заняли")
        assert first not in labels(anna)
        await anna.presses(":", "Всё верно?")
        await anna.presses("✅ Записаться", "запись на приём готова")


async def test_two_people_race_for_one_time(tmp_path):
    """Exactly one is booked; the other sees the next free times."""
    async with house(tmp_path) as home:
        anna = await with_card(home)
        boris = await with_card(home, "boris", BORIS)
        for person in (anna, boris):
            if person is boris:
                await person.presses("Записи на приём", "Предстоящих записей нет")
                await person.presses("Записаться", "В какое учреждение?")
                await person.presses("поликлиника № 1", "К какому врачу?")
                await person.presses("Терапевт", "Выберите врача")
                await person.presses("Примерова", "На какой день?")
                await person.presses("— ", "На какое время?")
            else:
                await to_hours(person, doctor="Примерова")
            await person.presses("08:00", "Всё верно?")
        anna.taps("✅ Записаться")
        boris.taps("✅ Записаться")
        for person in (anna, boris):
            await person.sees(lambda person=person: "готова" in person.last() or "заняли" in person.last())
        assert sorted("готова" in person.last() for person in (anna, boris)) == [False, True]


async def test_a_double_tap_and_lost_answers_book_once(tmp_path):
    """The button twice, and every second answer of the registry lost: one visit."""
    async with house(tmp_path) as home:
        anna = await with_card(home)
        await to_hours(anna)
        await anna.presses(":", "Всё верно?")
        home.registry.faults += [
            Fault(FaultKind.LOST, times=1, after=3),
            Fault(FaultKind.LOST, times=1, after=3),
        ]
        number, data = anna.find_button("✅ Записаться")
        home.telegram.tap("anna", number, data)
        home.telegram.tap("anna", number, data)
        await anna.reads("запись на приём готова")
        kept = [each.resource for each in home.registry.timetables.appointments.values()]
        assert sum(each["status"] == "booked" for each in kept) == 1


async def test_a_kill_while_booking_books_once(tmp_path):
    """SIGKILL between the slot and the appointment: after the restart the booking goes on from there."""
    async with house(tmp_path) as home:
        anna = await with_card(home)
        await to_hours(anna)
        await anna.presses(":", "Всё верно?")
        home.registry.faults.append(Fault(FaultKind.SLOW, times=1, seconds=30, after=4))
        anna.taps("✅ Записаться")
        await anna.reads("Записываю")
        async with asyncio.timeout(PATIENCE):
            while not any(
                call.method == "POST" and call.url.endswith("/Appointment") for call in home.registry.calls
            ):
                await asyncio.sleep(0.02)
        await home.stop(9)
        await home.start()
        await anna.reads("запись на приём готова")
        kept = [each.resource for each in home.registry.timetables.appointments.values()]
        assert sum(each["status"] == "booked" for each in kept) == 1


async def test_a_watch_tells_of_a_time_and_books_it(tmp_path):
    """A doctor without time is watched; when a time appears, one tap books it, and the watch ends."""
    async with house(tmp_path) as home:
        anna = await with_card(home)
        await anna.presses("Записи на приём", "Предстоящих записей нет")
        await anna.presses("Записаться", "К какому врачу?")
        await anna.presses("Эндокринолог", "Свободных мест сейчас нет")
        await anna.presses("Сообщить, когда появится", "Слежу за свободными записями")
        start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
        home.registry.timetables.add_slot(FULL, start)
        news = await anna.reads("появилась свободная запись")
        assert "Занятов" in news
        number, data = anna.find_button("✅ Записать на")
        home.telegram.tap("anna", number, data)
        home.telegram.tap("anna", number, data)
        await anna.reads("запись на приём готова")
        await anna.answers("/settings", "Настройки")
        await anna.presses("За чем я слежу", "Сейчас я ни за чем не слежу")
        kept = [each.resource for each in home.registry.timetables.appointments.values()]
        assert sum(each["status"] == "booked" for each in kept) == 1


async def test_a_clinic_and_a_doctor_are_found_by_typing(tmp_path):
    """A part of a name is enough; the clinic's page has hours, a map and its doctors."""
    async with house(tmp_path) as home:
        await home.logs("the directory has")
        anna = home.person("anna")
        await anna.answers("/start", "Здравствуйте")
        await anna.presses("Лечебные учреждения", "напишите часть названия")
        await anna.presses("По районам", "Выберите район")
        await anna.presses("Ленинский", "Ленинский район")
        await anna.answers("детская", "Нашлось")
        clinic = await anna.presses("детская поликлиника", "Весёлая")
        assert "7:30" in clinic
        assert any("На карте" in label for label in labels(anna))
        await anna.presses("Врачи", "Какой врач нужен?")
        await anna.presses("Педиатр", "Выберите врача")
        assert "Ближайший свободный день" in await anna.presses("Ладошкина", "Ближайший")
        await anna.answers("ладошкин", "Нашлось")
        await anna.presses("Ладошкина", "Ближайший")
        await anna.presses("Записаться", "сначала добавьте карточку")


async def test_reminders_are_told_once_over_a_kill(tmp_path):
    """A visit tomorrow and one in two hours; the bot is killed before the reminders and after them."""
    async with house(tmp_path) as home, browser() as chrome:
        anna = await with_card(home)
        done = await chrome.signs_in(await link_of(anna, "О себе"), "p1")
        await anna.answers(f"/start {done.ticket}", "подтверждена")
        await anna.answers("/cards", "1 карточка")
        await anna.presses("Тестова А. П., 1979", "Карточка")
        due = datetime.now(UTC) + timedelta(seconds=15)  # by then both are seen, and the bot is killed
        for until in (timedelta(days=1), timedelta(hours=2)):
            home.registry.timetables.add_visit("p1", THERAPIST, due + until, "booked")
        await anna.presses("Записи на приём", "Вас ждут")
        await home.stop(9)
        await asyncio.sleep(1)
        await home.start()
        anna.glance = 3
        await anna.reads("завтра приём")
        await anna.reads("через два часа приём")
        await home.has_marked_all()
        await home.stop(9)
        await home.start()
        await home.ready()
        await asyncio.sleep(11)
        told = "\n".join(message["text"] for message in anna.seen())
        assert told.count("завтра приём") == told.count("через два часа приём") == 1


async def test_who_waits_for_the_same_is_asked_for_once(tmp_path):
    """Two people watch one doctor: one question a round of a second, and both hear of the time."""
    async with house(tmp_path, WATCH_SECONDS="1") as home:
        people = [await with_card(home), await with_card(home, "boris", BORIS)]
        for person in people:
            await person.answers("занятов", "Нашлось")
            await person.presses("Занятов", "Свободных мест сейчас нет")
            await person.presses("Сообщить, когда появится", "Слежу за свободными записями")
        home.registry.calls.clear()
        began = monotonic()
        while sum("Slot?schedule=Schedule/schedule-5" in call.url for call in home.registry.calls) < ROUNDS:
            await asyncio.sleep(0.02)
        assert monotonic() - began >= ROUNDS - 2
        home.registry.timetables.add_slot(FULL, datetime.now(UTC) + timedelta(days=2))
        for person in people:
            await person.reads("появилась свободная запись")
            await person.presses("Больше не следить", "Больше не слежу")
        home.registry.calls.clear()
        await asyncio.sleep(3.5)
        asked = [call for call in home.registry.calls if "Slot?" in call.url]
        assert len(asked) <= 1, "a round may have been under way"


async def test_a_registry_that_is_down_is_told_kindly_and_tried_again(tmp_path):
    """Whose trouble it is, what to do, and a button that looks once more."""
    async with house(tmp_path) as home:
        await home.logs("the directory has")
        anna = home.person("anna")
        await anna.answers("примерова", "Нашлось")
        home.registry.faults.append(Fault(FaultKind.DOWN))
        await anna.presses("Примерова", "Пробую ещё")
        await anna.reads("неполадка на её стороне")
        home.registry.faults.clear()
        await anna.presses("Повторить", "Ближайший свободный день")


async def test_whom_the_registry_does_not_know_is_told_where_to_turn(tmp_path):
    """Neither visits nor a booking for somebody without exactly one record, and the time stays free."""
    async with house(tmp_path) as home:
        vera = home.person("anna")
        await vera.adds_card(
            typed("Выдумкина", "Вера", "Олеговна", "ж", "31.12.1950", "7367940868000018", "73100010198")
        )
        await vera.reads("прикрепления не найдены")
        await vera.presses("Просмотреть карточку", "Карточка")
        await vera.presses("Записи на приём", "никто не нашёлся")
        await vera.answers("примерова", "Нашлось")
        await vera.presses("Примерова", "Ближайший свободный день")
        await vera.presses("Записаться", "На какой день?")
        await vera.presses("— ", "На какое время?")
        await vera.presses(":", "Всё верно?")
        taken = [each for each in home.registry.timetables.slots.values() if each.version > 2]
        await vera.presses("✅ Записаться", "Не получилось записать")
        assert [each for each in home.registry.timetables.slots.values() if each.version > 2] == taken


async def test_a_lost_answer_to_a_cancellation_cancels_once(tmp_path):
    """The answer is lost after the registry cancelled: the next try finds it done."""
    async with house(tmp_path) as home:
        anna = await with_card(home)
        await to_hours(anna)
        await anna.presses(":", "Всё верно?")
        await anna.presses("✅ Записаться", "запись на приём готова")
        await anna.presses("Отменить запись", "Отменить эту запись?")
        home.registry.faults.append(Fault(FaultKind.LOST, times=1, after=2))
        await anna.presses("Да, отменить запись", "Запись отменена")
        kept = [each.resource["status"] for each in home.registry.timetables.appointments.values()]
        assert sorted(kept) == ["cancelled", "fulfilled"]
