"""The provider against servers that answer badly: late, huge, as HTML, elsewhere, or with a cookie."""

import asyncio
import gzip
import json
import logging

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from esia.direct import TOKEN_PATH, DirectEsia
from esia.errors import EsiaError, EsiaMisconfigured, EsiaRefused, EsiaReplyMalformed, EsiaUnavailable
from esia.token_keys import TokenKeys
from esia.tokens import TokenVerifier
from esia.wire import ANSWER_BYTES, Wire
from tests.esia.conftest import CLIENT, now
from tests.esia.forge import ISSUER, OID, access, identity, signed
from tests.servers import serving


class Server:
    """Answers the token request with tokens that are right, and everything else as told."""

    def __init__(self, keys):
        self.keys = keys
        self.answers = {}
        self.asked = []

    def app(self):
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        return app

    async def answer(self, request):
        self.asked.append((request.path, dict(request.headers)))
        form = await request.post()
        answer = self.answers.get(request.path.lstrip("/"))
        if answer is None:
            answer = self.tokens if request.path.endswith("te") else lambda _: web.json_response({})
        made = answer(form)
        return await made if asyncio.iscoroutine(made) else made

    def tokens(self, form):
        tokens = {"id_token": signed(identity(), self.keys.rsa), "access_token": signed(access(), self.keys.rsa)}
        return web.json_response(tokens | {"state": form["state"], "expires_in": "3600"})

    def says(self, path, **answer):
        self.answers[path] = lambda _: web.Response(**answer)

    def says_json(self, path, content, status=200):
        self.answers[path] = lambda _: web.json_response(content, status=status)


@pytest.fixture
def server(keys):
    return Server(keys)


@pytest.fixture
async def provider(server, signer, files):
    verifier = TokenVerifier(TokenKeys(files.token_keys), ISSUER, CLIENT.client_id, now)
    async with serving(server.app()) as base:
        esia = DirectEsia(Wire(base, call_seconds=0.5), CLIENT, signer, verifier, now)
        server.base = base
        yield esia
        await esia.aclose()


PERSON = f"rs/prns/{OID}"


async def test_a_person_of_whom_esia_tells_nothing_is_still_somebody(provider):
    """Empty objects everywhere: nothing is known, nothing breaks."""
    found = await provider.fetch("code")
    assert (found.oid, found.trusted, found.children) == (str(OID), True, ())


BAD_ANSWERS = {
    "HTML with 200": ({"text": "<html>", "content_type": "text/html"}, EsiaReplyMalformed),
    "HTML with 403": ({"text": "<html>", "content_type": "text/html", "status": 403}, EsiaReplyMalformed),
    "HTML with 502": ({"text": "<html>", "content_type": "text/html", "status": 502}, EsiaUnavailable),
    "too many requests": ({"status": 429}, EsiaUnavailable),
    "a redirect": ({"status": 302, "headers": {"Location": "/elsewhere"}}, EsiaReplyMalformed),
    "nothing": ({"text": ""}, EsiaReplyMalformed),
    "half of JSON": ({"text": '{"id_token":'}, EsiaReplyMalformed),
    "a list": ({"text": "[]"}, EsiaReplyMalformed),
    "nested without end": ({"text": "[" * 100_000}, EsiaReplyMalformed),
    "no tokens": ({"text": "{}"}, EsiaReplyMalformed),
    "too much": ({"body": b"x" * (ANSWER_BYTES + 1)}, EsiaReplyMalformed),
    "too much, packed": (
        {"body": gzip.compress(b"x" * 10_000_000), "headers": {"Content-Encoding": "gzip"}},
        EsiaReplyMalformed,
    ),
    "badly packed": ({"body": b"x" * 50, "headers": {"Content-Encoding": "gzip"}}, EsiaUnavailable),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
async def test_a_bad_answer_to_the_token_request_is_sorted(server, provider, name):
    """By what the person can do next."""
    answer, kind = BAD_ANSWERS[name]
    server.says(TOKEN_PATH, **answer)
    with pytest.raises(kind):
        await provider.fetch("code")


async def test_refusals_of_the_token_request_keep_their_code(server, provider):
    """With 400, as RFC 6749 says, or with 200, as some proxies make of it."""
    for status in (400, 401, 200):
        refusal = {"error": "invalid_grant", "error_description": "ESIA-007011: spent", "state": "x"}
        server.says_json(TOKEN_PATH, refusal, status)
        with pytest.raises(EsiaRefused, match="ESIA-007011"):
            await provider.fetch("code")
    server.says_json(TOKEN_PATH, {"error": ["x"], "error_description": 5}, 400)
    with pytest.raises(EsiaRefused, match="unknown"):
        await provider.fetch("code")


async def test_an_answer_to_another_request_is_refused(server, provider):
    """The state of the token request has to come back."""
    for state in ("another", None):
        server.answers[TOKEN_PATH] = lambda form, state=state: web.json_response(
            json.loads(server.tokens(form).text) | {"state": state}
        )
        with pytest.raises(EsiaReplyMalformed, match="token_state"):
            await provider.fetch("code")


async def test_late_answers_end_within_their_time(server, provider):
    """A server that never ends costs one call's time."""
    server.answers[PERSON] = lambda _: asyncio.sleep(5, web.json_response({}))
    with pytest.raises(EsiaUnavailable):
        await asyncio.wait_for(provider.fetch("code"), 3)


async def test_a_server_that_drips_is_cut_off(server, provider):
    """One byte at a time keeps no connection open for ever."""

    async def drip(request):
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.05)

    app = web.Application()
    app.router.add_post("/{path:.*}", drip)
    async with serving(app) as base:
        wire = Wire(base, call_seconds=0.5)
        with pytest.raises(EsiaUnavailable):
            await asyncio.wait_for(wire.post("te", {}), 3)
        await wire.aclose()


