"""The sign-in through Gosuslugi, there and back, and every attack on it that we know of."""

import asyncio
import re

import pytest

from storage.database import Database
from storage.key_ring import KeyRing
from tests.form import ANNA
from tests.journeys.browser import browser, link_of
from tests.journeys.house import house


async def rows(tmp_path, statement):
    database = await Database.open(tmp_path / "bot.db", KeyRing.load(tmp_path / "keys.json").vault())
    try:
        return await database.write(lambda tx: tx.rows(statement))
    finally:
        await database.close()


async def age(tmp_path, seconds):
    database = await Database.open(tmp_path / "bot.db", KeyRing.load(tmp_path / "keys.json").vault())
    statement = "UPDATE sign_in SET expires_at = expires_at - ?"
    await database.write(lambda tx: tx.execute(statement, seconds))
    await database.close()


@pytest.mark.parametrize("provider", ["direct", "gateway"])
async def test_a_person_imports_himself_without_typing(tmp_path, provider):
    """«О себе», yes, sign in, back, «Добавить в картотеку», «Добавить карточку», «Даю согласие»."""
    async with house(tmp_path, ESIA_PROVIDER=provider) as home, browser() as chrome:
        anna = home.person("anna")
        link = await link_of(anna, "О себе")
        page = await chrome.get(link)
        assert "<bdi>Анна</bdi>" in page.text
        assert "<bdi>@anna_demo</bdi>" in page.text
        done = await chrome.signs_in(link, "p1")
        assert done.url.endswith("/esia/done")
        await anna.answers(f"/start {done.ticket}", "Данные с Госуслуг получены")
        await anna.presses("Добавить в картотеку: Анна", "Проверьте карточку")
        await anna.presses("Добавить карточку", "Согласие")
        anna.taps("Даю согласие")
        assert "поликлиника № 1" in await anna.reads("прикрепления найдены")
        assert "Подтверждена Госуслугами" in await anna.presses("Просмотреть карточку", "Карточка")
        await anna.presses("Записи на приём", "Предстоящих записей нет")
        assert "Приём состоялся" in await anna.presses("Прошедшие", "Прошедшие записи")
        assert not any("Тестова" in line or done.ticket in line for line in home.errors)


async def test_a_parent_imports_two_children(tmp_path):
    """The first child is added in three taps, the next in two; who is there already is marked."""
    async with house(tmp_path) as home, browser() as chrome:
        anna = home.person("anna")
        done = await chrome.signs_in(await link_of(anna, "Данные детей"), "p1")
        await anna.answers(f"/start {done.ticket}", "Данные детей с Госуслуг получены")
        await anna.presses("Добавить в картотеку: Ева", "Проверьте карточку")
        assert "законный представитель" in await anna.presses("Добавить карточку", "ребёнка")
        anna.taps("Даю согласие")
        await anna.reads("прикрепления найдены")
        assert "Марк" in await anna.presses("Добавить ещё: Тестов М., 2024", "ребёнка")
        anna.taps("Даю согласие")
        await anna.sees(lambda: sum("прикрепления найдены" in m["text"] for m in anna.seen()) == 2)
        await anna.answers("/cards", "2 карточки")


async def test_each_refusal_has_its_words_and_a_way_back(tmp_path):
    """Refused, unconfirmed, overloaded, down: told plainly, nothing imported, typing goes on."""
    async with house(tmp_path) as home:
        for number, (key, agree, words) in enumerate(
            (
                ("p1", "no", "не разрешили передать данные"),
                ("p2", "yes", "Учётная запись не подтверждена"),
                ("p4", "yes", "не отвечают"),
                ("p11", "yes", "не подтверждена"),
            )
        ):
            person = home.person(700 + number)
            async with browser() as chrome:
                page = await chrome.signs_in(await link_of(person, "О себе"), key, agree)
            assert words in page.text
            assert "Вернуться в Telegram" in page.text
        person = home.person(777)
        link = await link_of(person, "О себе")
        home.esia.registration = home.esia.registration.__class__("OTHER", frozenset(), frozenset(), "x")
        async with browser() as chrome:
            page = await chrome.post(link, answer="yes")
        assert page.status == 400
        await person.answers("/add", "Шаг 1")


