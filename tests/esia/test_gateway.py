"""The gateway's provider against the stand-in's other face."""

import uuid

import pytest
from aiohttp import web

from esia.callback import parse_callback
from esia.errors import EsiaMisconfigured, EsiaRefused, EsiaReplyMalformed
from esia.gateway import EsiaGateway
from esia.wire import Wire
from patient.card import CardField
from sandbox.esia.accounts import ACCOUNTS
from tests.esia.browser import field
from tests.esia.conftest import CLIENT, now
from tests.servers import serving

ANNA, NO_POLIS, _, UNCONFIRMED, _, WITHHELD, *_ = ACCOUNTS


@pytest.fixture
async def gateway(stand_in):
    one = EsiaGateway(Wire(stand_in.base_url), CLIENT, "gate-secret", now)
    yield one
    await one.aclose()


async def signed_in(gateway, browser, account):
    page = await browser.open(await gateway.authorization_url(str(uuid.uuid4())))
    return await gateway.fetch(parse_callback(await browser.sign_in(page, account.login)))


async def test_a_person_comes_with_children(gateway, browser):
    """One call tells all."""
    anna = await signed_in(gateway, browser, ANNA)
    assert (anna.trusted, anna.oid, len(anna.children)) == (True, "1000000001", 2)
    assert anna.person.next_field() is None


async def test_what_is_withheld_or_missing_is_asked(gateway, browser):
    """As with ESIA itself."""
    assert (await signed_in(gateway, browser, NO_POLIS)).person.next_field() is CardField.POLIS
    assert (await signed_in(gateway, browser, WITHHELD)).children == ()
    assert not (await signed_in(gateway, browser, UNCONFIRMED)).trusted


async def test_the_state_comes_back_and_a_code_works_once(gateway, browser):
    """Plain OAuth 2.0."""
    state = str(uuid.uuid4())
    page = await browser.open(await gateway.authorization_url(state))
    query = await browser.sign_in(page, ANNA.login)
    assert field(query, "state") == state
    await gateway.fetch(parse_callback(query))
    with pytest.raises(EsiaRefused) as refusal:
        await gateway.fetch(parse_callback(query))
    assert refusal.value.key == "esia.start_again"


async def test_a_wrong_secret_is_the_operators_matter(stand_in, browser):
    """The person can do nothing about it."""
    other = EsiaGateway(Wire(stand_in.base_url), CLIENT, "wrong", now)
    with pytest.raises(EsiaMisconfigured, match="invalid_client"):
        await signed_in(other, browser, ANNA)
    await other.aclose()


@pytest.mark.parametrize(
    ("token", "person"),
    [
        ({}, {}),
        ({"access_token": 5}, {}),
        ({"access_token": "a\r\nX: y"}, {}),
        ({"access_token": "a"}, {}),
        ({"access_token": "a"}, {"info": []}),
        ({"access_token": "a"}, {"info": {}}),
        ({"access_token": "a"}, {"info": {"oid": "../1"}}),
        ({"access_token": "a"}, {"info": {"oid": "1" * 100}}),
    ],
)
async def test_answers_of_another_shape_are_refused(token, person):
    """No token, no person, no number of the person."""
    app = web.Application()
    app.router.add_post("/auth/token", answering(token))
    app.router.add_post("/auth/userinfo", answering(person))
    async with serving(app) as base:
        gateway = EsiaGateway(Wire(base), CLIENT, "secret", now)
        with pytest.raises(EsiaReplyMalformed):
            await gateway.fetch("code")
        await gateway.aclose()


def answering(content):
    async def answer(_):
        return web.json_response(content)

    return answer


async def test_the_secret_is_not_in_the_address(gateway):
    """It goes with the token request only."""
    url = await gateway.authorization_url("state")
    assert "gate-secret" not in url
