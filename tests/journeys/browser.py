"""A browser without a screen: follows redirects by itself, keeps cookies, fills in forms."""

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape

import aiohttp

from sandbox.esia.accounts import ACCOUNTS, PASSWORD

BY_KEY = {account.person.key: account for account in ACCOUNTS}


@dataclass
class Page:
    """What came: status, address, headers and text."""

    status: int
    url: str
    headers: dict
    text: str
    raw: str = ""

    @property
    def ticket(self) -> str:
        """The ticket in the link back into the chat."""
        return re.search(r'href="[^"]*\?start=([\w-]+)"', self.text)[1]


@dataclass
class Browser:
    """One browser's cookies."""

    session: aiohttp.ClientSession

    async def get(self, url, **more):
        async with self.session.get(url, **more) as response:
            return await _page(response)

    async def post(self, url, *, headers=None, follow=True, **form):
        asked = {"Sec-Fetch-Site": "same-origin"} | (headers or {})
        async with self.session.post(url, data=form, headers=asked, allow_redirects=follow) as response:
            return await _page(response)

    async def signs_in(self, link: str, key: str, agree: str = "yes") -> Page:
        """Say yes on our page, sign in at Gosuslugi as a person, and return where that ends."""
        page = await self.post(link, answer="yes")
        form = {"login": BY_KEY[key].login, "password": PASSWORD}
        page = await self.post(page.url, **form)
        if 'name="agree"' in page.text:
            page = await self.post(page.url, **form, agree=agree)
        return page


async def _page(response) -> Page:
    raw = await response.text()
    return Page(response.status, str(response.url), dict(response.headers), unescape(raw), raw)


@asynccontextmanager
async def browser():
    """Open a browser with an empty jar."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Browser(session)


async def link_of(person, label: str) -> str:
    """Press «О себе» or «Данные детей» and return the link that the bot offers."""
    await person.answers("/cards", "Картотека")
    person.taps(label)
    await person.reads("Войдите через Госуслуги")
    for message in reversed(person.seen()):
        for row in message["buttons"]:
            for button in row:
                if "url" in button:
                    return button["url"]
    raise AssertionError("no link")
