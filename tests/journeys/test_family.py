"""Two parents and one child's card, over HTTP: shared, found, changed, booked, and left again."""

import re

from storage.database import Database
from storage.key_ring import KeyRing
from tests.form import EVA, typed
from tests.handlers.family import as_of_a_child
from tests.journeys.browser import browser, link_of
from tests.journeys.house import house

DARIA = typed("Зубова", "Дарья", "Сергеевна", "ж", "31.12.2000", "7347999768000770", "73100030305")


async def until(person, words):
    """Wait until any message in the chat has *words* in it."""
    await person.sees(lambda: any(words in message["text"] for message in person.seen()))


async def invites(anna):
    """Add the child's card and make a link to it; return what /start is to be given."""
    await anna.adds_card(EVA)
    await anna.reads("прикрепления найдены")
    await anna.presses("Просмотреть карточку", "Карточка")
    await anna.presses("Поделиться карточкой", "Карточку видите только вы")
    return re.search(r"start=(fam_[\w-]+)", await anna.presses("Пригласить", "Ссылка для второго"))[1]


async def share(anna, boris, token):
    """Say both yeses."""
    assert "Тестова Е., 2019" in await boris.answers(f"/start {token}", "приглашает вас")
    await boris.presses("Принять", "Спасибо")
    assert "@boris_demo" in await anna.reads("Борис")
    await anna.presses("Подтвердить", "видит и второй родитель")
    await boris.reads("Вам открыли карточку")


async def test_two_parents_keep_one_card(tmp_path):
    """Both see it and hear of its news and of each other's doing; the second leaves, the first keeps it."""
    async with house(tmp_path) as home:
        anna, boris = home.person("anna"), home.person("boris")
        token = await invites(anna)
        await share(anna, boris, token)
        assert "Андреевна" in await boris.presses("Просмотреть карточку", "Карточка")
        assert "педиатрическое" in await boris.presses("Прикрепления", "Прикрепления: Тестова")

        await boris.presses("К карточке", "Карточка")
        await boris.presses("Изменить", "Изменение карточки")
        await boris.presses("Изменить: имя", "имя")
        await boris.answers("Елена", "Изменение карточки")
        await boris.presses("Сохранить", "запущен заново")
        await until(anna, "Второй родитель изменил карточку «Тестова Е. А., 2019»")

        await boris.answers("/cards", "1 карточка")
        await boris.presses("👪 Тестова Е. А., 2019", "Карточка")
        await boris.presses("Убрать у себя", "останется")
        await boris.presses("Да, убрать", "Карточка убрана")
        await until(anna, "больше не ведёт")
        await boris.answers("/cards", "пусто")
        assert "Тестова Е. А., 2019" in str(await labels(anna))
        assert not any("Тестова" in line or token in line for line in home.errors)


async def test_what_one_parent_books_the_other_hears_of(tmp_path):
    """The news of the search goes to both, and so does a visit that one of them booked or cancelled."""
    async with house(tmp_path) as home:
        anna, boris = home.person("anna"), home.person("boris")
        await share(anna, boris, await invites(anna))
        await boris.presses("Просмотреть карточку", "Карточка")
        boris.glance = anna.glance = 3
        await boris.presses("Записи на приём", "Предстоящих записей нет")
        await boris.presses("Записаться", "К какому врачу?")
        await boris.presses("Педиатр", "На какой день?")
        await boris.presses("— ", "На какое время?")
        await boris.presses(":", "Всё верно?")
        await boris.presses("✅ Записаться", "запись на приём готова")
        await until(anna, "второй родитель записал на приём")
        await boris.presses("Отменить запись", "Отменить эту запись?")
        await boris.presses("Да, отменить запись", "Запись отменена")
        await until(anna, "второй родитель отменил запись")


async def labels(person):
    """Return what stands on the buttons of the person's card file."""
    await person.answers("/cards", "1 карточка")
    return [button["text"] for row in person.seen()[-1]["buttons"] for button in row]


async def test_at_eighteen_the_card_waits_for_the_person_to_sign_in(tmp_path):
    """Closed for the mother after the birthday; open again when the daughter has signed in and said yes."""
    async with house(tmp_path) as home, browser() as chrome:
        anna, daria = home.person("anna"), home.person("boris")
        await anna.adds_card(DARIA)
        await anna.reads("прикрепления найдены")
        assert await home.stop() == 0
        await as_if_added_for_a_child(tmp_path)
        await home.start()
        await anna.reads("исполнилось 18 лет")
        await anna.answers("/cards", "1 карточка")
        await anna.presses("❄️ Зубова Д. С., 2000", "решает он сам")
        done = await chrome.signs_in(await link_of(daria, "О себе"), "p5")
        await daria.answers(f"/start {done.ticket}", "Данные с Госуслуг получены")
        await daria.presses("Добавить в картотеку", "Проверьте карточку")
        await daria.presses("Добавить карточку", "Согласие")
        daria.taps("Даю согласие")
        await until(daria, "Разрешить родителю видеть вашу карточку?")
        daria.taps("Разрешить")
        await until(daria, "Родитель снова видит")
        await anna.reads("разрешил вам её видеть")
        assert "••• 0770" in await anna.presses("Просмотреть карточку", "СНИЛС")
        assert not any("Зубов" in line for line in home.errors)


async def as_if_added_for_a_child(tmp_path):
    """Have the consents say that a parent gave them, as they do years later."""
    database = await Database.open(tmp_path / "bot.db", KeyRing.load(tmp_path / "keys.json").vault())
    await database.write(as_of_a_child)
    await database.close()
