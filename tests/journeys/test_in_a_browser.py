"""The sign-in in a real browser: chat page, start page, Gosuslugi, callback, and back into the chat."""

from tests.axe import flaws
from tests.chromium import ONE_LOOP, browsing, picture
from tests.journeys.house import house

pytestmark = ONE_LOOP


async def test_a_person_signs_in_by_taps_alone(tmp_path, chromium):
    """From «О себе» to the saved card without a key pressed; every page fits a phone."""
    async with house(tmp_path) as home, browsing(chromium, 360, 740) as page:
        await page.goto(home.environment["TELEGRAM_API_URL"])
        await page.get_by_role("button", name="Начать").click()
        await page.get_by_role("button", name="Картотека").click()
        await page.get_by_text("Здесь пока пусто").wait_for()  # the greeting has the next button, too
        await page.get_by_role("button", name="О себе").click()
        async with page.context.expect_page() as opened:
            await page.get_by_role("link", name="Войти через Госуслуги").click()
        tab = await opened.value
        await tab.get_by_text("Анна", exact=True).wait_for()
        await tab.get_by_text("@anna_demo", exact=True).wait_for()
        await fits(tab, "start.png")
        await tab.get_by_role("button", name="Да, это я").click()
        await fits(tab, "gosuslugi.png")
        await tab.get_by_role("button", name="Тестова").click()
        await tab.get_by_role("button", name="Разрешить").click()
        await tab.get_by_text("Вы вошли").wait_for()
        assert "code=" not in tab.url
        assert await tab.evaluate("document.referrer") in {"", f"{home.esia.base_url}/"}
        await fits(tab, "done.png")
        await tab.get_by_role("link", name="Вернуться в Telegram").click()
        await tab.get_by_role("button", name="Добавить в картотеку").click()
        await tab.get_by_role("button", name="Добавить карточку").click()
        await tab.get_by_role("button", name="Даю согласие", exact=True).click()
        await tab.get_by_text("прикрепления найдены").wait_for()
        await picture(tab, "found.png")


async def fits(tab, name):
    """Take a picture, and see that nothing is wider than the phone, or wrong by day or by night."""
    await picture(tab, name)
    assert await tab.evaluate("document.documentElement.scrollWidth") <= 360
    for scheme in ("dark", "light"):
        await tab.emulate_media(color_scheme=scheme)
        assert await flaws(tab) == []
