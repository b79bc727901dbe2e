"""The session: one login for all calls, renewed by one at a time, and no account is locked by us."""

import asyncio
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web

from patient.attachment import Found, Unreachable
from registry.ecp import session
from registry.errors import RegistryRefused, RegistryUnavailable
from sandbox.registry.faults import Fault, FaultKind
from tests.registry.demo_people import person
from tests.registry.kinds import client_of, opened
from tests.servers import serving

ENDS = ["401", "page", "code", "elsewhere"]


def logins(house):
    return sum("/user/login" in call.url for call in house.stand_in.calls)


async def test_one_login_serves_all_calls(house):
    """Also those that begin together; session id and cookie go along with each."""
    answers = await asyncio.gather(*(house.registry.look(person("p1")) for _ in range(5)))
    assert all(isinstance(answer, Found) for answer in answers)
    assert logins(house) == 1
    others = [call.url for call in house.stand_in.calls if "/user/login" not in call.url]
    assert {parse_qs(urlsplit(url).query)["sess_id"][0] for url in others} == house.stand_in.sessions


@pytest.mark.parametrize("how", ENDS)
async def test_a_session_that_is_over_is_renewed_once_for_all(house, how):
    """Whichever way it is told or shown: nobody notices."""
    house.stand_in.session_ends = how
    await house.registry.look(person("p1"))
    house.stand_in.sessions.clear()
    answers = await asyncio.gather(*(house.registry.look(person("p1")) for _ in range(5)))
    assert all(isinstance(answer, Found) for answer in answers)
    assert logins(house) == 2


@pytest.mark.parametrize("how", ENDS)
async def test_a_booking_in_a_session_that_is_over_books_once(house, visits, how):
    """The call that met no session did nothing, so it is repeated; once."""
    house.stand_in.session_ends = how
    slot = (await house.free(datetime.now(UTC)))[0]
    before = house.held()
    house.stand_in.sessions.clear()
    visit = await visits.book(person("p1"), slot, "key-1")
    house.stand_in.sessions.clear()
    assert (await visits.cancel(person("p1"), visit.id, [visit])).id == visit.id
    assert house.held() == before


@pytest.mark.parametrize("how", ENDS)
async def test_a_call_is_repeated_once_at_most(how):
    """A registry that takes no session at all is asked twice, not for ever."""
    async with opened("ecp") as house:
        house.stand_in.session_ends = how
        house.stand_in.sessions = Forgetful()
        assert await house.registry.look(person("p1")) == Unreachable()
        assert logins(house) == 2
        assert len(house.stand_in.calls) == 4


class Forgetful(set):
    """Sessions that are over at once."""

    def add(self, _):
        """Keep nothing."""


async def test_a_wrong_password_is_tried_once(house, caplog):
    """The account must not be locked by us: every later call is refused without a word to the registry."""
    house.stand_in.password = "another"
    answers = await asyncio.gather(*(house.registry.look(person("p1")) for _ in range(5)))
    answers += [await house.registry.look(person("p1")) for _ in range(5)]
    assert answers == [Unreachable()] * 10
    with pytest.raises(RegistryRefused):
        await house.registry.directory.clinics()
    assert logins(house) == 1
    assert sum("REGISTRY_PASSWORD" in line for line in caplog.messages) == 1
    assert [each.text for each in await house.registry.findings()] == [
        "the login is refused (error 6): see REGISTRY_LOGIN, REGISTRY_PASSWORD, REGISTRY_API_KEY"
    ]


async def test_a_password_that_is_wrong_from_now_on_is_tried_once(house):
    """It was changed while we were logged in."""
    await house.registry.look(person("p1"))
    house.stand_in.password = "another"
    house.stand_in.sessions.clear()
    for _ in range(3):
        assert await house.registry.look(person("p1")) == Unreachable()
    assert logins(house) == 2


async def test_an_api_key_goes_along_where_there_is_one():
    async with opened("ecp", api_key="key-of-ours") as house:
        assert isinstance(await house.registry.look(person("p1")), Found)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, ""),
        (403, "<html>"),
        (200, '{"error_code": 6, "error_msg": "Неверный пароль"}'),
        (200, '{"error_code": "6"}'),
        (200, '{"error_code": 3}'),
        (200, '{"success": false, "data": null}'),
        (200, '{"error_code": 0, "data": []}'),
        (200, '{"error_code": 0, "data": {"sess_id": "../x"}}'),
        (200, '{"error_code": 0, "data": [{"sess_id": 17}]}'),
    ],
)
async def test_whatever_says_no_to_a_login_is_final(house, disturbance, status, body):
    """HTTP, an error code, or an answer that holds no session."""
    disturbance.begin("GET /api/user/login", status=status, body=body)
    for _ in range(3):
        assert await house.registry.look(person("p1")) == Unreachable()
    assert disturbance.left == 10**6 - 1


@pytest.mark.parametrize(
    ("status", "body"), [(200, "<html>Вход</html>"), (302, ""), (404, ""), (200, "nonsense"), (200, "[]")]
)
async def test_what_is_no_answer_to_a_login_is_tried_again_only_later(house, disturbance, status, body):
    """A page for maintenance, or the login page again for a wrong password: nobody can tell."""
    disturbance.begin("GET /api/user/login", status=status, body=body)
    assert await house.registry.look(person("p1")) == Unreachable()
    later = await house.registry.look(person("p1"))
    assert later.retry_after <= session.PAUSE
    assert disturbance.left == 10**6 - 1


async def test_a_registry_that_was_down_at_the_login_is_asked_again(house):
    """No answer says nothing about the password."""
    house.stand_in.faults.append(Fault(FaultKind.DOWN, times=2))
    with pytest.raises(RegistryUnavailable):
        await house.registry.directory.clinics()
    with pytest.raises(RegistryUnavailable):
        await house.registry.directory.clinics()
    assert await house.registry.directory.clinics()


async def test_who_gives_up_takes_nobody_along(house):
    """One that waits for the login is cancelled; the others get their session."""
    house.stand_in.faults.append(Fault(FaultKind.SLOW, times=1, seconds=1))
    impatient = asyncio.create_task(house.registry.directory.clinics())
    patient = asyncio.create_task(house.registry.directory.clinics())
    await asyncio.sleep(0.1)
    impatient.cancel()
    assert await patient
    assert logins(house) == 1


@pytest.mark.parametrize(
    "body",
    [
        '{"sess_id": "abc123"}',
        '{"error_code": 0, "sess_id": "abc123"}',
        '{"error_code": "0", "data": {"sess_id": "abc123"}}',
        '{"error_code": 0, "data": [{"sess_id": "abc123"}]}',
        '{"Error_Code": null, "data": {"0": {"Sess_Id": "abc123"}}}',
    ],
)
async def test_a_session_is_found_wherever_it_stands(body):
    """At the top, below data, in a list, with other letters."""
    seen = []

    async def handle(request):
        if request.path.endswith("/user/login"):
            return web.Response(text=body)
        seen.append((request.query["sess_id"], request.cookies["PHPSESSID"]))
        return web.json_response({"error_code": 0, "data": []})

    app = web.Application()
    app.router.add_route("*", "/api/{path:.*}", handle)
    async with serving(app) as base:
        client = client_of("ecp", f"{base}/api")
        await client.look(person("p3"))
        await client.aclose()
    assert set(seen) == {("abc123", "abc123")}
