"""What only a FHIR server can do to its client: links that lead elsewhere, and answers just too long."""

import pytest
from aiohttp import web

from patient.attachment import NothingYet, Unreachable
from registry.fhir.wire import ANSWER_BYTES
from tests.registry.test_hostile import bundle, everywhere, look_at
from tests.servers import listening, serving


async def look(base, seconds=0.5):
    return await look_at("fhir", base, seconds)


async def test_an_answer_is_read_up_to_a_megabyte(caplog):
    """A long answer is read; one byte too long, and it is trouble that the log explains."""
    size = ANSWER_BYTES

    async def long(_):
        return web.Response(text='{"resourceType": "Bundle"}'.ljust(size))

    async with serving(everywhere(long)) as base:
        assert await look(base) == NothingYet()
        size += 1
        assert await look(base) == Unreachable()
    assert caplog.messages == ["registry: RegistryReplyMalformed: an answer that is too large"]


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:{trap}/api/Patient?page=2",
        "//127.0.0.1:{trap}/api/Patient?page=2",
        "http://127.0.0.1:{port}@127.0.0.1:{trap}/api/",
        "http://who@127.0.0.1:{port}/api/Patient?page=2",
        "https://127.0.0.1:{port}/api/Patient?page=2",
        "http://localhost:{port}/api/Patient?page=2",
        "http://127.0.0.1:{port}/apither/Patient",
        "http://127.0.0.1:{port}/api/../admin",
        "http://127.0.0.1:{port}/api/%2e%2e/admin",
        "http://127.0.0.1:{port}/api/Patient?identifier=1&page=2",
        "/admin",
        "../admin",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/",
        "http://[",
        "http:////[",
        "\ud800",
        "http://127.0.0.1:99999/api/",
        "http://xn--\u0600/api/",
        "x" * 70_000,
        "",
    ],
    ids=ascii,
)
async def test_a_link_out_of_the_base_is_not_followed(link):
    """Neither to another host, nor to another door of the same one, nor with a number in the URL."""
    calls = []
    with listening() as (port, came):

        async def search(request):
            calls.append(request.path_qs)
            return web.json_response(bundle(link.format(port=request.url.port, trap=port)))

        async with serving(everywhere(search)) as base:
            assert await look(base, 10) == Unreachable()
    assert came == []
    assert calls[0] == "/api/Patient/_search"
    assert set(calls[1:]) <= {"/api/"}
