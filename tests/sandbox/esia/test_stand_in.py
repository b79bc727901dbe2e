"""The stand-in keeps ESIA's rules: whoever breaks one is refused with the right code."""

import subprocess
import uuid
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from esia.openssl import OpensslGost
from esia.signature import AUTHORIZE, EXCHANGE, base64url, signed_string, timestamp
from sandbox.esia.accounts import ACCOUNTS, find_account
from sandbox.esia.keys import DemoKeys, write_keys
from tests.esia.browser import REDIRECT_URI, field, words
from tests.esia.conftest import CLIENT, SCOPE, now
from tests.esia.forge import VERIFIER

ANNA, REFUSED = ACCOUNTS[0], ACCOUNTS[-1]


class Forger:
    """Makes requests that are right but for what is changed before or after the signature."""

    def __init__(self, stand_in, signer, browser):
        self.stand_in, self.signer, self.browser = stand_in, signer, browser

    async def signed(self, order, before, after):
        fields = {
            "client_id": CLIENT.client_id,
            "scope": SCOPE,
            "timestamp": timestamp(now()),
            "state": str(uuid.uuid4()),
            "redirect_uri": REDIRECT_URI,
        } | before
        secret = base64url(await self.signer.sign(signed_string(order, fields)))
        proof = {
            "client_secret": secret,
            "client_certificate_hash": self.signer.certificate.hash_by(OpensslGost()),
        }
        return fields | proof | after

    async def authorize(self, before=None, **after):
        """Return the query that comes back, or the page."""
        more = {"response_type": "code", "access_type": "online"} | after
        query = urlencode(await self.signed(AUTHORIZE, before or {}, more))
        return await self.browser.open(f"{self.stand_in.base_url}/aas/oauth2/v2/ac?{query}")

    async def exchange(self, code, before=None, **after):
        """Return the token endpoint's answer."""
        more = {"grant_type": "authorization_code", "token_type": "Bearer"} | after
        form = await self.signed(EXCHANGE, {"code": code} | (before or {}), more)
        return (await self.browser.http.post(f"{self.stand_in.base_url}/aas/oauth2/v3/te", data=form)).json()

    async def code(self):
        """Return a fresh code and the state that it was asked for with."""
        query = await self.browser.sign_in(await self.authorize(), ANNA.login)
        return field(query, "code"), field(query, "state")


@pytest.fixture
def forger(stand_in, signer, browser):
    return Forger(stand_in, signer, browser)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ({}, {"client_secret": "AAAA"}, "ESIA-007053"),
        ({}, {"client_secret": "=" * 86}, "ESIA-007053"),
        ({}, {"client_secret": ""}, "ESIA-007014"),
        ({}, {"client_certificate_hash": "0" * 64}, "ESIA-007053"),
        ({}, {"scope": "openid"}, "ESIA-007053"),
        ({}, {"state": str(uuid.uuid4())}, "ESIA-007053"),
        ({"state": "1"}, {}, "ESIA-007014"),
        ({"scope": "openid usr_org"}, {}, "ESIA-007013"),
        ({"scope": "fullname"}, {}, "ESIA-007013"),
        ({"timestamp": "2013.01.25 14:36:11 +0400"}, {}, "ESIA-007015"),
        ({"timestamp": "yesterday"}, {}, "ESIA-007015"),
        ({}, {"response_type": "token"}, "ESIA-007014"),
        ({}, {"access_type": ""}, "ESIA-007014"),
    ],
)
async def test_a_wrong_request_comes_back_with_its_code(forger, before, after, code):
    """To the address of return, with the state, as ESIA does."""
    query = await forger.authorize(before, **after)
    assert field(query, "error_description").startswith(code)
    assert field(query, "state")


@pytest.mark.parametrize("seconds", [-30, 59])
async def test_a_minute_either_way_is_on_time(forger, seconds):
    """The stand-in's own choice: ESIA's is not published. Half of the earlier one is for a busy machine."""
    page = await forger.authorize({"timestamp": timestamp(now() + timedelta(seconds=seconds))})
    assert "Вход" in words(page)


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ({"client_id": "OTHER"}, "ESIA-007005"),
        ({"redirect_uri": "https://elsewhere.example/"}, "ESIA-007023"),
    ],
)
async def test_a_stranger_gets_a_page_and_no_redirect(forger, before, code):
    """An address that is not registered is never called."""
    page = await forger.authorize(before)
    assert (page.status_code, code in page.text) == (400, True)


async def test_a_code_is_traded_once(forger):
    """Tokens, lifetime as a text, and the state of the token request come back; then nothing more."""
    code, _ = await forger.code()
    answer = await forger.exchange(code)
    assert {"access_token", "id_token", "state", "expires_in"} <= set(answer)
    assert (await forger.exchange(code))["error_description"].startswith("ESIA-007011")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"scope": "openid"}, {}, "ESIA-007014"),
        ({}, {"redirect_uri": "https://elsewhere.example/"}, "ESIA-007023"),
        ({}, {"client_secret": "AAAA"}, "ESIA-007053"),
        ({}, {"grant_type": "password"}, "ESIA-007014"),
        ({"timestamp": "2013.01.25 14:36:11 +0400"}, {}, "ESIA-007015"),
    ],
)
async def test_a_wrong_token_request_is_refused(forger, before, after, expected):
    """The same scopes and address as before, a signature over six fields, the present time."""
    code, _ = await forger.code()
    refusal = await forger.exchange(code, before, **after)
    assert refusal["error_description"].startswith(expected)


