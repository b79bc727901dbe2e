"""The gateway's provider against the stand-in's other face."""

import asyncio
import gzip
import uuid
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from esia.callback import parse_callback
from esia.errors import EsiaMisconfigured, EsiaRefused, EsiaReplyMalformed, EsiaUnavailable
from esia.gateway import EsiaGateway
from esia.wire import ANSWER_BYTES, Wire
from patient import fields
from sandbox.esia.accounts import ACCOUNTS
from tests.esia.browser import field
from tests.esia.conftest import CLIENT, now
from tests.esia.forge import STATE, VERIFIER, identity, unsigned
from tests.servers import PATIENCE, serving

ANNA, NO_POLIS, _, UNCONFIRMED, _, WITHHELD, *_ = ACCOUNTS


@pytest.fixture
async def gateway(stand_in):
    one = EsiaGateway(Wire(stand_in.base_url), CLIENT, "gate-secret", now)
    yield one
    await one.aclose()


async def signed_in(gateway, browser, account):
    page = await browser.open(await gateway.authorization_url(str(uuid.uuid4()), VERIFIER))
    return await gateway.fetch(parse_callback(await browser.sign_in(page, account.login)), VERIFIER, STATE)


async def test_a_person_comes_with_children(gateway, browser):
    """One call tells all."""
    anna = await signed_in(gateway, browser, ANNA)
    assert (anna.trusted, anna.oid, len(anna.children)) == (True, "1000000001", 2)
    assert anna.person.tells_enough


async def test_what_is_withheld_or_missing_is_asked(gateway, browser):
    """As with ESIA itself."""
    assert (await signed_in(gateway, browser, NO_POLIS)).person.next_field() is fields.POLIS
    assert (await signed_in(gateway, browser, WITHHELD)).children == ()
    assert not (await signed_in(gateway, browser, UNCONFIRMED)).trusted


async def test_the_state_comes_back_and_a_code_works_once(gateway, browser):
    """Plain OAuth 2.0."""
    state = str(uuid.uuid4())
    page = await browser.open(await gateway.authorization_url(state, VERIFIER))
    query = await browser.sign_in(page, ANNA.login)
    assert field(query, "state") == state
    await gateway.fetch(parse_callback(query), VERIFIER, STATE)
    with pytest.raises(EsiaRefused) as refusal:
        await gateway.fetch(parse_callback(query), VERIFIER, STATE)
    assert refusal.value.key == "esia.start_again"


async def test_a_wrong_secret_is_the_operators_matter(stand_in, browser):
    """The person can do nothing about it."""
    other = EsiaGateway(Wire(stand_in.base_url), CLIENT, "wrong", now)
    with pytest.raises(EsiaMisconfigured, match="invalid_client"):
        await signed_in(other, browser, ANNA)
    await other.aclose()


def token_of(**claims):
    """An answer to the token request, with an identity token whose signature nobody can check."""
    return {"access_token": "a", "id_token": unsigned(identity(**claims), "RS256", "AAAA")}


