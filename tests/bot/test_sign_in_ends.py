"""Every end of a sign-in: the chat tells it with the next step, the page tells the same.

No spent «Войти через Госуслуги» stays in the chat, and what a page or a message names is there to be pressed.
"""

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from bot.process import conversation
from handlers.ground.config import ChatAddress
from handlers.sign_in.jobs import end_late_sign_ins
from patient.card import OwnerId
from sandbox.esia.state import Esia
from storage.cards import Cards
from tests.bot import sign_in_door
from tests.bot.sign_in_door import CHAT
from tests.chat import Chat, adds_card
from tests.journeys.browser import browser

SIGN_IN, ANEW = "Войти через Госуслуги", "Войти ещё раз"
SIGN_OUT = "в браузере этого телефона ещё открыт"  # of who keeps the card
GUIDE = "Как получить подтверждённую учётную запись"
ERROR = "error={}&error_description={}"


@dataclass
class Door:
    """The chat of Anna, and the pages to which its links lead."""

    way: str
    base: str
    chat: Chat
    esia: Esia

    async def offered(self, label="О себе"):
        """Press «О себе» in the card file; return the link that is offered."""
        await self.chat.says("/cards")
        await self.chat.taps(label)
        (link,) = self.links
        return link

    @property
    def links(self):
        """The addresses of all sign-in buttons that stand in the chat."""
        return [
            button["url"]
            for message in self.chat.messages.values()
            for row in (message.get("reply_markup") or {}).get("inline_keyboard", [])
            for button in row
            if SIGN_IN in button["text"]
        ]

    async def callback(self, chrome, link, query):
        """Say yes, and come back from ESIA with *query*; return the page on which that ends."""
        page = await chrome.post(link, answer="yes", follow=False)
        state = re.search(r"[?&]state=([\w-]+)", page.headers["Location"])[1]
        return await chrome.get(f"{self.base}/esia/callback?state={state}&{query}")


@asynccontextmanager
async def opened(way, database, settings, made):
    """Serve the pages before the sandbox's ESIA, with the conversation that offers links to them."""
    async with sign_in_door.opened(database, made, way) as pages:
        esia = {"esia_provider": way, "esia_url": pages.esia.base_url, "esia_client_id": "DOCTOR73"}
        there = settings.model_copy(update={"public_url": pages.base, **esia})
        yield Door(
            way, pages.base, Chat(conversation(there, database, ChatAddress(CHAT)), database), pages.esia
        )


@pytest.fixture(params=["gateway", "direct"])
async def door(request, database, settings, made):
    async with opened(request.param, database, settings, made) as one:
        yield one


@pytest.fixture
async def gateway(database, settings, made):
    async with opened("gateway", database, settings, made) as one:
        yield one


def says_nothing_of_what_is_not_there(door, told):
    """Nothing is named that cannot be pressed: every «…» of the message is one of its buttons."""
    newest = door.chat.messages[max(door.chat.messages)]
    rows = newest["reply_markup"]["inline_keyboard"]
    labels = [button["text"] for row in rows for button in row]
    named = re.findall(r"«([^»]+)»", told)
    assert all(any(name in label for label in labels) for name in named), (named, labels)
    return labels


PERSONS = {  # who signs in at the sandbox, whether he agrees, what the chat says
    "refused by the person": ("p1", "no", "не разрешили передать данные"),
    "not trusted": ("p2", "yes", "не подтверждена"),
    "overloaded": ("p4", "yes", "не отвечают"),
    "only for confirmed accounts": ("p11", "yes", "не подтверждена"),
}


@pytest.mark.parametrize("end", PERSONS)
async def test_what_happens_at_gosuslugi_is_told_in_the_chat(door, end):
    """With the reason and the next steps; the spent button goes, and the one for another try works."""
    key, agree, words = PERSONS[end]
    link = await door.offered()
    async with browser() as chrome:
        page = await chrome.signs_in(link, key, agree)
        told = await door.chat.reads()
        assert words in page.text
        assert words in told
        labels = says_nothing_of_what_is_not_there(door, told)
        assert GUIDE in labels
        assert [label for label in door.chat.labels if ANEW in label] == [f"🔐 {ANEW}"]
        assert door.links == []
        again = await chrome.get(link)
        assert again.status == 410
        assert "О себе" not in again.text
    assert "Откроется страница входа" in await door.chat.taps(ANEW)
    assert len(door.links) == 1
    assert door.links != [link]