async def test_the_browsers_state_is_no_state_of_the_token_request(forger):
    """The manual wants two; and a code that nobody gave is refused."""
    code, state = await forger.code()
    assert (await forger.exchange(code, {"state": state}))["error_description"].startswith("ESIA-007014")
    assert (await forger.exchange("unknown"))["error_description"].startswith("ESIA-007011")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_id": "OTHER"}, "ESIA-007005"),
        ({"redirect_uri": "https://elsewhere.example/"}, "ESIA-007023"),
        ({"response_type": "token"}, "invalid_request"),
        ({"provider": "cpg_oauth"}, "invalid_request"),
        ({"state": ""}, "invalid_request"),
    ],
)
async def test_the_gateway_keeps_its_rules_too(stand_in, browser, change, code):
    """A wrong request is not sent back, and a token that nobody gave opens nothing."""
    fields = {
        "client_id": CLIENT.client_id,
        "redirect_uri": REDIRECT_URI,
        "response_type": "code",
        "provider": "esia_oauth",
        "scope": SCOPE,
        "state": "1",
    }
    page = await browser.open(f"{stand_in.base_url}/auth/authorize?{urlencode(fields | change)}")
    assert (page.status_code, page.text) == (400, code)
    answer = await browser.http.post(
        f"{stand_in.base_url}/auth/userinfo", headers={"Authorization": "Bearer x"}
    )
    assert answer.status_code == 401


async def test_the_page_says_what_the_portals_guide_shows(forger):
    """The words of the guide, and the accounts to try; nothing is loaded from elsewhere."""
    page = await forger.authorize()
    text = words(page)
    for expected in (
        "госуслуги",
        "Доступ к сервисам электронного правительства",
        "Вход",
        "«Доктор73»",
        "Мобильный телефон или почта",
        "Пароль",
        "Войти",
        "Чужой компьютер",
        "Восстановить пароль",
        *(account.person.surname for account in ACCOUNTS),
    ):
        assert expected in text
    assert not any(word in page.text for word in ("http:", "https:", "<script", "//"))
    assert page.headers["Cache-Control"] == "no-store"


async def test_permission_is_asked_once(forger, browser):
    """The first time two taps, then one; who has refused is asked again."""
    first = await browser.sign_in(await forger.authorize(), ANNA.login, agree="no")
    assert field(first, "error") == "access_denied"
    page = await forger.authorize()
    form = {"login": ANNA.login, "password": "demo"}
    asked = await browser.http.post(page.url, data=form)
    assert "Разрешить" in asked.text
    assert "Отказать" in asked.text
    assert (await browser.http.post(page.url, data=form | {"agree": "yes"})).is_redirect
    again = await forger.authorize()
    assert (await browser.http.post(again.url, data=form)).is_redirect


async def test_a_wrong_password_is_asked_again(forger, browser):
    """The attempt stays open; one that is spent or unknown does not."""
    page = await forger.authorize()
    for login, password in ((ANNA.login, "wrong"), ("nobody", "demo"), ("", "")):
        answer = await browser.http.post(page.url, data={"login": login, "password": password})
        assert (answer.status_code, "Неверный" in answer.text) == (401, True)
    await browser.sign_in(page, ANNA.login)
    assert (await browser.http.get(page.url)).status_code == 404
    assert (await browser.http.post(page.url, data={"login": ANNA.login})).status_code == 404


@pytest.mark.parametrize("typed", ["+79020000001", "89020000001", "8 (902) 000-00-01", "9020000001"])
def test_a_phone_is_found_however_it_is_typed(typed):
    """As on the real page."""
    assert find_account(typed) is ANNA


async def test_resources_need_their_token_and_scope(stand_in, forger):
    """Another person's, a forged token, a scope that was not asked for."""
    query = await forger.browser.sign_in(await forger.authorize({"scope": "openid fullname"}), ANNA.login)
    answer = await forger.exchange(field(query, "code"), {"scope": "openid fullname"})
    token, oid = answer["access_token"], ANNA.oid
    for path, bearer, status in (
        (f"{oid}", token, 200),
        (f"{oid}/docs?embed=(elements)", token, 403),
        (f"{oid + 1}", token, 403),
        (f"{oid}", token[:-4], 401),
        (f"{oid}/nothing", token, 404),
    ):
        url = f"{stand_in.base_url}/rs/prns/{path}"
        got = await forger.browser.http.get(url, headers={"Authorization": f"Bearer {bearer}"})
        assert got.status_code == status
    person = (
        await forger.browser.http.get(
            f"{stand_in.base_url}/rs/prns/{oid}", headers={"Authorization": f"Bearer {token}"}
        )
    ).json()
    assert person["lastName"] == "Тестова"
    assert "snils" not in person


async def test_the_stand_in_may_be_mounted_anywhere(provider):
    """Its redirects are relative."""
    url = await provider.authorization_url(str(uuid.uuid4()), VERIFIER)
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        answer = await http.get(url)
    assert answer.headers["Location"].startswith("../../../login/")
    assert dict(parse_qsl(urlsplit(url).query))["access_type"] == "online"


def test_the_demos_certificate_is_one_for_openssl(engine, tmp_path):
    """Built by hand, checked by another hand: signature, dates, key."""
    files = write_keys(DemoKeys.fresh(), tmp_path)
    verify = ["openssl", "verify", "-engine", "gost", "-CAfile", files.certificate, files.certificate]
    assert b"OK" in subprocess.run(verify, capture_output=True, check=True).stdout
    show = ["openssl", "pkey", "-engine", "gost", "-in", files.private_key, "-noout", "-text"]
    assert b"Private key" in subprocess.run(show, capture_output=True, check=True).stdout
