"""The sign-in's pages in a browser: who may go on with an attempt, and what stays in the address bar."""

import re

import pytest
from yarl import URL

from tests.bot.sign_in_door import opened, signs_in
from tests.journeys.browser import browser

SECRETS = re.compile(r"[?&](code|state|error|start)=|/start/")
BACK = "Вернуться в Telegram"


@pytest.fixture
async def door(database, made):
    async with opened(database, made) as one:
        yield one


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
        assert "выйдите" not in first.text  # of one's own phone
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


@pytest.mark.parametrize("way", ["gateway", "direct"])
async def test_a_stolen_code_fits_no_attempt_of_the_thief(database, made, chat, other_chat, way):
    """A victim's browser does not reach us, and the address with the unspent code is sent to the thief."""
    async with opened(database, made, way) as door, browser() as his, browser() as hers:
        address, _ = await door.begin(hers, chat)
        code = URL(await signs_in(hers, address)).query["code"]
        _, state = await door.begin(his, other_chat)
        page = await his.get(URL(f"{door.base}/esia/callback").with_query(code=code, state=state))
        assert (page.status, page.url) == (400, f"{door.base}/esia/done")
        assert "start=" not in page.text
        assert not door.esia.tokens
        assert "начните" in (await other_chat.reads()).lower()


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


async def test_a_form_that_is_too_large_is_not_read(door, chat):
    """It holds one word; a megabyte of drops from a stranger kept everybody waiting. The link stays good."""
    async with browser() as chrome:
        link = await door.link(chat)
        assert (await chrome.post(link, answer="yes", more="x" * 2000, follow=False)).status == 413
        assert (await chrome.post(link, answer="yes", follow=False)).status == 303