ANSWERS = {
    "the person said no": (ERROR.format("access_denied", "ESIA-007004"), "не разрешили"),
    "no word why": ("error=access_denied", "не разрешили"),
    "no confirmed account": (ERROR.format("access_denied", "ESIA-007055"), "не подтверждена"),
    "a role that we never asked for": (ERROR.format("access_denied", "ESIA-007194"), "не подтверждена"),
    "no second factor": (ERROR.format("access_denied", "ESIA-007046"), "TOTP"),
    "too late": (ERROR.format("invalid_request", "ESIA-007015"), "начните заново"),
    "the code is another's": (ERROR.format("invalid_grant", "ESIA-007011"), "начните заново"),
    "unexpected": (ERROR.format("server_error", "ESIA-007007"), "не отвечают"),
    "overloaded": ("error=temporarily_unavailable", "не отвечают"),
    "our registration": (ERROR.format("unauthorized_client", "ESIA-007005"), "не настроен"),
    "our signature": (ERROR.format("access_denied", "ESIA-007053"), "не настроен"),
    "an unknown code": (ERROR.format("access_denied", "ESIA-009999"), "ESIA-009999"),
    "an unknown word": ("error=weather", "назовите поддержке код weather"),
    "a code that nobody gave": ("code=junk", "начните заново"),
    "two codes": ("code=a&code=b", "начните заново"),
    "no code at all": ("code=", "начните заново"),
    "an endless code": (f"code={'x' * 5000}", "начните заново"),
}


@pytest.mark.parametrize("answer", ANSWERS)
async def test_each_answer_of_esia_is_told_in_the_chat(gateway, answer):
    """Whatever the redirect brings; once, however often the browser asks again."""
    door = gateway
    query, words = ANSWERS[answer]
    async with browser() as chrome:
        page = await door.callback(chrome, await door.offered("Данные детей"), query)
        told = await door.chat.reads()
        assert words in told
        assert words in page.text or "не подтверждена" in page.text
        assert (door.links, page.url) == ([], f"{door.base}/esia/done")
        says_nothing_of_what_is_not_there(door, told)
        await chrome.get(page.url)
        await chrome.get(f"{door.base}/esia/callback?{query}")
        assert await door.chat.reads() == ""
    assert "детей" in await door.chat.taps(ANEW)


async def test_esia_that_refuses_us_or_is_down_is_told(door):
    """Another registration at the token's exchange, and nobody there at all."""
    async with browser() as chrome:
        link = await door.offered()
        page = await chrome.post(link, answer="yes", follow=False)
        state = re.search(r"[?&]state=([\w-]+)", page.headers["Location"])[1]
        door.esia.registration = replace(door.esia.registration, client_id="OTHER", client_secret="x")
        await chrome.get(f"{door.base}/esia/callback?state={state}&code=x")
        assert "не получилось" in await door.chat.reads()
        assert door.links == []


async def test_a_signature_that_does_not_work_is_told(database, settings, made, tmp_path):
    """Before the browser has gone anywhere."""
    key = tmp_path / "other.pem"
    key.write_text("none")
    broken = (made[0], replace(made[1], private_key=key))
    async with opened("direct", database, settings, broken) as door, browser() as chrome:
        page = await chrome.post(await door.offered(), answer="yes")
        assert page.url == f"{door.base}/esia/done"
        assert "не настроен" in await door.chat.reads()
        assert door.links == []


async def test_a_link_that_is_under_way_says_so(gateway):
    """The button goes as soon as it is spent: whoever comes back to the chat can begin anew."""
    link = await gateway.offered()
    async with browser() as chrome:
        await chrome.post(link, answer="yes", follow=False)
        assert "Вход начат в браузере" in await gateway.chat.reads()
        assert gateway.links == []
        assert (await chrome.post(link, answer="yes")).status == 410
    assert "Откроется страница входа" in await gateway.chat.taps(ANEW)
    assert len(gateway.links) == 1


async def signs_out(door, chrome):
    """Press «Выйти из Госуслуг», which a gateway leaves to words; ESIA leads back to a page of ours."""
    *_, last = door.chat.messages.values()
    urls = [button["url"] for (button, *_) in last["reply_markup"]["inline_keyboard"] if "url" in button]
    assert bool(urls) is (door.way == "direct")
    for url in urls:
        page = await chrome.get(url)
        assert (page.status, page.url) == (200, f"{door.base}/esia/ended/signed_out")
        assert "вышли из Госуслуг" in page.text


async def test_the_person_of_a_card_is_told_what_is_asked_of_him(door, database):
    """The page names the account and what it wants; a no ends it; who signs in is asked in his own name."""
    await adds_card(door.chat)
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(door.chat.user)).owned())
    place = f"go:trust:{card.id}:0"
    await door.chat.presses(place, max(door.chat.messages))
    async with browser() as chrome:
        (link,) = door.links
        page = await chrome.get(link)
        assert "просит разрешения вести вашу карточку" in page.text
        assert "Анна" in page.text
        await chrome.post(link, answer="no")
        assert "отменён" in await door.chat.reads()
        assert "Передайте телефон" in await door.chat.taps(ANEW)
        (link,) = door.links
        await chrome.signs_in(link, "p1", "no")
        assert "не разрешили" in await door.chat.reads()
        assert "Передайте телефон" in await door.chat.taps(ANEW)
        (link,) = door.links
        done = await chrome.signs_in(link, "p5")
        assert "выйдите в этом браузере из Госуслуг" in done.text
        await door.chat.reads()
        told = await door.chat.says(f"/start {done.ticket}")
        assert "не человек с карточки" in told
        assert SIGN_OUT in told
        await signs_out(door, chrome)
        assert "Передайте телефон" in await door.chat.taps("Согласие через Госуслуги")
        (link,) = door.links
        done = await chrome.signs_in(link, "p1")
        await door.chat.reads()
        assert "Тестова Анна Петровна, вы вошли" in await door.chat.says(f"/start {done.ticket}")
        told = await door.chat.taps("Даю согласие")
        assert "Согласие сохранено" in told
        assert SIGN_OUT in told
        await signs_out(door, chrome)
    assert "Подтверждена Госуслугами" in await door.chat.taps("Просмотреть карточку")


