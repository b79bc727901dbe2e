"""The sign-in's pages in a browser: who may go on with an attempt, and what stays in the address bar."""

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from aiohttp import web
from yarl import URL

from bot.web.sign_in import Addresses, SignInPages
from esia.gateway import EsiaGateway
from esia.provider import Client
from esia.wire import Wire
from handlers.ground.config import ChatAddress
from patient.account import Account
from patient.card import OwnerId
from patient.sign_in import Whose
from sandbox.demo import SCOPES
from sandbox.esia.accounts import PASSWORD
from sandbox.esia.app import esia_app
from sandbox.esia.keys import make_demo_keys
from sandbox.esia.rules import Registration
from sandbox.esia.state import Esia
from storage.sign_ins import SignIns
from tests.chat import Chat
from tests.journeys.browser import BY_KEY, Browser, browser
from tests.journeys.house import free_port
from tests.servers import serving

SECRETS = re.compile(r"[?&](code|state|error|start)=|/start/")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
BACK = "Вернуться в Telegram"
CHAT = "https://t.me/doctor73_test_bot"


@dataclass
class Door:
    """The pages on a free port, before the sandbox's gateway."""

    base: str
    database: Any
    esia: Esia

    async def link(self, chat: Chat) -> str:
        """Begin as a button in *chat* does."""
        account = Account.of(chat.name, chat.username)
        token = await self.database.write(
            lambda tx: SignIns(tx).offer(OwnerId(chat.user), Whose.SELF, account)
        )
        return f"{self.base}/esia/start/{token}"

    async def begin(self, chrome: Browser, chat: Chat) -> tuple[str, str]:
        """Say yes; return ESIA's address and the state in it."""
        page = await chrome.post(await self.link(chat), answer="yes", follow=False)
        address = page.headers["Location"]
        return address, re.search(r"[?&]state=([\w-]+)", address)[1]

    async def audit(self) -> list[str]:
        """Return what was done, as the audit log has it."""
        rows = await self.database.write(
            lambda tx: tx.rows("SELECT action FROM audit WHERE action <> 'audit.keyed' ORDER BY seq")
        )
        return [action for (action,) in rows if action.startswith("sign_in.")]


@pytest.fixture(scope="session")
def demo_keys(tmp_path_factory):
    return make_demo_keys(tmp_path_factory.mktemp("keys"))[0]


@asynccontextmanager
async def opened(database, demo_keys, public_url=None):
    """Serve pages and gateway; *public_url* is what the operator set, by default where they are."""
    port = free_port()
    callback = f"http://127.0.0.1:{port}/esia/callback"
    esia = Esia(demo_keys, Registration("DOCTOR73", frozenset({callback}), frozenset(SCOPES), "secret"))
    async with serving(esia_app(esia)) as esia.base_url:
        client = Client("DOCTOR73", callback, " ".join(SCOPES))
        provider = EsiaGateway(Wire(esia.base_url), client, "secret", lambda: datetime.now(UTC))
        places = Addresses(
            public_url or f"http://127.0.0.1:{port}", esia.base_url, "https://t.me", ChatAddress(CHAT)
        )
        app = web.Application()
        app.add_subapp("/esia", SignInPages(database, provider, places).application())
        async with serving(app, port) as base:
            yield Door(base, database, esia)
        await provider.aclose()


@pytest.fixture
async def door(database, demo_keys):
    async with opened(database, demo_keys) as one:
        yield one


async def signs_in(chrome, address, key="p1"):
    """Sign in at Gosuslugi; return the address of the callback, where the browser has not gone yet."""
    page = await chrome.get(address)
    form = {"login": BY_KEY[key].login, "password": PASSWORD}
    first = await chrome.post(page.url, follow=False, **form)
    if "Location" in first.headers:
        return first.headers["Location"]
    return (await chrome.post(page.url, follow=False, agree="yes", **form)).headers["Location"]


def is_clean(page):
    return not SECRETS.search(page.url)


async def test_the_ticket_comes_home_by_a_clean_address(door, chat):
    """The whole way; asking again for what has come leads to it, and exchanges nothing."""
    async with browser() as chrome:
        address, _ = await door.begin(chrome, chat)
        callback = await signs_in(chrome, address)
        first, again = await chrome.get(callback), await chrome.get(callback)
        assert first.url == again.url == f"{door.base}/esia/done"
        assert first.ticket == again.ticket
        assert "Данные с Госуслуг получены" in await chat.says(f"/start {first.ticket}")
        spent = await chrome.get(callback)
        assert (spent.status, is_clean(spent)) == (400, True)