async def test_partial_consent_asks_for_what_is_missing(tmp_path):
    """Documents withheld: the form asks for the polis, everything else is filled in."""
    async with house(tmp_path) as home, browser() as chrome:
        egor = home.person("boris")
        done = await chrome.signs_in(await link_of(egor, "О себе"), "p6")
        await egor.answers(f"/start {done.ticket}", "Данные с Госуслуг получены")
        assert "•••-•••-404 09" in await egor.presses("Добавить в картотеку", "Проверьте карточку")


async def test_a_later_import_offers_to_update(tmp_path):
    """A card whose data changed is updated, one that is the same is only shown."""
    async with house(tmp_path) as home, browser() as chrome:
        anna = home.person("anna")
        await anna.adds_card(ANNA | {"birth_date": "13.10.1979"})
        await anna.reads("прикрепления найдены")
        done = await chrome.signs_in(await link_of(anna, "О себе"), "p1")
        anna.says(f"/start {done.ticket}")
        await anna.presses("Обновить карточку", "Изменение карточки")
        await anna.presses("Сохранить", "Карточка сохранена")


async def test_a_forwarded_link_brings_the_attacker_nothing(tmp_path):
    """The victim signs in with Anna's link: nobody gets the data, and both are told (RFC 10027)."""
    async with house(tmp_path) as home, browser() as victims:
        anna, boris = home.person("anna"), home.person("boris")
        done = await victims.signs_in(await link_of(anna, "О себе"), "p5")
        await boris.answers("/start", "Здравствуйте")
        await boris.answers(f"/start {done.ticket}", "чужой вход")
        await anna.reads("отменён")
        assert not any("Зубова" in m["text"] for m in [*anna.seen(), *boris.seen()])
        anna.says(f"/start {done.ticket}")
        await anna.reads("уже использован")
        assert await rows(tmp_path, "SELECT sealed FROM sign_in WHERE sealed <> x''") == []


async def test_looking_and_crossing_sites_spends_nothing(tmp_path):
    """GET and HEAD have no effect; a form from another site is refused; «no» ends the attempt."""
    async with house(tmp_path) as home, browser() as chrome:
        anna = home.person("anna")
        link = await link_of(anna, "О себе")
        for _ in range(3):
            assert (await chrome.get(link)).status == 200
            async with chrome.session.head(link) as response:
                assert response.status == 200
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
            assert (await chrome.post(link, answer="yes", headers=headers)).status == 403
        async with chrome.session.post(
            link, data={"answer": "yes"}, headers={"Origin": "https://evil.example"}
        ) as response:
            assert response.status == 403
        assert "Данные никому не переданы" in (await chrome.post(link, answer="no")).text
        await anna.reads("отменён")
        assert (await chrome.post(link, answer="yes")).status == 410


async def test_state_and_code_need_the_cookie_of_the_same_browser(tmp_path):
    """ESIA's address, taken to a victim's browser: nothing is exchanged, and the attempt is over for good."""
    async with house(tmp_path) as home, browser() as attackers, browser() as victims:
        anna = home.person("anna")
        link = await link_of(anna, "О себе")
        start = await attackers.post(link, answer="yes", follow=False)
        esia = await victims.get(start.headers["Location"])
        form = {"login": "+79020000001", "password": "demo"}
        await victims.post(esia.url, **form)
        back = await victims.post(esia.url, follow=False, **form, agree="yes")
        callback = back.headers["Location"]
        page = await victims.get(callback)
        assert "начат не здесь" in page.text
        assert (page.status, "?" in page.url) == (400, False)
        await anna.reads("отменён")
        stolen = await attackers.get(callback)
        assert "начат не здесь" in stolen.text
        assert len(home.esia.codes) == 1
        assert not home.esia.tokens