GOOD = {"access_token": "a"}
ODD_ANSWERS = {
    "no token": ({}, {}, "token_form"),
    "a number for a token": ({"access_token": 5}, {}, "token_form"),
    "an empty token": ({"access_token": ""}, {}, "token_form"),
    "a header in the token": ({"access_token": "a\r\nX: y"}, {}, "token_form"),
    "a token of other letters": ({"access_token": "жетон"}, {}, "token_form"),
    "a token of another type": (GOOD | {"token_type": "mac"}, {}, "token_type"),
    "no person": (GOOD, {}, "userinfo"),
    "a list for a person": (GOOD, {"info": []}, "userinfo"),
    "a person without a number": (GOOD, {"info": {}}, "userinfo_oid"),
    "a path for a number": (GOOD, {"info": {"oid": "../1"}}, "userinfo_oid"),
    "a number without end": (GOOD, {"info": {"oid": "1" * 100}}, "userinfo_oid"),
    "digits of another script": (GOOD, {"info": {"oid": "١٢٣"}}, "userinfo_oid"),
    "letters of another script": (GOOD, {"info": {"oid": "оид"}}, "userinfo_oid"),
    "full-width digits": (GOOD, {"sub": "１", "info": {}}, "userinfo_oid"),
    "a line break": (GOOD, {"sub": "1\n", "info": {}}, "userinfo_oid"),
    "true": (GOOD, {"info": {"oid": True}}, "userinfo_oid"),
    "a list for a number": (GOOD, {"info": {"oid": [1]}}, "userinfo_oid"),
    "two persons": (GOOD, {"sub": "2", "info": {"oid": 1}}, "userinfo_other_person"),
    "a token of another person": (token_of(sub=2), {"sub": "1", "info": {"oid": 1}}, "userinfo_other_person"),
    "a token of nobody": (token_of(sub=None), {"sub": "1", "info": {}}, "userinfo_oid"),
    "an identity that is none": (GOOD | {"id_token": "x"}, {"sub": "1", "info": {}}, "token_form"),
    "an identity of nonsense": (GOOD | {"id_token": "a.!.b"}, {"sub": "1", "info": {}}, "token_form"),
    "a list for an identity": (GOOD | {"id_token": [1]}, {"sub": "1", "info": {}}, "token_form"),
}
SAME_PERSON = {
    "by the answer alone": (GOOD, {"info": {"oid": 1}}),
    "by the subject alone": (GOOD, {"sub": "1", "info": {}}),
    "by all three": (token_of(sub=1), {"sub": "1", "info": {"oid": "1"}}),
    "with a type in capitals": (GOOD | {"token_type": "BEARER"}, {"sub": "1", "info": {}}),
    "with an odd life": (GOOD | {"expires_in": ["x"], "expires_at": "never"}, {"sub": "1", "info": {}}),
    "with a life that is over": (GOOD | {"expires_in": -5, "expires_at": 1}, {"sub": "1", "info": {}}),
}


@asynccontextmanager
async def answering_gateway(token, person):
    """A gateway that answers thus, and the provider that asks it."""
    app = web.Application()
    app.router.add_post("/auth/token", answering(token))
    app.router.add_post("/auth/userinfo", answering(person))
    async with serving(app) as base:
        gateway = EsiaGateway(Wire(base, call_seconds=PATIENCE), CLIENT, "secret", now)
        yield gateway
        await gateway.aclose()


@pytest.mark.parametrize("name", ODD_ANSWERS)
async def test_answers_of_another_shape_are_refused(name):
    """No token, no person, no number of the person, or two of them."""
    token, person, code = ODD_ANSWERS[name]
    async with answering_gateway(token, person) as gateway:
        with pytest.raises(EsiaReplyMalformed, match=f"^{code}$"):
            await gateway.fetch("code", VERIFIER, STATE)


@pytest.mark.parametrize("name", SAME_PERSON)
async def test_the_numbers_that_are_told_must_be_one(name):
    """Of the token and of the answer, as many as there are."""
    async with answering_gateway(*SAME_PERSON[name]) as gateway:
        assert (await gateway.fetch("code", VERIFIER, STATE)).oid == "1"


async def test_a_code_is_bound_to_who_began(gateway, browser):
    """PKCE: the code alone, caught on its way, opens nothing."""
    url = await gateway.authorization_url(str(uuid.uuid4()), VERIFIER)
    assert VERIFIER not in url
    assert field(urlsplit(url).query, "code_challenge_method") == "S256"
    code = parse_callback(await browser.sign_in(await browser.open(url), ANNA.login))
    with pytest.raises(EsiaRefused, match="invalid_grant"):
        await gateway.fetch(code, VERIFIER[::-1], STATE)