async def test_a_victims_callback_ends_the_attackers_attempt(door, chat):
    """The attacker keeps the cookie and sends on ESIA's address; what comes back is worthless to him."""
    async with browser() as attacker, browser() as victim:
        address, _ = await door.begin(attacker, chat)
        callback = await signs_in(victim, address, "p5")
        raw = await victim.get(callback, allow_redirects=False)
        assert raw.status == 303
        page = await victim.get(callback)
        assert is_clean(page)
        assert "начат не здесь" in page.text
        assert "не пересылайте" in page.text
        assert BACK in page.text
        told = await chat.reads()
        assert "отменён" in told
        assert "другому человеку" in told
        assert await door.audit() == ["sign_in.exposed"]
        for _ in range(2):
            assert "ticket" not in (stolen := await attacker.get(callback)).text
            assert (stolen.status, is_clean(stolen)) == (400, True)
        assert "больше не действует" in (await attacker.get(f"{door.base}/esia/done")).text
        assert len(door.esia.codes) == 1  # nobody has exchanged it
        assert await chat.reads() == ""


@pytest.mark.parametrize(
    "more", ["code=x", "error=access_denied", "error=x&error_description=ESIA-007004", ""]
)
async def test_whatever_comes_with_a_known_state_ends_it_elsewhere(door, chat, more):
    """A code, ESIA's error, or neither: the state is known to somebody else, so it is spent for good."""
    async with browser() as chrome, browser() as other:
        address, state = await door.begin(chrome, chat)
        page = await other.get(f"{door.base}/esia/callback?state={state}&{more}")
        assert (page.status, is_clean(page), "начат не здесь" in page.text) == (400, True, True)
        assert "отменён" in await chat.reads()
        page = await chrome.get(await signs_in(chrome, address))
        assert (page.status, is_clean(page)) == (400, True)
        assert not door.esia.tokens


async def test_the_cookie_of_another_attempt_is_a_wrong_one(door, chat, other_chat):
    """Anna's state in Boris's browser ends Anna's attempt; his own goes on."""
    async with browser() as hers, browser() as his:
        _, state = await door.begin(hers, chat)
        address, _ = await door.begin(his, other_chat)
        await his.get(f"{door.base}/esia/callback?state={state}&code=x")
        assert "отменён" in await chat.reads()
        assert await other_chat.reads() == ""
        assert (await his.get(await signs_in(his, address))).ticket


@pytest.mark.parametrize(
    "state", ["", "00000000-0000-4000-8000-000000000000", "x" * 5000, "%00", "%ed%a0%80"]
)
async def test_a_state_that_nobody_has_ends_nobodys_attempt(door, chat, state):
    """Whoever guesses, guesses 122 bits; the address is cleaned all the same."""
    async with browser() as chrome, browser() as other:
        address, _ = await door.begin(chrome, chat)
        for one in (chrome, other):
            page = await one.get(URL(f"{door.base}/esia/callback?code=x&state={state}", encoded=True))
            assert (page.status, is_clean(page), BACK in page.text) == (400, True, True)
        assert await chat.reads() == ""
        assert await door.audit() == []
        assert (await chrome.get(await signs_in(chrome, address))).ticket


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("error=access_denied&error_description=ESIA-007004%3A+x", "не разрешили"),
        ("error=access_denied&error_description=ESIA-007055%3A+x", "не подтверждена"),
        ("error=access_denied&error_description=ESIA-009999%3A+x", "ESIA-009999"),
        ("error=server_error&error_description=ESIA-007008", "не отвечают"),
        ("code=a&code=b", "начните заново"),
        ("code=junk", "начните заново"),
    ],
)
async def test_a_failure_is_told_at_a_clean_address(door, chat, query, words):
    """In the browser that began, and once in the chat; the state is spent, nothing is exchanged twice."""
    async with browser() as chrome:
        _, state = await door.begin(chrome, chat)
        callback = f"{door.base}/esia/callback?state={state}&{query}"
        raw = await chrome.get(callback, allow_redirects=False)
        assert (raw.status, raw.headers["Location"]) == (303, "/esia/done")
        page = await chrome.get(f"{door.base}/esia/done")
        assert words in page.text
        assert BACK in page.text
        assert "не получилось" in await chat.reads()
        again = await chrome.get(callback)
        assert (again.status, is_clean(again)) == (400, True)
        assert await chat.reads() == ""


