"""Sending a link to somebody, as t.me/share/url offers it."""

import html
import re
from urllib.parse import urlencode

import aiohttp

from sandbox.telegram.app import telegram_app
from sandbox.telegram.server import Telegram
from tests.servers import serving


async def test_a_link_is_sent_to_one_of_the_people():
    """Each person's link opens the same chat with the same payload, as that person."""
    async with serving(telegram_app(Telegram())) as base, aiohttp.ClientSession() as session:
        link = f"{base}/t.me/doctor73_demo_bot?start=fam_x"
        async with session.get(f"{base}/t.me/share/url?{urlencode({'url': link, 'text': '<b>'})}") as page:
            text = await page.text()
        assert "<b>" not in text
        links = [html.unescape(found) for found in re.findall(r'href="([^"]+)"', text)]
        assert "/t.me/doctor73_demo_bot?start=fam_x&user=boris_demo" in links
        async with session.get(base + links[0]) as page:
            assert page.status == 200


async def test_only_links_into_the_chat_are_sent():
    """Anything else is refused."""
    async with serving(telegram_app(Telegram())) as base, aiohttp.ClientSession() as session:
        for link in ("", "javascript:alert(1)", "https://evil.example/"):
            async with session.get(f"{base}/t.me/share/url", params={"url": link}) as page:
                assert page.status == 400
