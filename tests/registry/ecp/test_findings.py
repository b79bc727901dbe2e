"""`check` on an ЕЦП: a login, each call that changes nothing, and words for what is wrong."""

import pytest

from bot.checks import registry
from bot.settings import Settings
from sandbox.ecp import Ecp, ecp_app
from tests.registry.kinds import Disturbance
from tests.servers import serving

READS = [
    "Person",
    "PersonMainAttach",
    "MO",
    "MedSpecOms/MedSpecOmsByMO",
    "MedStaffFact/MedStaffFactByMO",
    "TimeTableGraf/TimeTableGrafFreeDate",
    "TimeTableGraf/TimeTableGrafFreeTime",
    "TimeTableGraf/TimeTableGrafById",
    "TimeTableGraf/TimeTableGrafStatus",
    "TimeTableListbyPatient",
]
NEEDED = {"bot_token": "1:x", "operator_name": "О", "operator_address": "А", "registry_kind": "ecp"}


async def findings(disturbance=None, path="/api/", server=None, **changes):
    """Return what the operator is told, and what was asked."""
    server = server or Ecp()
    app = ecp_app(server)
    if disturbance:
        app.middlewares.append(disturbance.between)
    account = {"registry_login": server.login, "registry_password": server.password}
    async with serving(app) as base:
        settings = Settings(_env_file=None, **NEEDED | {"registry_url": f"{base}{path}"} | account | changes)
        return await registry.look(settings), server


async def test_all_is_well_and_every_call_was_tried():
    """Only to be known: which times patients are offered, in the registry's words."""
    found, server = await findings()
    assert [each.text for each in found if each.is_wrong] == []
    assert [each.text for each in found] == [
        "registry: patients are offered the times of the types 1 Обычная, 11 Интернет"
    ]
    asked = {call.url.partition("?")[0].removeprefix("/api/") for call in server.calls}
    assert {*READS, "user/login", "Refbook"} <= asked
    assert {call.method for call in server.calls} == {"GET"}


ODD = (
    (404, "", "HTTP 404"),
    (200, '{"error_code": 3, "error_msg": "x"}', "error 3"),
    (200, "nonsense", "none of an ЕЦП"),
    (200, "<html>", "a page instead of an answer"),
    (503, "", "HTTP 503"),
)


@pytest.mark.parametrize(
    ("name", "status", "body", "words"),
    [(name, *odd) for name, odd in zip(READS, ODD * 2, strict=True)] + [("Person", *odd) for odd in ODD[1:]],
)
async def test_a_call_that_is_lacking_or_odd_is_named(name, status, body, words):
    disturbance = Disturbance()
    disturbance.begin(f"GET /api/{name}", status=status, body=body)
    found, _ = await findings(disturbance)
    wrong = [each.text for each in found if each.is_wrong]
    assert any(name in text and words in text for text in wrong), wrong


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"registry_password": "wrong"}, "the login is refused (error 6): see REGISTRY_LOGIN"),
        ({"path": "/"}, "is it the base of an ЕЦП, ending in /api/?"),
        ({"registry_slot_types": "1,77"}, "REGISTRY_SLOT_TYPES: it has no type 77"),
        ({"server": Ecp(people=())}, None),
    ],
    ids=["password", "base", "type", "nobody"],
)
async def test_what_the_settings_have_wrong_is_told(changes, words):
    found, server = await findings(**changes)
    wrong = [each.text for each in found if each.is_wrong]
    assert len(wrong) == (words is not None), wrong
    assert all(words in text for text in wrong)
    assert sum("/user/login" in call.url for call in server.calls) <= 1
