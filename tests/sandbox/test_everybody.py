"""The sandbox's pages for everybody: axe finds nothing, no word is broken, and both languages are whole."""

import re

import aiohttp
import pytest
import pytest_asyncio

from sandbox.demo import Ports, Stage
from sandbox.telegram.server import GROUP_ID
from tests.axe import broken_words, flaws
from tests.chromium import ONE_LOOP, browsing, picture
from tests.servers import free_port, serving

pytestmark = ONE_LOOP
CYRILLIC = re.compile(r"[а-яё]{2,}", re.IGNORECASE)
TEXT = (
    "<b>Прикрепления найдены.</b>\n\nСтоматологическая поликлиника, "
    '<a href="https://a.example">на карте</a>, <code>112-233-445 95</code>, /help\n'
    '<b><tg-time unix="1800000000">пн 30 ноября, 10:40</tg-time></b>'
)
ROWS = [
    [{"text": "Прикрепления", "callback_data": "1"}, {"text": "Записи на приём", "callback_data": "2"}],
    [{"text": "Ульяновская областная детская клиническая больница", "callback_data": "3"}],
    [{"text": "Изменить: отчество", "callback_data": "4"}, {"text": "Пол", "callback_data": "5"}],
    [{"text": "Открыть", "url": "https://a.example"}],
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(tmp_path_factory):
    """The demo's stand-ins without a bot; Anna, Emma and the group of support have a message each."""
    port = free_port()
    stage = Stage.set(Ports(page=port), tmp_path_factory.mktemp("stage"))
    async with serving(stage.application(), port) as base, aiohttp.ClientSession() as http:
        api = f"{base}/bot{stage.telegram.token}"
        await http.post(f"{api}/getUpdates", json={"timeout": 0})
        for user in (1001, 1003):
            body = {
                "chat_id": user,
                "text": TEXT,
                "parse_mode": "HTML",
                "reply_markup": {"inline_keyboard": ROWS},
            }
            await http.post(f"{api}/sendMessage", json=body | {"protect_content": True})
        await http.post(
            f"{api}/sendMessage", json={"chat_id": GROUP_ID, "text": "Вопрос #A7K2Q\n\nГде полис?"}
        )
        yield stage


def gosuslugi(stage):
    """Begin a sign-in there, and return where its page is."""
    (callback,) = stage.esia.registration.redirect_uris
    given = {"redirect_uri": callback, "state": "1", "scope": "openid fullname snils kid_fullname"}
    return f"/gosuslugi/login/{stage.esia.remember(given)}"


PAGES = {
    "chat": lambda _: "/?user=anna",
    "both": lambda _: "/?user=anna,emma",
    "desk": lambda _: "/?user=desk",
    "share": lambda stage: f"/t.me/share/url?text=x&url={stage.base}/t.me/{stage.telegram.username}?start=1",
    "sign in": gosuslugi,
    "too late": lambda _: "/gosuslugi/login/none",
}
IS_CUT = "one => one.scrollWidth > one.clientWidth"
CHATS = {"chat", "both", "desk"}


@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing(stage, chromium, name):
    """On a wide screen, where the panel stands beside the chat, and on a phone, by day and by night."""
    async with browsing(chromium, 1280, 844, fails=name == "too late") as page:
        await opens(page, stage, name)
        for width, scheme in ((1280, "light"), (1280, "dark"), (390, "dark")):
            await page.set_viewport_size({"width": width, "height": 844})
            await page.emulate_media(color_scheme=scheme)
            assert await flaws(page) == []


async def opens(page, stage, name):
    """Open a page and wait until all of it is there."""
    await page.goto(stage.base + PAGES[name](stage))
    await page.get_by_role("heading").first.wait_for(state="attached")
    if name in CHATS:
        await page.locator(".bubble").last.wait_for()


async def test_the_permission_is_for_everybody(stage, chromium):
    """The page that asks once, in English."""
    async with browsing(chromium, 390, 844) as page:
        await page.context.add_cookies([{"name": "language", "value": "en", "url": stage.base}])
        await page.goto(stage.base + gosuslugi(stage))
        await page.get_by_role("button", name="Тестова").first.click()
        await page.get_by_role("button", name="Allow").wait_for()
        assert await flaws(page) == []
        assert await page.get_by_text("mobile phone").count() == 0


@pytest.mark.parametrize("name", sorted(PAGES.keys() - {"both"}))
async def test_no_word_is_broken_on_the_narrowest_screen(stage, chromium, name):
    """195 px are a phone whose owner has doubled the size of everything; nothing scrolls sideways."""
    async with browsing(chromium, 195, 422, fails=name == "too late") as page:
        await opens(page, stage, name)
        await picture(page, f"narrow-{name}.png")
        assert await broken_words(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 195


async def test_a_label_stands_in_one_line(stage, chromium):
    """As Telegram shows it: what is wider than 150 px in half a row ends in «…», and is read out whole."""
    async with browsing(chromium, 390, 844) as page:
        await page.goto(f"{stage.base}/?user=anna")
        button = page.get_by_role("button", name=ROWS[1][0]["text"], exact=True)
        await button.wait_for()
        short = await page.get_by_role("button", name="Прикрепления", exact=True).bounding_box()
        assert (await button.bounding_box())["height"] == short["height"]
        label = button.locator(".label")
        assert await label.evaluate(IS_CUT)
        fitting = page.get_by_role("button", name="Изменить: отчество", exact=True).locator(".label")
        assert not await fitting.evaluate(IS_CUT)


async def test_a_moment_stands_in_its_line(stage, chromium):
    """A date-time entity is a part of the text, as big as what is around it."""
    async with browsing(chromium, 390, 844) as page:
        await page.goto(f"{stage.base}/?user=anna")
        moment = page.get_by_text("30 ноября")
        await moment.wait_for()
        look = "one => ['float', 'fontSize', 'color'].map((name) => getComputedStyle(one)[name])"
        assert await moment.evaluate(look) == await page.get_by_text("Стоматологическая").evaluate(look)


async def test_emma_reads_english(stage, chromium):
    """The page, the tips and the way to the other language; names and numbers stay as they are written."""
    async with browsing(chromium, 1280, 844) as page:
        await page.goto(f"{stage.base}/?user=emma")
        await page.locator(".bubble").last.wait_for()
        assert await page.get_attribute("html", "lang") == "en"
        await page.get_by_role("heading", name="What to try", exact=True).wait_for()
        for tip in await page.locator("#tips details").all():
            await tip.evaluate("one => { one.open = true; }")
            said = await tip.locator("p, dt").all_inner_texts()
            assert not [words for words in said if CYRILLIC.search(words.replace("Тестова Ева", ""))]
        shown = await page.locator(".head, .input, .panel-head, .hint, h1, h2").all_inner_texts()
        assert not [
            words
            for words in shown
            if CYRILLIC.search(words.replace("Доктор73", "").replace("По-русски", ""))
        ]
        await page.get_by_role("link", name="По-русски").click()
        await page.get_by_role("heading", name="Что попробовать", exact=True).wait_for()
        assert await page.get_attribute("html", "lang") == "ru"