ELSEWHERE = {"Location": "/elsewhere"}
BAD_ANSWERS = {
    "a page": ({"text": "<html>"}, EsiaReplyMalformed),
    "a page with 502": ({"text": "<html>", "status": 502}, EsiaUnavailable),
    "JSON with 503": ({"text": "{}", "status": 503}, EsiaUnavailable),
    "too many requests": ({"text": "{}", "status": 429}, EsiaUnavailable),
    "a redirect": ({"status": 302, "headers": {"Location": "/elsewhere"}}, EsiaReplyMalformed),
    "a redirect that keeps the form": (
        {"status": 307, "headers": {"Location": "/elsewhere"}},
        EsiaReplyMalformed,
    ),
    "a name twice": ({"text": '{"access_token": "a", "access_token": "b"}'}, EsiaReplyMalformed),
    "NaN": ({"text": '{"access_token": "a", "expires_in": NaN}'}, EsiaReplyMalformed),
    "too much": ({"text": '{"access_token": "a"}' + " " * ANSWER_BYTES}, EsiaReplyMalformed),
    "packed": (
        {"body": gzip.compress(b'{"access_token": "a"}'), "headers": {"Content-Encoding": "gzip"}},
        EsiaReplyMalformed,
    ),
    "an odd refusal": ({"text": '{"error": ["x"], "error_description": 5}', "status": 400}, EsiaRefused),
    "a refusal without a word": ({"text": "{}", "status": 400}, EsiaRefused),
}


@pytest.mark.parametrize("path", ["/auth/token", "/auth/userinfo"])
@pytest.mark.parametrize("name", BAD_ANSWERS)
async def test_authlib_is_kept_to_our_wire(path, name):
    """The limits of ESIA's wire hold for both calls of a gateway, whatever the library would do by itself."""
    answer, kind = BAD_ANSWERS[name]
    asked = []

    async def serve(request):
        asked.append((request.path, dict(request.headers), dict(await request.post())))
        if request.path == path:
            return web.Response(**answer)
        return web.json_response({"access_token": "a", "sub": "1", "info": {}})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", serve)
    async with serving(app) as base:
        gateway = EsiaGateway(Wire(base, call_seconds=PATIENCE), CLIENT, "secret", now)
        with pytest.raises(kind):
            await gateway.fetch("code", VERIFIER, STATE)
        await gateway.aclose()
    assert asked[-1][0] == path
    assert {headers["Accept-Encoding"] for _, headers, _ in asked} == {"identity"}
    assert asked[0][2] == {
        "grant_type": "authorization_code",
        "client_id": CLIENT.client_id,
        "client_secret": "secret",
        "redirect_uri": CLIENT.redirect_uri,
        "code": "code",
        "code_verifier": VERIFIER,
    }


async def test_no_token_and_no_cookie_of_one_person_goes_with_another():
    """The connections are shared, the sessions are not; a late answer costs one call's time."""
    asked = []

    async def serve(request):
        asked.append((request.headers.get("Authorization"), request.headers.get("Cookie")))
        token = f"token-{len(asked)}"
        answer = web.json_response({"access_token": token, "sub": "1", "info": {}})
        answer.set_cookie("session", token)
        return answer

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", serve)
    async with serving(app) as base:
        gateway = EsiaGateway(Wire(base), CLIENT, "secret", now)
        for _ in range(2):
            await gateway.fetch("code", VERIFIER, STATE)
        await gateway.aclose()
    assert asked == [(None, None), ("Bearer token-1", None), (None, None), ("Bearer token-3", None)]


async def test_a_gateway_that_does_not_answer_costs_one_calls_time():
    """Neither a server that is late nor one that is not there is waited for."""

    async def late(_):
        await asyncio.sleep(3600)

    app = web.Application()
    app.router.add_post("/auth/token", late)
    async with serving(app) as base:
        for url in (base, "http://127.0.0.1:1"):
            gateway = EsiaGateway(Wire(url, call_seconds=0.3), CLIENT, "secret", now)
            with pytest.raises(EsiaUnavailable):
                await asyncio.wait_for(gateway.fetch("code", VERIFIER, STATE), PATIENCE)
            await gateway.aclose()


def answering(content):
    async def answer(_):
        return web.json_response(content)

    return answer


async def test_the_secret_is_not_in_the_address(gateway):
    """It goes with the token request only."""
    url = await gateway.authorization_url("state", VERIFIER)
    assert "gate-secret" not in url