async def test_who_comes_home_leaves_no_link_behind(door):
    """The people take the place of the message in which the sign-in stood."""
    link = await door.offered()
    async with browser() as chrome:
        done = await chrome.signs_in(link, "p1")
        await door.chat.reads()
        assert "получены" in await door.chat.says(f"/start {done.ticket}")
        assert door.links == []
        assert ANEW not in " ".join(door.chat.labels)
    told = await door.chat.says(f"/start {done.ticket}")
    assert "уже использован" in told
    says_nothing_of_what_is_not_there(door, told)


async def test_a_newer_offer_takes_the_older_ones_place(gateway):
    """One link at a time works, and one stands in the chat."""
    first = await gateway.offered()
    await gateway.chat.says("/cards")
    await gateway.chat.taps("Данные детей")
    assert len(gateway.links) == 1
    assert gateway.links != [first]


async def test_too_many_tries_leave_no_dead_link(gateway):
    """The seventh within an hour is refused; the sixth link still works and still stands."""
    for _ in range(6):
        await gateway.offered()
    standing = gateway.links
    await gateway.chat.says("/cards")
    assert "слишком часто" in await gateway.chat.taps("О себе")
    assert gateway.links == standing
    async with browser() as chrome:
        assert (await chrome.get(standing[0])).status == 200


async def age(database, seconds):
    await database.write(lambda tx: tx.execute("UPDATE sign_in SET expires_at = expires_at - ?", seconds))


LATE = {
    "nobody opened the link": ("offered", "Ссылка для входа больше не действует"),
    "the browser was closed at Gosuslugi": ("begun", "не закончен"),
    "nobody came back with the ticket": ("waiting", "не вернулись в чат"),
}


@pytest.mark.parametrize("step", LATE)
async def test_time_that_ran_out_is_told(gateway, database, step):
    """At whichever step; once, with the way to begin anew; what had come is wiped."""
    stage, words = LATE[step]
    link = await gateway.offered()
    async with browser() as chrome:
        if stage == "begun":
            await chrome.post(link, answer="yes", follow=False)
        if stage == "waiting":
            await chrome.signs_in(link, "p1")
        await gateway.chat.reads()
        await end_late_sign_ins(database)
        assert await gateway.chat.reads() == ""
        await age(database, 601)
        await end_late_sign_ins(database)
        told = await gateway.chat.reads()
        assert words in told
        assert gateway.links == []
        says_nothing_of_what_is_not_there(gateway, told) if stage != "waiting" else None
        await end_late_sign_ins(database)
        assert await gateway.chat.reads() == ""
        assert (await chrome.get(link)).status == 410
    kept = await database.write(lambda tx: tx.rows("SELECT sealed FROM sign_in WHERE length(sealed) > 0"))
    assert kept == []
    assert "Откроется страница входа" in await gateway.chat.taps(ANEW)


async def test_a_link_that_was_left_for_something_else_is_not_written_over(gateway, database):
    """The message shows the card file by now: that the link is old concerns nobody."""
    await gateway.offered()
    await gateway.chat.taps("Картотека")
    await age(database, 601)
    await end_late_sign_ins(database)
    assert await gateway.chat.reads() == ""


@pytest.mark.parametrize("end", ["the link was sent to me", "another browser", "another account"])
async def test_ends_by_others_go_with_the_link(gateway, updates, database, end):
    """No from the page, a state that came elsewhere, a ticket in another's chat: the initiator is told."""
    link = await gateway.offered()
    async with browser() as chrome, browser() as other:
        if end == "the link was sent to me":
            await chrome.post(link, answer="no")
        elif end == "another browser":
            page = await chrome.post(link, answer="yes", follow=False)
            state = re.search(r"[?&]state=([\w-]+)", page.headers["Location"])[1]
            await other.get(f"{gateway.base}/esia/callback?state={state}&code=x")
        else:
            done = await chrome.signs_in(link, "p1")
            stranger = Chat(updates, database, user=2002, name="Борис")
            assert "чужой вход" in await stranger.says(f"/start {done.ticket}")
            assert "Картотека" in " ".join(stranger.labels)
    told = await gateway.chat.reads()
    assert "отменён" in told
    assert gateway.links == []
    says_nothing_of_what_is_not_there(gateway, told)
    assert "Откроется страница входа" in await gateway.chat.taps(ANEW)
