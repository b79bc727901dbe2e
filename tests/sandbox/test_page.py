"""The chat page in a real browser: typing, tapping, two people, the keyboard alone, a narrow phone."""

import asyncio
from contextlib import suppress

from tests.chromium import ONE_LOOP, browsing, picture
from tests.journeys.house import house
from tests.journeys.test_card import ANNA

pytestmark = ONE_LOOP


async def type_in(page, text, answer):
    await page.get_by_label("Сообщение", exact=True).fill(text)
    await page.keyboard.press("Enter")
    await page.get_by_text(answer).last.wait_for()


async def test_a_newcomer_adds_a_card_on_a_phone(tmp_path, chromium):
    """START, the form, the contact button, consent, and the message with the clinic; nothing overflows."""
    async with house(tmp_path) as home, browsing(chromium, 360, 740) as page:
        await page.goto(home.environment["TELEGRAM_API_URL"])
        await page.get_by_role("button", name="Начать").click()
        await page.get_by_role("button", name="Картотека").click()
        await page.get_by_text("Здесь пока пусто").wait_for()  # the greeting has the next button, too
        await page.get_by_role("button", name="Ввести вручную").click()
        await page.get_by_text("Шаг 1 из").wait_for()
        for number, answer in enumerate(ANNA.values()):
            await type_in(page, answer, f"Шаг {number + 2} из")
        await page.get_by_role("button", name="Поделиться номером").click()
        await page.get_by_text("Проверьте карточку").wait_for()
        await picture(page, "summary.png")
        await page.get_by_role("button", name="Добавить карточку").click()
        await page.get_by_role("button", name="Даю согласие", exact=True).click()
        await page.get_by_text("прикрепления найдены").wait_for()
        await page.get_by_role("button", name="Просмотреть карточку").last.click()
        await page.get_by_role("button", name="Прикрепления").click()
        await page.get_by_text("Вид прикрепления").last.wait_for()
        await picture(page, "phone.png")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        shown = await page.locator(".log").inner_text()
        assert "7349020886007312" not in shown


async def test_two_people_side_by_side_by_keyboard_alone(tmp_path, chromium):
    """Two phones, each with its own chat; the menu of commands and the buttons need no mouse."""
    async with house(tmp_path) as home, browsing(chromium, 1100) as page:
        await page.goto(f"{home.environment['TELEGRAM_API_URL']}/?user=anna,boris")
        anna, boris = page.locator(".phone").nth(0), page.locator(".phone").nth(1)
        await boris.locator(".commands button").first.wait_for(state="attached")
        await boris.get_by_role("button", name="Меню").focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        await boris.get_by_text("Здравствуйте").wait_for()
        await boris.get_by_role("button", name="Помощь").focus()
        await page.keyboard.press("Space")
        await boris.get_by_text("С чего начать").wait_for()
        await boris.get_by_text("изменено").wait_for()
        await anna.get_by_role("button", name="Начать").wait_for()
        await picture(page, "two.png")
        with suppress(TimeoutError):
            await asyncio.wait_for(anna.get_by_text("Здравствуйте").wait_for(), 0.3)
        assert await anna.get_by_text("Здравствуйте").count() == 0
