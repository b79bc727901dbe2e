"""What the sign-in's pages show of an account, and what binds them to https and to their own origin."""

import re
from html import unescape

import pytest

from tests.bot.sign_in_door import opened, signs_in
from tests.journeys.browser import browser

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@pytest.fixture
async def door(database, made):
    async with opened(database, made) as one:
        yield one


IMPOSTORS = {
    "a name that ends like a username": ("Анна (@anna_demo)", None),
    "a name with a username of another": ("Анна (@anna_demo)", "mallory"),
    "marks that turn the line": ("Анна \u202e(omed_anna@)\u202c", None),
    "isolates and zero widths": ("\u2066Ан\u200bна\u2069\u00ad (\ufeff@anna_demo)", None),
    "a username on a line of its own": ("Анна\n@anna_demo", None),
    "HTML of the page": ("Анна</bdi></dd><dt>Имя пользователя</dt><dd>@anna_demo", None),
}


@pytest.mark.parametrize("name", IMPOSTORS)
async def test_no_name_makes_the_page_another_accounts(door, chat, name):
    """Name and username stand apart, and who has none is said to have none."""
    chat.name, chat.username = "Анна", "anna_demo"
    async with browser() as chrome:
        honest = described((await chrome.get(await door.link(chat))).raw)
        chat.name, chat.username = IMPOSTORS[name]
        false = described((await chrome.get(await door.link(chat))).raw)
    assert honest == ["Анна", "@anna_demo"]
    assert false[1] == ("@mallory" if chat.username else "нет имени пользователя")
    assert not UNSEEN.search(false[0])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\u3164\u200b\u2800", "имя не указано"),
        ("А" * 300, "А" * 64),
        ("А" + "\u0301" * 50 + "нна", "А\u0301\u0301нна"),
        ("<b>Анна</b> & Ко", "<b>Анна</b> & Ко"),
        ("  Анна\t\n Мария ", "Анна Мария"),
    ],
)
async def test_a_name_is_shown_as_it_can_be_read(door, chat, name, shown):
    """Nothing unseen, nothing endless, nothing that paints over the page."""
    chat.name = name
    async with browser() as chrome:
        assert described((await chrome.get(await door.link(chat))).raw)[0] == shown


def described(text):
    """Return what the page says of the account: name and username."""
    return [unescape(one) for one in re.findall(r"<dd><bdi>(.*?)</bdi></dd>", text)]


@pytest.mark.parametrize("public_url", ["https://bot.example", "HTTPS://Bot.Example:443/"])
async def test_over_https_cookie_and_transport_are_bound(database, made, chat, public_url):
    """``Secure``, ``__Host-``, ``HttpOnly``, ``SameSite``, no ``Domain``, and HSTS on every page."""
    async with opened(database, made, public_url=public_url) as door, browser() as chrome:
        page = await chrome.post(await door.link(chat), answer="yes", follow=False)
        cookie, *attributes = page.headers["Set-Cookie"].split("; ")
        assert re.fullmatch(r"__Host-sign-in=[\w-]{43}", cookie)
        assert sorted(attributes) == ["HttpOnly", "Max-Age=900", "Path=/", "SameSite=Lax", "Secure"]
        assert (page.status, page.headers["Location"].startswith(door.esia.base_url)) == (303, True)
        for path in ("start/nothing", "callback?code=x", "done", "ended/expired", "page.css"):
            page = await chrome.get(f"{door.base}/esia/{path}", allow_redirects=False)
            assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_over_https_only_the_prefixed_cookie_counts(database, made, chat):
    """A sibling domain can plant ``sign-in``, but not ``__Host-sign-in``."""
    async with opened(database, made, public_url="https://bot.example") as door, browser() as chrome:
        page = await chrome.post(await door.link(chat), answer="yes", follow=False)
        value = page.headers["Set-Cookie"].partition(";")[0].partition("=")[2]
        callback = await signs_in(chrome, page.headers["Location"])
        planted = await chrome.get(callback, headers={"Cookie": f"sign-in={value}"})
        assert "начат не здесь" in planted.text
        page = await chrome.post(await door.link(chat), answer="yes", follow=False)
        value = page.headers["Set-Cookie"].partition(";")[0].partition("=")[2]
        callback = await signs_in(chrome, page.headers["Location"])
        cookie = {"Cookie": f"__Host-sign-in={value}"}
        await chrome.get(callback, headers=cookie, allow_redirects=False)
        assert (await chrome.get(f"{door.base}/esia/done", headers=cookie)).ticket


async def test_on_loopback_nothing_insists_on_https(door, chat):
    """The demo has no certificate."""
    async with browser() as chrome:
        page = await chrome.post(await door.link(chat), answer="yes", follow=False)
        assert page.headers["Set-Cookie"].startswith("sign-in=")
        assert "Secure" not in page.headers["Set-Cookie"]
        assert "Strict-Transport-Security" not in page.headers


ORIGINS = {
    ("https://bot.example", "https://bot.example"): 303,
    ("HTTPS://Bot.Example:443", "https://bot.example"): 303,
    ("https://bot.example", "https://bot.example:8443"): 403,
    ("https://bot.example", "http://bot.example"): 403,
    ("https://bot.example", "https://evil.example"): 403,
    ("https://bot.example", "null"): 403,
}


@pytest.mark.parametrize("pair", ORIGINS)
async def test_a_form_of_another_origin_is_refused(database, made, chat, pair):
    """Where a browser sends no Fetch Metadata, by Origin, however the operator wrote our own."""
    public_url, origin = pair
    async with opened(database, made, public_url=public_url) as door, browser() as chrome:
        asked = {"data": {"answer": "yes"}, "headers": {"Origin": origin}, "allow_redirects": False}
        async with chrome.session.post(await door.link(chat), **asked) as response:
            assert response.status == ORIGINS[pair]
