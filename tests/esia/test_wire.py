"""The provider against servers that answer badly: late, huge, as HTML, elsewhere, or with a cookie."""

import asyncio
import gzip
import json
import logging
import resource
from urllib.parse import urlsplit

import httpx
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from esia.concurrently import in_time
from esia.direct import TOKEN_PATH
from esia.errors import EsiaError, EsiaMisconfigured, EsiaRefused, EsiaReplyMalformed, EsiaUnavailable
from esia.wire import ANSWER_BYTES, Wire, _object
from tests.esia.forge import OID, STATE, VERIFIER
from tests.esia.server import PERSON
from tests.servers import PATIENCE, serving

LOOKED_AT = Wire("https://esia.example")


@pytest.fixture
def call_seconds(request):
    """Who never answers is not waited for as long as a busy machine may take."""
    return 0.5 if "late" in request.node.name else PATIENCE


async def test_a_person_of_whom_esia_tells_nothing_is_still_somebody(client):
    """Empty objects everywhere: nothing is known, nothing breaks."""
    found = await client.fetch("code", VERIFIER, STATE)
    assert (found.oid, found.trusted, found.children) == (str(OID), True, ())


BAD_ANSWERS = {
    "HTML with 200": ({"text": "<html>", "content_type": "text/html"}, EsiaReplyMalformed),
    "HTML with 403": ({"text": "<html>", "content_type": "text/html", "status": 403}, EsiaReplyMalformed),
    "HTML with 502": ({"text": "<html>", "content_type": "text/html", "status": 502}, EsiaUnavailable),
    "too many requests": ({"status": 429}, EsiaUnavailable),
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
    "badly packed": ({"body": b"x" * 50, "headers": {"Content-Encoding": "gzip"}}, EsiaReplyMalformed),
    "packed in a way that nobody knows": (
        {"text": "{}", "headers": {"Content-Encoding": "zip"}},
        EsiaReplyMalformed,
    ),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
async def test_a_bad_answer_to_the_token_request_is_sorted(server, client, name):
    """By what the person can do next."""
    answer, kind = BAD_ANSWERS[name]
    server.says(TOKEN_PATH, **answer)
    with pytest.raises(kind):
        await client.fetch("code", VERIFIER, STATE)


PACKED = gzip.compress(gzip.compress(bytes(50_000_000)))


@pytest.mark.parametrize("path", [TOKEN_PATH, PERSON, f"{PERSON}/docs"])
async def test_a_packed_answer_is_not_unpacked(server, client, path):
    """A kilobyte, packed twice, would be gigabytes: it is asked for unpacked, and taken as it came."""
    server.says(path, body=PACKED, headers={"Content-Encoding": "gzip, gzip"})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(EsiaReplyMalformed, match="http_200_without_json"):
        await client.fetch("code", VERIFIER, STATE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes
    assert {headers["Accept-Encoding"] for _, headers in server.asked} == {"identity"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("path", [TOKEN_PATH, PERSON])
async def test_no_redirect_is_followed(server, client, path, status):
    """A code, a secret or a token would go along; where it leads a right answer would be waiting."""
    server.says(path, status=status, headers={"Location": "/elsewhere/te"})
    with pytest.raises(EsiaReplyMalformed):
        await client.fetch("code", VERIFIER, STATE)
    assert not any("elsewhere" in path for path, _ in server.asked)


SAME = (
    "https://esia.example:443/rs/prns/1/ctts/2",
    "HTTPS://ESIA.Example/rs/prns/1",
    "https://esia.example:0443/rs",
    "https://esia.example:/rs",
    "//esia.example/rs",
    "/rs/prns/1?embed=(elements)",
    "rs/prns/../prns/1",
    "https://esia.example",
)
OTHERS = (
    "https://esia.example:8443/rs",
    "https://esia.example:80/rs",
    "http://esia.example/rs",
    "https://esia.example@elsewhere.example/rs",
    "https://user@esia.example/rs",
    "https://esia.example.elsewhere.example/rs",
    "https://esia.example./rs",
    "https://esiа.example/rs",  # a Cyrillic а
    "ftp://esia.example/rs",
    "javascript:1",
    "https://esia.example:99999/rs",
    "https://[/rs",
    "/rs/%2e%2e/%2e%2e/x",
)


@pytest.mark.parametrize("base", ["https://esia.example", "https://ESIA.example:443/"])
async def test_one_origin_is_one_however_it_is_written(base):
    """Capitals and the default port make no other server; another port, name or scheme does."""
    wire = Wire(base)
    for link in SAME:
        assert urlsplit(wire.url(link))[:2] == ("https", "esia.example"), link
    for link in OTHERS:
        with pytest.raises(EsiaReplyMalformed, match="link"):
            wire.url(link)
    await wire.aclose()


async def test_a_gateway_below_a_path_is_not_left():
    """What else lives on that server is none of ours."""
    wire = Wire("https://portal.example/esia")
    assert wire.url("auth/token") == "https://portal.example/esia/auth/token"
    for link in ("/auth/token", "../auth", "https://portal.example/esia2/x", "/esia/%2e%2e/x"):
        with pytest.raises(EsiaReplyMalformed, match="link_elsewhere"):
            wire.url(link)
    await wire.aclose()


@given(
    link=st.text(max_size=40) | st.from_regex(r"(https?:)?/{0,3}[a-z.@:\\\[\]]{0,20}(/.*)?", fullmatch=True)
)
def test_whatever_a_link_is_it_stays_at_home_or_is_refused(link):
    """The token goes along."""
    try:
        url = LOOKED_AT.url(link)
    except EsiaError:
        return
    assert urlsplit(url)[:2] == ("https", "esia.example")


async def test_an_answer_without_end_is_not_held(server, client):
    """Good JSON all the same, but more of it than any answer has."""
    server.says(PERSON, text='{"firstName": "Анна"}' + " " * ANSWER_BYTES)
    with pytest.raises(EsiaReplyMalformed, match="answer_too_large"):
        await client.fetch("code", VERIFIER, STATE)


async def test_refusals_of_the_token_request_keep_their_code(server, client):
    """With 400, as RFC 6749 says, or with 200, as some proxies make of it."""
    for status in (400, 401, 200):
        refusal = {"error": "invalid_grant", "error_description": "ESIA-007011: spent", "state": "x"}
        server.says_json(TOKEN_PATH, refusal, status)
        with pytest.raises(EsiaRefused, match="ESIA-007011"):
            await client.fetch("code", VERIFIER, STATE)
    server.says_json(TOKEN_PATH, {"error": ["x"], "error_description": 5}, 400)
    with pytest.raises(EsiaRefused, match="unknown"):
        await client.fetch("code", VERIFIER, STATE)


async def test_an_answer_to_another_request_is_refused(server, client):
    """The state of the token request has to come back."""
    for state in ("another", None):
        server.answers[TOKEN_PATH] = lambda form, state=state: web.json_response(
            json.loads(server.tokens(form).text) | {"state": state}
        )
        with pytest.raises(EsiaReplyMalformed, match="token_state"):
            await client.fetch("code", VERIFIER, STATE)


async def test_late_answers_end_within_their_time(server, client):
    """A server that never ends costs one call's time."""
    server.answers[PERSON] = lambda _: asyncio.sleep(3600, web.json_response({}))
    with pytest.raises(EsiaUnavailable):
        await asyncio.wait_for(client.fetch("code", VERIFIER, STATE), PATIENCE)


async def test_a_server_that_drips_is_cut_off(server, client):
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
            await asyncio.wait_for(wire.post("te", {}), PATIENCE)
        await wire.aclose()


async def test_a_whole_fetch_has_an_end_too():
    """Twenty answers, each just in time, would be late together."""
    with pytest.raises(EsiaUnavailable, match="slow"):
        async with in_time(0.01):
            await asyncio.sleep(5)


async def test_a_resource_that_is_neither_there_nor_withheld_is_malformed(server, client):
    """JSON with a status that the manual does not know."""
    server.says_json(PERSON, {"firstName": "Анна"}, 418)
    with pytest.raises(EsiaReplyMalformed, match="http_418"):
        await client.fetch("code", VERIFIER, STATE)


async def test_nobody_there_is_unavailable(client):
    """A refused connection, and a name that does not exist."""
    for url in ("http://127.0.0.1:1", "http://nobody.invalid"):
        wire = Wire(url, call_seconds=1)
        with pytest.raises(EsiaUnavailable):
            await wire.post("te", {})
        await wire.aclose()


async def test_no_cookie_of_one_person_goes_with_another(server, client):
    """The connections are shared, sessions are not."""
    server.says(PERSON, text="{}", headers={"Set-Cookie": "session=1; Path=/"})
    await client.fetch("code", VERIFIER, STATE)
    await client.fetch("code", VERIFIER, STATE)
    assert not any("Cookie" in headers for _, headers in server.asked)


async def test_tokens_and_names_stay_out_of_the_log(server, client, caplog):
    """Neither in a line nor in an error."""
    caplog.set_level(logging.DEBUG)
    server.says_json(PERSON, {"lastName": "Тестова"})
    await client.fetch("very-secret-code", VERIFIER, STATE)
    server.says(f"{PERSON}/docs", text="Тестова")
    with pytest.raises(EsiaReplyMalformed) as failure:
        await client.fetch("very-secret-code", VERIFIER, STATE)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("esia")]
    told = f"{ours} {failure.value} {failure.value.__cause__}"
    assert not any(secret in told for secret in ("secret-code", "Тестова", "eyJ", str(OID)))


async def test_no_call_is_made_when_nothing_can_be_signed(server, client, files):
    """The code stays unspent."""
    client._signer = type(client._signer)(client._signer.certificate, files.private_key, "/nonexistent")
    with pytest.raises(EsiaMisconfigured):
        await client.fetch("code", VERIFIER, STATE)
    assert server.asked == []


@given(body=st.binary(max_size=200), status=st.sampled_from([200, 201, 204, 301, 400, 403, 404, 418, 500]))
def test_no_body_breaks_the_wire(body, status):
    """Bytes of any kind become an object or our own error."""
    try:
        answer = _object(httpx.Response(status, content=body))
    except EsiaError as error:
        answer = {"code": error.code}
    assert isinstance(answer, dict)
