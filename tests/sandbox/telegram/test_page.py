"""The chat page in a real browser, with a tiny bot behind it."""

import asyncio
import os
from contextlib import asynccontextmanager, suppress

import pytest
import pytest_asyncio

from sandbox.telegram.app import telegram_app
from sandbox.telegram.control import Tip
from sandbox.telegram.server import Telegram
from sandbox.words import Words
from tests.chromium import ONE_LOOP, browsing, picture
from tests.sandbox.telegram.tiny_bot import TinyBot
from tests.servers import serving

pytestmark = ONE_LOOP
TIPS = [
    Tip(
        Words("Тестова Анна", "Тестова Анна"),
        Words("Находится сразу.", "Is found at once."),
        [(Words("Фамилия", "Surname"), Words("Тестова", "Тестова"))],
    )
]


@asynccontextmanager
async def tiny_bot(base):
    bot = asyncio.create_task(TinyBot(base).run())
    yield
    bot.cancel()
    with suppress(asyncio.CancelledError):
        await bot


@pytest_asyncio.fixture(loop_scope="session")
async def site():
    """A sandbox with the tiny bot polling it."""
    async with serving(telegram_app(Telegram(), TIPS)) as base, tiny_bot(base):
        yield base


@pytest.fixture
def opened(site, chromium):
    @asynccontextmanager
    async def opening(path="/", width=360, height=740, **more):
        """Open the page; no script error and no refused resource may turn up."""
        async with browsing(chromium, width, height, **more) as page:
            await page.goto(site + path)
            yield page
            name = os.environ["PYTEST_CURRENT_TEST"].rpartition("::")[2].split()[0]
            await picture(page, f"{name}.png")
            assert await page.evaluate("document.documentElement.scrollWidth") <= width

    return opening


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def says(page, words):
    return page.locator(".bubble", has_text=words).last


async def starts(page):
    await button(page, "Начать").click()
    await says(page, "Здравствуйте!").wait_for()


async def types(page, text):
    await page.get_by_label("Сообщение", exact=True).fill(text)
    await page.keyboard.press("Enter")


async def test_until_the_bot_takes_updates_the_page_says_so(chromium):
    """Nobody starts what is not there yet; then the empty chat is the usual one, with no reload."""
    async with serving(telegram_app(Telegram())) as base, browsing(chromium, 360, 740) as page:
        await page.goto(base)
        await page.get_by_text("Бот запускается…").wait_for()
        assert not await button(page, "Начать").is_visible()
        async with tiny_bot(base):
            await page.get_by_text("Крошечный бот для проверки").wait_for()
            await starts(page)
            assert await page.get_by_text("запускается…").count() == 0


async def test_an_empty_chat_tells_what_the_bot_does_and_starts_it(opened):
    """The description, Start, then the message with its formats, its lock and its day."""
    async with opened() as page:
        await page.get_by_text("Крошечный бот для проверки").wait_for()
        await starts(page)
        hello = says(page, "Здравствуйте!")
        assert await hello.locator("b").inner_text() == "Здравствуйте!"
        await hello.get_by_label("Защищено от пересылки").wait_for()
        await hello.get_by_label("Скрытый текст").press("Enter")
        assert await hello.get_by_label("Скрытый текст").count() == 0
        await hello.get_by_role("button", name="/phone").click()
        await says(page, "Какой у вас номер?").wait_for()


async def test_what_is_typed_is_said_as_text_not_as_html(opened):
    """Tags stay letters."""
    async with opened() as page:
        await starts(page)
        await types(page, "<img src=x onerror=alert(1)> & <b>x</b>")
        await says(page, "Вы сказали: <img src=x onerror=alert(1)> & <b>x</b>").wait_for()
        assert await page.locator(".log img").count() == 0


async def test_the_bot_is_seen_typing(opened):
    """Until it answers, or for a while."""
    async with opened() as page:
        await starts(page)
        await types(page, "/think")
        await page.get_by_text("печатает…").wait_for()
        await types(page, "Ну как?")
        await says(page, "Вы сказали: Ну как?").wait_for()
        assert await page.get_by_text("печатает…").count() == 0


async def test_a_tap_counts_though_something_above_it_goes_meanwhile(opened):
    """The bot deletes an earlier message while the finger is on a button of a later one."""
    async with opened() as page:
        await starts(page)
        await types(page, "/start")
        await button(page, "Тост").nth(1).hover()
        await page.mouse.down()
        await button(page, "Удалить").first.dispatch_event("click")
        await button(page, "Удалить").nth(1).wait_for(state="detached")
        await page.mouse.up()
        await page.get_by_text("Маленькая весть").wait_for()


