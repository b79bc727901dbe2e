"""The side of support in a real browser, with the real bot; and the demo's way to an announcement."""

import sys

from sandbox.announcing import Announcer
from sandbox.telegram.server import GROUP_ID
from tests.chromium import ONE_LOOP, browsing, picture
from tests.journeys.house import house

pytestmark = ONE_LOOP
ECHO = (
    "import sys; _, *words, path, send = sys.argv; print(*words, send, open(path, encoding='utf-8').read())"
)


async def test_a_question_is_answered_and_an_announcement_made(tmp_path, chromium):
    """Patient and support side by side: both read what the other wrote; a question is answered once."""
    async with house(tmp_path, SUPPORT_CHAT=str(GROUP_ID)) as home, browsing(chromium, 1100, 844) as page:
        await page.goto(f"{home.environment['TELEGRAM_API_URL']}/?user=anna,desk")
        patient, desk = page.locator(".phone").nth(0), page.locator(".phone").nth(1)
        await desk.get_by_text("Сюда приходят вопросы").wait_for()
        await patient.get_by_role("button", name="Начать").click()
        await patient.get_by_text("Здравствуйте").wait_for()
        await says(patient, "/support")
        await patient.get_by_text("Вопрос в поддержку").last.wait_for()
        await says(patient, "Где взять номер полиса?")
        await desk.get_by_text("Где взять номер полиса?").wait_for()
        await desk.get_by_role("button", name="Ответить").click()
        await desk.get_by_text("Ответ на:").wait_for()
        await says(desk, "На Госуслугах.")
        await desk.get_by_text("Ответ передан").wait_for()
        await patient.get_by_text("На Госуслугах.").wait_for()
        await desk.get_by_role("button", name="Объявление").click()
        await desk.get_by_role("textbox", name="Объявление").fill("Завтра приёма нет.")
        await desk.get_by_role("button", name="Отправить всем").click()
        await desk.get_by_text("the running bot hands it out").wait_for()
        await desk.get_by_role("button", name="Хорошо").click()
        await patient.get_by_text("Завтра приёма нет.").wait_for()
        await picture(page, "desk.png")


async def says(phone, text):
    await phone.get_by_label("Сообщение", exact=True).fill(text)
    await phone.get_by_label("Сообщение", exact=True).press("Enter")


async def test_the_demo_announces_by_the_operators_command():
    """The text stands in a file, as the command wants it; what it says comes back."""
    announcer = Announcer((sys.executable, "-c", ECHO), {})
    assert await announcer.announce("Завтра приёма нет.") == "announce --all --send Завтра приёма нет.\n"