async def test_parameters_that_a_browser_lost_are_told_at_a_clean_address(door, chat):
    """Some in-app browsers cut them off; the attempt itself stays open."""
    async with browser() as chrome:
        address, state = await door.begin(chrome, chat)
        for query in ("", f"?state={state}", "?state=x"):
            page = await chrome.get(f"{door.base}/esia/callback{query}")
            assert (page.status, is_clean(page), "потерял" in page.text) == (400, True, True)
        assert (await chrome.get(await signs_in(chrome, address))).ticket


async def test_a_look_at_the_callback_has_no_effect(door, chat):
    """Scanners ask for the head of an address before a person opens it."""
    async with browser() as chrome, browser() as scanner:
        address, _ = await door.begin(chrome, chat)
        callback = await signs_in(chrome, address)
        async with scanner.session.head(callback) as response:
            assert response.status == 405
        assert (await chrome.get(callback)).ticket


async def test_a_spent_link_leads_to_a_clean_address(door, chat):
    """Said no, said yes, never offered: the start token is gone from the address bar too."""
    async with browser() as chrome:
        link = await door.link(chat)
        page = await chrome.post(link, answer="no")
        assert (page.status, is_clean(page), "Данные никому не переданы" in page.text) == (200, True, True)
        assert "отменён" in await chat.reads()
        for page in (
            await chrome.post(link, answer="yes"),
            await chrome.post(link, answer="no"),
            await chrome.get(link),
        ):
            assert (page.status, is_clean(page), BACK in page.text) == (410, True, True)
        assert await door.audit() == ["sign_in.refused"]


async def test_an_end_that_nobody_has_is_no_page_of_ours_to_fill(door):
    """What stands in the path is never shown."""
    async with browser() as chrome:
        page = await chrome.get(f"{door.base}/esia/ended/<b>canary")
        assert page.status == 404
        assert "canary" not in page.text


async def test_a_page_in_between_looks_again_by_itself(door, chat, database):
    """While Gosuslugi answers slowly, a second look does not say that the sign-in is over."""
    async with browser() as chrome:
        _, state = await door.begin(chrome, chat)
        await database.write(lambda tx: tx.execute("UPDATE sign_in SET stage = 'returned', state = NULL"))
        page = await chrome.get(f"{door.base}/esia/callback?code=x&state={state}")
        assert "Получаем данные" in page.text
        assert page.headers["Refresh"] == "2"
        assert is_clean(page)


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
async def test_over_https_cookie_and_transport_are_bound(database, demo_keys, chat, public_url):
    """``Secure``, ``__Host-``, ``HttpOnly``, ``SameSite``, no ``Domain``, and HSTS on every page."""
    async with opened(database, demo_keys, public_url) as door, browser() as chrome:
        page = await chrome.post(await door.link(chat), answer="yes", follow=False)
        cookie, *attributes = page.headers["Set-Cookie"].split("; ")
        assert re.fullmatch(r"__Host-sign-in=[\w-]{43}", cookie)
        assert sorted(attributes) == ["HttpOnly", "Max-Age=900", "Path=/", "SameSite=Lax", "Secure"]
        assert (page.status, page.headers["Location"].startswith(door.esia.base_url)) == (303, True)
        for path in ("start/nothing", "callback?code=x", "done", "ended/expired", "page.css"):
            page = await chrome.get(f"{door.base}/esia/{path}", allow_redirects=False)
            assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_over_https_only_the_prefixed_cookie_counts(database, demo_keys, chat):
    """A sibling domain can plant ``sign-in``, but not ``__Host-sign-in``."""
    async with opened(database, demo_keys, "https://bot.example") as door, browser() as chrome:
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
async def test_a_form_of_another_origin_is_refused(database, demo_keys, chat, pair):
    """Where a browser sends no Fetch Metadata, by Origin, however the operator wrote our own."""
    public_url, origin = pair
    async with opened(database, demo_keys, public_url) as door, browser() as chrome:
        asked = {"data": {"answer": "yes"}, "headers": {"Origin": origin}, "allow_redirects": False}
        async with chrome.session.post(await door.link(chat), **asked) as response:
            assert response.status == ORIGINS[pair]
