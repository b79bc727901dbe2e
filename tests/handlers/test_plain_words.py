"""Plain words in the chat: where a sentence leads when nothing is asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from patient.attachment import Attachment
from patient.booking import Booking
from patient.card import OwnerId
from patient.clinic import Clinic, Doctor
from patient.visit import Slot, Visit, VisitState
from storage.cards import Cards
from storage.directory import Directory
from storage.own_visits import OwnVisits
from storage.searches import Searches
from storage.visits import Visits
from tests.chat import adds_card
from tests.handlers.visiting import settles

ZONE = ZoneInfo("Europe/Ulyanovsk")
CLINICS = (
    Clinic("c1", "Городская поликлиника № 1", "г. Ульяновск, ул. Примерная, 1"),
    Clinic("c2", "Детская поликлиника № 2", "г. Димитровград, ул. Весёлая, 2"),
)
DOCTORS = (
    Doctor("r1", "p1", "c1", "Примерова Ольга Николаевна", "Врач-терапевт участковый"),
    Doctor("r2", "p2", "c1", "Образцов Павел Андреевич", "Терапевт"),
    Doctor("r3", "p3", "c1", "Флорова Вера Ильинична", "Физиотерапевт"),
    Doctor("r4", "p4", "c1", "Суббота Иван Петрович", "Оториноларинголог"),
    Doctor("r5", "p5", "c2", "Ладошкина Ирина Павловна", "Педиатр"),
    Doctor("r6", "p6", "c2", "Зоркин Лев Маркович", "Офтальмолог"),
)


def tomorrow_at(hour):
    local = datetime.now(UTC).astimezone(ZONE) + timedelta(days=1)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)


@pytest.fixture(autouse=True)
async def directory(database):
    """Two clinics; everybody is free tomorrow and the day after: morning, afternoon and evening."""

    async def fill(transaction):
        listed = Directory(transaction)
        await listed.replace(CLINICS, DOCTORS)
        for doctor in DOCTORS:
            starts = [tomorrow_at(hour) + timedelta(days=day) for day in (0, 1) for hour in (9, 14, 18)]
            slots = [Slot(f"{doctor.id}-{start:%d%H}", doctor.id, start) for start in starts]
            await listed.keep_free_times(doctor.id, slots)

    await database.write(fill)


def shown(chat):
    """Return the text and the buttons of the newest message."""
    newest = chat.messages[
        max(number for number, message in chat.messages.items() if message["from"] == "bot")
    ]
    rows = (newest.get("reply_markup") or {}).get("inline_keyboard", [])
    return newest["text"], [button["text"] for row in rows for button in row]


async def test_a_whole_wish_opens_the_hours(chat):
    """«к Ладошкиной на завтра после обеда»: doctor, day and half of the day are chosen, the time is asked."""
    await adds_card(chat)
    assert "На какое время?" in await chat.says("запишите к Ладошкиной на завтра после обеда")
    text, buttons = shown(chat)
    assert "Детская поликлиника № 2" in text
    assert "14:00" in buttons
    assert not {"09:00", "18:00"} & set(buttons)
    assert "09:00" not in buttons
    assert "На какой день?" in await chat.taps("Назад")
    await chat.says("запишите к Ладошкиной на завтра после обеда")
    await chat.taps("14:00")
    assert "На какое время?" in await chat.taps("Назад")
    assert "Ладошкина Ирина Павловна" in await chat.taps("14:00")
    assert "Записываю" in await chat.taps("✅ Записаться")


async def test_a_speciality_is_known_by_what_people_call_it(chat):
    """«к глазному» in the other town: the clinics that have one, the speciality, the doctor, the days."""
    await adds_card(chat)
    asked = await chat.says("к глазному врачу утром")
    assert "В какое учреждение?" in asked
    assert [each for each in shown(chat)[1] if "оликлиника" in each] == ["Детская поликлиника № 2"]
    assert "На какой день?" in await chat.taps("Детская поликлиника")
    await chat.taps("— 1 место")
    assert "09:00" in shown(chat)[1]
    assert "18:00" not in shown(chat)[1]
    await chat.taps("Назад")
    assert {"09:00", "14:00", "18:00"} <= set(shown(chat)[1])


async def test_the_clinic_of_a_number_and_its_therapists(chat):
    """Two posts of one speciality stand first; no physiotherapist is a therapist."""
    await adds_card(chat)
    await chat.says("запишите к тирапевту в поликлинику №1")
    buttons = shown(chat)[1]
    assert {buttons[0], buttons[1]} == {"Врач-терапевт участковый", "Терапевт"}


async def test_days_without_time_are_said_so(chat):
    """Nothing in a fortnight: what there is stands below the sentence that says so."""
    await adds_card(chat)
    said = await chat.says("к Зоркину через две недели")
    assert "На эти дни и часы свободных записей нет" in said
    assert "На какой день?" in said


async def test_without_a_card_one_is_asked_for_first(chat):
    """A newcomer who writes is led to the card file."""
    assert "сначала добавьте карточку" in await chat.says("запишите к терапевту")
    assert "Предстоящие записи" in await chat.says("мои записи")
    assert "нужна карточка" in await chat.says("где моя поликлиника")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Врачи", "По специальности"),
        ("врач", "По специальности"),
        ("лечебные учреждения", "Городская поликлиника"),
        ("Помощь", "Помощь"),
        ("картотека", "Картотек"),
        ("меню", "раздел"),
        ("сообщения", "Сообщени"),
        ("уведомления", "Уведомлени"),
        ("законы", "Закон"),
        ("настройки", "Настройки"),
        ("поменяй язык", "English"),
        ("хочу удалить все свои данные", "далить"),
        ("позовите оператора", "Вопрос в поддержку"),
        ("спасибо", "Пожалуйста"),
        ("отозвать согласие", "оглас"),
        ("вызвать врача на дом", "регистратуры"),
        ("болит голова", "103"),
        ("ghbdtn", "Здравствуйте"),
    ],
)
async def test_a_section_is_opened_by_its_name(chat, words, answer):
    """Whatever stands on a button may be typed, and more."""
    said = await chat.says(words)
    assert answer in said + "".join(shown(chat)[1])
    assert "не понимаю" not in said


@pytest.mark.parametrize(
    "words", ["скорая", "у меня болит сердце", "не могу дышать, запишите к терапевту", "ytvjue lsifnm"]
)
async def test_an_emergency_is_answered_first(chat, words):
    """103 and 112 stand in the first line, before any form is asked for."""
    said = await chat.says(words)
    first = said.splitlines()[0]
    assert "103" in first
    assert "112" in first


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Ладошкина", "Ладошкина Ирина Павловна"),
        ("Ладошкиной", "Ладошкина Ирина Павловна"),
        ("педиатр Ладошкина", "Ладошкина Ирина Павловна"),
        ("терапевт Образцов", "Образцов Павел Андреевич"),
        ("Льву Марковичу", "Зоркин Лев Маркович"),
        ("kfljirbyf", "Ладошкина Ирина Павловна"),
        ("Суббота", "Суббота Иван Петрович"),
        ("Суббота Иван Петрович", "Суббота Иван Петрович"),
        ("лор", "Суббота Иван Петрович"),
        ("окулист", "Зоркин Лев Маркович"),
        ("детский врач", "Ладошкина Ирина Павловна"),
        ("поликлиника №1", "Городская поликлиника № 1"),
        ("детская поликлиника номер 2", "Детская поликлиника № 2"),
        ("детская поликлиника", "Детская поликлиника № 2"),
        ("в Димитровграде", "Детская поликлиника № 2"),
        ("ошкина", "Ладошкина Ирина Павловна"),
    ],
)
async def test_a_name_alone_is_looked_for(chat, words, found):
    """In any case, by what people call the speciality, by the number; and nobody else is found."""
    await chat.says(words)
    text, buttons = shown(chat)
    assert "Нашлось" in text
    assert found in " ".join((text, *buttons))
    assert len(buttons) == 2, buttons


async def test_who_is_found_is_described(chat):
    """The clinic, the town and the nearest free day stand beside the name."""
    said = await chat.says("окулист")
    assert "Детская поликлиника № 2, г. Димитровград" in said
    assert "Ближайший свободный день" in said


async def test_what_is_not_understood_is_said_with_ways_on(chat):
    """Three ways the first time, support before them the second; what was understood between begins anew."""
    said = await chat.says("какая погода")
    assert "не понимаю" in said
    assert "кнопки" not in said
    assert shown(chat)[1] == ["Записаться", "Мои записи", "Помощь"]
    await chat.says("кто победил в хоккее")
    assert "поддержку" in shown(chat)[0]
    assert shown(chat)[1][1:] == ["Записаться", "Мои записи", "Помощь"]
    await chat.says("спасибо")
    await chat.says("какая погода")
    assert shown(chat)[1] == ["Записаться", "Мои записи", "Помощь"]
    await chat.taps("Помощь")
    await chat.says("какая погода")
    assert len(shown(chat)[1]) == 3


async def test_nobody_of_that_name_is_said_so(chat):
    """A name that nobody bears is told back."""
    assert "По словам «бармалеева» никого не нашлось" in await chat.says("Бармалеева")
    assert "никого не нашлось" in await chat.says("запишите к Бармалеевой")


async def test_the_form_stands_before(chat):
    """A surname that sounds like a command, a date and a number are answers while the form asks."""
    await chat.says("/add")
    for answer in ("Скорая", "Суббота", "Ивановна", "женский", "12 декабря 1979"):
        assert "<i>Шаг" in await chat.says(answer)
    await chat.taps("Пропустить")
    assert "не сходится" in await chat.says("103-112-000 00")


async def test_the_question_to_support_stands_before(chat):
    """What is written to support is no command, whatever it says."""
    await chat.says("позовите оператора")
    said = await chat.says("отмените запись")
    assert "ушёл" in said or "отправлен" in said or "№" in said


async def test_whose_visits_is_asked_where_there_are_two(chat):
    """Two cards: the visits of which? With one, straight there."""
    await adds_card(chat)
    await chat.says("мои записи")
    assert "Смотрю" in shown(chat)[0] or "Записи" in shown(chat)[0]
    await adds_card(chat, surname="Иванова", snils="087-654-303 00")
    assert "Чьи прикрепления?" in await chat.says("где моя поликлиника")
    assert len([each for each in shown(chat)[1] if "1979" in each]) == 2
    assert "Чтобы отменить запись, откройте её" in await chat.says("хочу отменить запись")
    assert "Чтобы перенести запись, откройте её" in await chat.says("перенесите запись")
    assert "Предстоящие записи" in await chat.says("мои записи")


@pytest.mark.parametrize("word", ["отменить", "перенести"])
async def test_what_to_do_in_the_list_is_said_although_it_is_looked_up_first(chat, job, registry, word):
    """An only card's visits are asked for: it stands over the waiting, and over what comes in its place."""
    await adds_card(chat)
    told = f"Чтобы {word} запись, откройте её"
    waiting = await chat.says(f"хочу {word} запись")
    assert told in waiting
    assert "Смотрю" in waiting
    listed = await settles(job, chat)
    assert told in listed
    assert "Смотрю" not in listed


