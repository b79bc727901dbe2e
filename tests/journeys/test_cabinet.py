"""The cabinet's other headings over HTTP: notices, legislation, help, and all of it in English."""

from tests.form import typed
from tests.journeys.house import house

ANNA = typed("Тестова", "Анна", "Петровна", "ж", "13.10.1979", "7349020886007312", "11223344595")


async def test_what_was_told_is_found_again_and_chosen(tmp_path):
    """«Уведомления»: the news of the search, whole; then kinds and quiet hours."""
    async with house(tmp_path) as home:
        anna = home.person("anna")
        await anna.adds_card(ANNA)
        await anna.reads("прикрепления найдены")
        await anna.answers("/start", "Здравствуйте")
        await anna.presses("Уведомления", "Новые — сверху")
        assert "поликлиника № 1" in await anna.presses("1. Тестова А. П.", "Сообщено")
        await anna.presses("Уведомления", "Новые — сверху")
        await anna.presses("Настройки уведомлений", "Тихие часы: нет")
        await anna.presses("22:00–07:00", "Тихие часы: 22:00–07:00")
        await anna.presses("🔔 Поиск прикреплений", "Настройки уведомлений")
        await anna.hears("🔕 Поиск прикреплений")


async def test_laws_and_help_are_read_topic_by_topic(tmp_path):
    """A law with number and date; the guide; the contact with the operator and the version."""
    async with house(tmp_path, SUPPORT_CONTACT="8 800 000-00-00") as home:
        anna = home.person("anna")
        await anna.answers("/start", "Здравствуйте")
        await anna.presses("Законодательство", "Выберите тему")
        await anna.presses("323-ФЗ", "от 21.11.2011 № 323-ФЗ")
        await anna.presses("Законодательство", "Выберите тему")
        await anna.presses("В меню", "Кабинет")
        await anna.presses("Помощь", "С чего начать")
        await anna.presses("Прикрепление к поликлинике", "Выберите")
        await anna.presses("Прикрепление не найдено", "регистратуру")
        await anna.presses("Прикрепление к поликлинике", "Выберите")
        contact = await anna.presses("Помощь", "103 или 112")
        assert "8 800 000-00-00" in contact
        assert "Версия 0.1.0" in contact


async def test_the_whole_cabinet_speaks_english(tmp_path):
    """Every heading of the menu answers in the language that was chosen."""
    async with house(tmp_path) as home:
        await home.logs("the directory has")
        anna = home.person("anna")
        await anna.answers("/language", "На каком языке")
        await anna.presses("English", "speak English")
        for heading, words in (
            ("Card file", "Card file"),
            ("Messages", "Messages"),
            ("Notifications", "None yet"),
            ("Clinics", "type a part of the name"),
            ("Doctors", "How shall we look"),
            ("Legislation", "entitled"),
            ("Help", "How to begin"),
        ):
            await anna.answers("/start", "Hello")
            await anna.presses(heading, words)
