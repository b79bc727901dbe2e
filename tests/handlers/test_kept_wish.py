"""A wish that first needs something (a card, a choice of the card, the consent) is not forgotten over it."""

from datetime import UTC, datetime, timedelta

import pytest

from patient.card import OwnerId
from patient.clinic import Clinic, Doctor
from patient.visit import Slot
from storage.directory import Directory
from storage.watches import Watches
from tests.chat import adds_card
from tests.form import ANNA, goes_on
from tests.handlers.family import adds_child
from tests.handlers.test_consent_renewal import agreed_before

CLINICS = (Clinic("c1", "Поликлиника № 1"), Clinic("c2", "Больница № 2"))
FREE = Doctor("r1", "p1", "c1", "Примерова Ольга Николаевна", "Терапевт")
BUSY = Doctor("r2", "p2", "c1", "Занятов Тарас Ефимович", "Эндокринолог")


@pytest.fixture(autouse=True)
async def directory(database):
    """A doctor with time on two days, and one without."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)

    async def fill(tx):
        await Directory(tx).replace(CLINICS, [FREE, BUSY])
        free = [Slot(f"s{days}", "r1", hour + timedelta(days=days)) for days in (0, 1)]
        await Directory(tx).keep_free_times("r1", free)
        await Directory(tx).keep_free_times("r2", [])

    await database.write(fill)


WAYS = {
    "a doctor's page": (("примерова", "Примерова", "Записаться"), "На какой день?"),
    "a doctor without time": (("занятов", "Занятов", "Сообщить"), "Слежу"),
    "a clinic's page": (("поликлиника", "Поликлиника № 1", "Записаться"), "К какому врачу?"),
    "words": (("запишите к Примеровой",), "На какой день?"),
    "the command": (("/book",), "В какое учреждение?"),
}


@pytest.mark.parametrize(("way", "goal"), WAYS.values(), ids=list(WAYS))
async def test_a_newcomer_adds_a_card_and_goes_on(chat, way, goal):
    """The card comes first, and then what was wanted, by one tap."""
    said = await chat.says(way[0])
    for label in way[1:]:
        said = await chat.taps(label)
    assert "сначала добавьте карточку" in said
    await goes_on(chat, await chat.taps("Ввести вручную"), ANNA)
    await chat.taps("Добавить карточку")
    await chat.taps("Даю согласие")
    assert goal in await chat.taps("Продолжить запись")
    await adds_child(chat)
    assert chat.labels.count("▶️ Продолжить запись") == 0


async def test_whose_watch_is_asked_and_then_it_begins(chat, database):
    """Two cards: which one, and no second «Сообщить, когда появится»."""
    await adds_card(chat)
    await adds_child(chat)
    await chat.says("занятов")
    await chat.taps("Занятов")
    assert "Кого записываем?" in await chat.taps("Сообщить")
    said = await chat.taps("Тестова Е. А.")
    assert "Слежу" in said
    assert "Тестова Е. А." in said
    (watch,) = await database.write(lambda tx: Watches(tx, OwnerId(chat.user)).all())
    assert watch.targets[0].doctor == "r2"


async def test_who_has_no_card_yet_gets_one_in_between(chat):
    """«Другой человек»: the doctor stays chosen while the card is added, and the new card is taken."""
    await adds_card(chat)
    await adds_child(chat)
    await chat.says("запишите к Примеровой")
    assert "карточку того, кого записываем" in await chat.taps("Другой человек")
    await goes_on(
        chat, await chat.taps("Ввести вручную"), ANNA | {"given_name": "Вера", "snils": "087-654-303 00"}
    )
    await chat.taps("Добавить карточку")
    await chat.taps("Даю согласие")
    said = await chat.taps("Продолжить запись")
    assert "Для кого: Тестова В. П." in said
    assert "На какой день?" in said


@pytest.mark.parametrize("way", [("/book",), ("/cards", "Тестова", "Записаться")])
async def test_what_needs_the_present_consent_goes_on_after_it(chat, way):
    """Typed as a command or tapped: «Продолжить» leads to the booking, also where it is tapped twice."""
    await adds_card(chat)
    await agreed_before(chat)
    said = await chat.says(way[0])
    for label in way[1:]:
        said = await chat.taps(label)
    assert "согласи" in said
    await chat.taps("Даю согласие")
    assert "В какое учреждение?" in await chat.taps("Продолжить")


async def test_the_consent_before_a_watch_leads_on_to_it(chat):
    """The card is chosen, its consent is of the first version: renewed, the watch begins."""
    await adds_card(chat)
    await adds_child(chat)
    await agreed_before(chat)
    await chat.says("занятов")
    await chat.taps("Занятов")
    await chat.taps("Сообщить")
    assert "согласи" in await chat.taps("Тестова А. П.")
    await chat.taps("Даю согласие")
    assert "Слежу" in await chat.taps("Продолжить")