async def test_buttons_edit_delete_and_tell(opened):
    """An edit is marked, a deletion leaves nothing, a toast passes, an alert waits to be closed."""
    async with opened() as page:
        await starts(page)
        await button(page, "Тост").click()
        await page.get_by_text("Маленькая весть").wait_for()
        await button(page, "Важно").click()
        await page.get_by_role("dialog").get_by_text("Большая весть").wait_for()
        await button(page, "Хорошо").click()
        await button(page, "Изменить").click()
        await says(page, "Стало иначе").get_by_text("изменено").wait_for()
        await button(page, "Удалить").click()
        await page.locator(".bubble", has_text="Стало иначе").wait_for(state="detached")
        assert await page.get_by_text("Стало иначе").count() == 0


async def test_the_contact_button_shares_the_persons_own_number(opened):
    """The keyboard below the input comes and goes as the bot says."""
    async with opened() as page:
        await starts(page)
        await types(page, "/phone")
        await button(page, "Клавиатура бота").click()
        await button(page, "Поделиться номером").wait_for(state="hidden")
        await button(page, "Клавиатура бота").click()
        await button(page, "Поделиться номером").click()
        await says(page, "Номер 79020000001").wait_for()
        await button(page, "Клавиатура бота").wait_for(state="hidden")


async def test_links_into_the_chat_press_start(opened):
    """A t.me button, and the address that a sign-in leads back to."""
    async with opened() as page:
        await starts(page)
        await page.get_by_role("link", name="Снова").click()
        await says(page, "Здравствуйте! Напишите /phone или секрет (again)").wait_for()
    async with opened("/t.me/doctor73_demo_bot?start=ticket&user=boris") as page:
        await says(page, "(ticket)").wait_for()
        assert page.url.endswith("/?user=boris")
        await page.reload()
        await says(page, "(ticket)").wait_for()
        assert await page.locator(".mine").all_inner_texts() == [await page.locator(".mine").inner_text()]
        assert "ticket" not in await page.locator(".mine").inner_text()


async def test_two_people_sit_side_by_side(opened):
    """Each sees the own chat alone; the panel's values go into the phone that was used last."""
    async with opened("/?user=anna,boris", width=1200, height=800) as page:
        anna, boris = page.locator(".phone").nth(0), page.locator(".phone").nth(1)
        await starts(boris)
        await boris.get_by_label("Сообщение", exact=True).focus()
        await button(page, "Тестова").click()
        assert await boris.get_by_label("Сообщение", exact=True).input_value() == "Тестова"
        await page.keyboard.press("Enter")
        await says(boris, "Вы сказали: Тестова").wait_for()
        assert await anna.locator(".bubble").count() == 0


async def test_the_keyboard_alone_is_enough(opened):
    """Start, the menu of commands with arrows and Escape, a button that keeps the focus after an edit."""
    async with opened() as page:
        await button(page, "Начать").focus()
        await page.keyboard.press("Enter")
        await says(page, "Здравствуйте!").wait_for()
        assert await focused(page) == "Сообщение"
        await page.keyboard.press("Shift+Tab")
        assert await focused(page) == "Меню"
        await page.keyboard.press("Enter")
        assert "/start" in await focused(page)
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Escape")
        assert await focused(page) == "Меню"
        await button(page, "Изменить").focus()
        await page.keyboard.press("Space")
        await says(page, "Стало иначе").wait_for()
        assert await focused(page) == "Изменить"


NAME = "e => e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent"


async def focused(page):
    """Return the name of what has the focus."""
    return await page.evaluate(f"({NAME})(document.activeElement)")


async def test_the_panel_covers_a_phone_and_goes_away(opened):
    """On a narrow screen a value closes the panel and stands in the input."""
    async with opened() as page:
        await button(page, "Что попробовать").click()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        await button(page, "Тестова").click()
        await page.locator("#panel").wait_for(state="hidden")
        assert await page.get_by_label("Сообщение", exact=True).input_value() == "Тестова"


async def test_files_and_photos_are_sent(opened):
    """A file goes as it is; a picture is asked about."""
    async with opened() as page:
        await starts(page)
        await page.locator(".file").set_input_files(
            {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}
        )
        await says(page, "Файл получен").wait_for()
        await page.get_by_role("link", name="a.txt").wait_for()
        picture = await page.screenshot(clip={"x": 0, "y": 0, "width": 90, "height": 60})
        await page.locator(".file").set_input_files(
            {"name": "p.png", "mimeType": "image/png", "buffer": picture}
        )
        await button(page, "Как фото").click()
        await says(page, "Фото получено").wait_for()
        assert await page.locator("img.photo").evaluate("e => e.decode().then(() => e.naturalWidth)") == 90


async def test_the_chat_comes_back_after_a_break(site, opened):
    """A page that is opened again shows all that was said."""
    async with opened("/?user=boris") as page:
        await starts(page)
    async with opened("/?user=boris", color_scheme="dark") as page:
        await says(page, "Здравствуйте!").wait_for()
        assert await page.locator(".log").get_attribute("aria-busy") is None
