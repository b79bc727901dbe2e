"""A person's browser, as far as the sign-in needs one."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx

from sandbox.esia.accounts import PASSWORD

REDIRECT_URI = "http://127.0.0.1:8073/esia/callback"


class Browser:
    """Opens pages and presses buttons; stops where it is sent back to the bot."""

    def __init__(self):
        self.http = httpx.AsyncClient(trust_env=False, verify=False)

    async def open(self, url):
        """Follow redirects within ESIA; return a page's response, or the query that comes back to us."""
        return await self._arrive(await self.http.get(url))

    async def sign_in(self, page, login, **answers):
        """Sign in on *page* as the account with *login*, agreeing or not if asked."""
        form = {"login": login, "password": PASSWORD}
        arrived = await self._arrive(await self.http.post(page.url, data=form))
        if isinstance(arrived, str) or "agree" not in arrived.text:
            return arrived
        form["agree"] = answers.get("agree", "yes")
        return await self._arrive(await self.http.post(page.url, data=form))

    async def _arrive(self, response):
        while response.is_redirect:
            target = urljoin(str(response.url), response.headers["Location"])
            if target.startswith(REDIRECT_URI):
                return urlsplit(target).query
            response = await self.http.get(target)
        return response


def field(query, name):
    return parse_qs(query)[name][0]


def words(page):
    """Return what a page says, without markup."""
    return re.sub(r"<style>.*?</style>|<[^>]+>|\s+", " ", page.text, flags=re.DOTALL)