async def test_an_english_speaker_is_understood(chat):
    """The same words in English, answered in English."""
    chat.language = "en"
    assert "103" in await chat.says("chest pain")
    assert "card first" in (await chat.says("book a dentist for tomorrow morning")).lower()
    assert "Sorry" in await chat.says("what is the weather like")


@pytest.fixture
async def card(chat, database):
    """Anna's card, attached to the clinic of the other town."""
    await adds_card(chat)

    async def attach(transaction):
        (card,) = await Cards(transaction, OwnerId(chat.user)).readable()
        search = await Searches(transaction).of(card)
        attached = Attachment(CLINICS[1], "терапевтическое", None)
        await Searches(transaction).start(replace(search, attachments=(attached,)))
        return card

    return await database.write(attach)


@pytest.mark.usefixtures("card")
async def test_ones_own_clinic_comes_first(chat):
    """Of two clinics that are meant, and of the doctors of two, one's own stand before."""
    await chat.says("поликлиника")
    assert "Детская поликлиника № 2" in shown(chat)[1][0]
    assert "Городская поликлиника № 1" in shown(chat)[1][1]
    await chat.says("вна")  # a part of Николаевна and of Павловна
    assert "Ладошкина" in shown(chat)[1][0]


@pytest.mark.usefixtures("card")
async def test_a_doctor_of_ones_own_clinic_needs_no_question(chat):
    """Attached where the oculist is: straight to the hours; who is not there is looked for elsewhere."""
    await chat.says("к окулисту завтра вечером")
    assert "На какое время?" in shown(chat)[0]
    assert "18:00" in shown(chat)[1]
    await chat.says("к физиотерапевту завтра вечером")
    assert "В какое учреждение?" in shown(chat)[0]
    assert [each for each in shown(chat)[1] if "оликлиника" in each] == ["Городская поликлиника № 1"]