async def test_of_twenty_callbacks_one_wins_and_junk_costs_nothing(tmp_path):
    """A state is spent once; random states, codes and tokens never reach ESIA."""
    async with house(tmp_path) as home, browser() as chrome:
        anna = home.person("anna")
        start = await chrome.post(await link_of(anna, "О себе"), answer="yes", follow=False)
        state = re.search(r"state=([\w-]+)", start.headers["Location"])[1]
        base = home.environment["PUBLIC_URL"]
        callback = f"{base}/esia/callback?state={state}&error=access_denied"
        pages = await asyncio.gather(*(chrome.get(callback) for _ in range(20)))
        assert sum("не получилось" in page.text for page in pages) == 1
        for path in (
            "callback?code=x&state=y",
            "start/nonsense",
            "done",
            "callback",
            "callback?code=x&code=y",
        ):
            page = await chrome.get(f"{base}/esia/{path}")
            assert page.status in {400, 410}
            assert "Вернуться в Telegram" in page.text
        assert not home.esia.tokens


async def test_links_and_tickets_expire(tmp_path):
    """Ten minutes for the link, five for the ticket; a second use is refused."""
    async with house(tmp_path) as home, browser() as chrome:
        anna = home.person("anna")
        link = await link_of(anna, "О себе")
        await age(tmp_path, 601)
        assert (await chrome.get(link)).status == 410
        done = await chrome.signs_in(await link_of(anna, "О себе"), "p1")
        await age(tmp_path, 301)
        await anna.answers(f"/start {done.ticket}", "устарел")
        done = await chrome.signs_in(await link_of(anna, "О себе"), "p1")
        await anna.answers(f"/start {done.ticket}", "Данные с Госуслуг получены")
        await anna.answers(f"/start {done.ticket}", "уже использован")


async def test_a_second_attempt_ends_the_first_and_there_are_a_few_an_hour(tmp_path):
    """The old link is dead; the seventh one is not made."""
    async with house(tmp_path) as home, browser() as chrome:
        anna = home.person("anna")
        first = await link_of(anna, "О себе")
        second = await link_of(anna, "О себе")
        assert first != second
        assert (await chrome.get(first)).status == 410
        for _ in range(4):
            await link_of(anna, "О себе")
        anna.says("/cards")
        await anna.presses("О себе", "слишком часто")


async def test_every_page_is_strict(tmp_path):
    """CSP, no-referrer, no-store, nosniff; a name is escaped; redirects have fixed targets."""
    async with house(tmp_path) as home, browser() as chrome:
        anna = home.person("anna")
        chat = home.telegram.chat("anna")
        chat.user = chat.user.__class__(
            chat.user.id, "<script>alert(1)</script>", "anna_demo", "+79020000001"
        )
        link = await link_of(anna, "О себе")
        async with chrome.session.get(link) as response:
            text, headers = await response.text(), response.headers
        assert "<script>" not in text
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        start = await chrome.post(f"{link}?next=//evil.example", answer="yes", follow=False)
        assert start.headers["Location"].startswith(home.esia.base_url)
        assert "HttpOnly" in start.headers["Set-Cookie"]
        assert "SameSite=Lax" in start.headers["Set-Cookie"]
        english = await chrome.get(
            f"{home.environment['PUBLIC_URL']}/esia/done", headers={"Accept-Language": "en-GB"}
        )
        assert "no longer valid" in english.text


async def test_a_second_telegram_account_is_noticed(tmp_path):
    """Who signed in before is told when the same person signs in for somebody else's account."""
    async with house(tmp_path) as home, browser() as chrome, browser() as safari:
        anna, boris = home.person("anna"), home.person("boris")
        first = await chrome.signs_in(await link_of(anna, "О себе"), "p1")
        await anna.answers(f"/start {first.ticket}", "Данные с Госуслуг получены")
        second = await safari.signs_in(await link_of(boris, "О себе"), "p1")
        await boris.answers(f"/start {second.ticket}", "Данные с Госуслуг получены")
        await anna.reads("ещё из одного аккаунта")