async def test_nobody_there_is_unavailable(provider):
    """A refused connection, and a name that does not exist."""
    for url in ("http://127.0.0.1:1", "http://nobody.invalid"):
        wire = Wire(url, call_seconds=1)
        with pytest.raises(EsiaUnavailable):
            await wire.post("te", {})
        await wire.aclose()


@pytest.mark.parametrize("tail", ["ctts", "docs", "kids"])
@pytest.mark.parametrize("status", [403, 404])
async def test_one_withheld_resource_costs_only_itself(server, provider, tail, status):
    """The person's own data stay, whatever the body of the refusal is."""
    server.says_json(PERSON, {"firstName": "Анна", "trusted": False})
    server.says(f"{PERSON}/{tail}", status=status, text="<html>")
    found = await provider.fetch("code")
    assert found.person.to_json()["given_name"] == "Анна"
    assert not found.trusted


async def test_a_withheld_person_is_trusted_by_the_token(server, provider):
    """Without the scope for the name ESIA may refuse /rs/prns itself."""
    server.says(PERSON, status=403)
    assert (await provider.fetch("code")).trusted


async def test_failures_of_a_resource_end_the_fetch(server, provider):
    """A half import would look like a whole one: better to start again."""
    for status, kind in ((500, EsiaUnavailable), (401, EsiaReplyMalformed), (204, EsiaReplyMalformed)):
        server.says(f"{PERSON}/docs", status=status)
        with pytest.raises(kind):
            await provider.fetch("code")


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/rs/prns/1",
        "http://127.0.0.1:1/rs/prns/1",
        "//elsewhere.example/1",
        "{base}.elsewhere.example/1",
        "{base}@elsewhere.example/1",
        "file:///etc/passwd",
        "http://[",
    ],
)
async def test_the_token_goes_nowhere_else(server, provider, link):
    """Links are followed within ESIA's address only."""
    server.says_json(f"{PERSON}/docs", {"elements": [link.format(base=server.base)]})
    with pytest.raises(EsiaReplyMalformed, match="link"):
        await provider.fetch("code")


async def test_a_collection_without_end_is_refused(server, provider):
    """Nobody has a thousand documents."""
    server.says_json(f"{PERSON}/docs", {"elements": [{}] * 1000})
    with pytest.raises(EsiaReplyMalformed, match="elements"):
        await provider.fetch("code")


async def test_documents_of_a_child_are_asked_for_where_they_did_not_come(server, provider):
    """By the child's id, if it looks like one."""
    server.says_json(f"{PERSON}/kids", {"elements": [{"id": 7, "firstName": "Ева"}, {"id": "../1"}, "x", None]})
    document = {"type": "MDCL_PLCY", "number": "7397089771999991"}
    server.says_json(f"{PERSON}/kids/7/docs", {"elements": [document]})
    with pytest.raises(EsiaReplyMalformed):
        await provider.fetch("code")
    server.says_json(f"{PERSON}/kids", {"elements": [{"id": 7, "firstName": "Ева"}, {"id": "../1"}, None]})
    first, second = (await provider.fetch("code")).children
    assert first.to_json()["polis"]["number"] == "7397089771999991"
    assert second.to_json() == {}


async def test_no_cookie_of_one_person_goes_with_another(server, provider):
    """The connections are shared, sessions are not."""
    server.says(PERSON, text="{}", headers={"Set-Cookie": "session=1; Path=/"})
    await provider.fetch("code")
    await provider.fetch("code")
    assert not any("Cookie" in headers for _, headers in server.asked)


async def test_tokens_and_names_stay_out_of_the_log(server, provider, caplog):
    """Neither in a line nor in an error."""
    caplog.set_level(logging.DEBUG)
    server.says_json(PERSON, {"lastName": "Тестова"})
    await provider.fetch("very-secret-code")
    server.says(f"{PERSON}/docs", text="Тестова")
    with pytest.raises(EsiaReplyMalformed) as failure:
        await provider.fetch("very-secret-code")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("esia")]
    told = f"{ours} {failure.value} {failure.value.__cause__}"
    assert not any(secret in told for secret in ("secret-code", "Тестова", "eyJ", str(OID)))


async def test_no_call_is_made_when_nothing_can_be_signed(server, provider, files):
    """The code stays unspent."""
    provider._signer = type(provider._signer)(provider._signer.certificate, files.private_key, "/nonexistent")
    with pytest.raises(EsiaMisconfigured):
        await provider.fetch("code")
    assert server.asked == []


@given(body=st.binary(max_size=200), status=st.sampled_from([200, 201, 204, 301, 400, 403, 404, 418, 500]))
def test_no_body_breaks_the_wire(body, status):
    """Bytes of any kind become an object or our own error."""
    from esia.wire import _object

    try:
        assert isinstance(_object(status, body), dict)
    except EsiaError as error:
        assert error.code.startswith("http_")