async def test_the_visit_of_which_is_spoken_is_shown(chat, card, database):
    """Of two visits the one to the oculist, or that of the day; nothing is cancelled by a word."""
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    for speciality, later in (("Офтальмолог", 0), ("Педиатр", 5)):
        await keep(database, card, speciality, start + timedelta(days=later))
    assert "Вот запись, которую можно отменить" in await chat.says("отмените запись к окулисту")
    assert "Офтальмолог" in shown(chat)[0]
    assert "Отменить запись" in "".join(shown(chat)[1])
    day = f"{(start + timedelta(days=5)).astimezone(ZONE):%d.%m.%Y}"
    assert "Вот запись, которую можно перенести" in await chat.says(f"перенесите запись {day}")
    assert "Педиатр" in shown(chat)[0]
    await chat.says("отмените запись")
    assert "Вот запись" not in shown(chat)[0]


async def keep(database, card, speciality, start):
    """Keep a visit that was booked from the card."""
    visit = Visit(speciality, start, VisitState.BOOKED, speciality=speciality, key=speciality)

    async def keeping(transaction):
        booking = Booking(visit.key, card.owner, card=card.id)
        await OwnVisits(transaction).begin(booking, card.id, visit.start)
        await Visits(transaction).save(card, visit)

    await database.write(keeping)
