"""People of the ЕЦП: by which numbers they are asked for, and that nobody else comes back."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import web

from patient.attachment import Ambiguous, Found, NothingYet
from tests.registry.demo_people import BY_KEY, person
from tests.registry.kinds import client_of
from tests.servers import serving

DEMO = BY_KEY["p1"]
ANNA = {
    "Person_id": 7,
    "PersonSurName_SurName": "ТЕСТОВА",
    "PersonFirName_FirName": "АННА",
    "PersonSecName_SecName": "ПЕТРОВНА",
    "PersonBirthDay_BirthDay": "1979-10-13",
    "PersonSnils_Snils": "112-233-445 95",
}
ATTACHMENT = {"Lpu_id": "5", "Lpu_Nick": "Поликлиника", "Person_id": "7"}


class Instance:
    """An instance of a test's own making: what each call answers, and what it was asked."""

    def __init__(self, **answers):
        self.answers = {"login": {"sess_id": "abc"}, "PersonMainAttach": {"data": ATTACHMENT}} | answers
        self.asked = []

    async def handle(self, request):
        name = request.path.rpartition("/")[2]
        self.asked.append((name, dict(parse_qsl(urlsplit(str(request.url)).query))))
        given = self.answers.get(name, {"error_code": 4})
        return web.json_response(given(self.asked[-1][1]) if callable(given) else given)

    async def look(self, who):
        """Look for somebody there."""
        app = web.Application()
        app.router.add_route("*", "/api/{path:.*}", self.handle)
        async with serving(app) as base:
            client = client_of("ecp", f"{base}/api/")
            try:
                return await client.look(who), client
            finally:
                await client.aclose()


@pytest.mark.parametrize(
    "told",
    [
        {"data": [ANNA]},
        {"data": ANNA},
        {"data": {"0": ANNA}},
        {"data": {"PersonList": [ANNA]}},
        {"data": [{"PersonList": [ANNA]}]},
        {"PersonList": [ANNA]},
        {"error_code": "0", "data": [ANNA, ANNA]},
        {"data": [{**ANNA, "Person_id": "7", "PersonBirthDay_BirthDay": "1979-10-13 00:00:00"}]},
        {"data": [{**ANNA, "PersonSecName_SecName": None, "PersonSnils_Snils": None}]},
        {"data": [{name.lower(): value for name, value in ANNA.items()}, 5, {"Person_id": "x"}]},
    ],
    ids=lambda told: f"{len(json.dumps(told))} letters",
)
async def test_a_person_is_found_in_whatever_shape(told):
    answer, _ = await Instance(Person=told).look(person("p1"))
    assert isinstance(answer, Found)


@pytest.mark.parametrize(
    "changes",
    [
        {"PersonSnils_Snils": "08765430300"},
        {"PersonSurName_SurName": "ДРУГОВА"},
        {"PersonFirName_FirName": "МАРИЯ"},
        {"PersonSecName_SecName": "ИВАНОВНА"},
        {"PersonBirthDay_BirthDay": "1979-10-12"},
        {"PersonBirthDay_BirthDay": None},
    ],
    ids=str,
)
async def test_another_person_is_nobody(changes, caplog):
    """An instance that overlooks what it was asked for answers with a namesake."""
    namesake = {**ANNA, "Person_id": 8, "PersonFirName_FirName": "ИРИНА"}
    instance = Instance(Person={"data": [ANNA | changes, namesake]})
    answer, _ = await instance.look(person("p1"))
    assert answer == NothingYet()
    assert [name for name, _ in instance.asked] == ["login", "Person", "Person"]
    assert not any("ТЕСТОВА" in line for line in caplog.messages)


async def test_numbers_are_asked_for_one_after_the_other():
    """The SNILS, then the polis with its series where it has one, and without; never a name."""
    instance = Instance(Person={"data": []})
    await instance.look(person("p1", polis="серия 73-45 номер 654321"))
    await instance.look(person("p1", snils=None))
    asked = [query for name, query in instance.asked if name == "Person"]
    assert {query.pop("sess_id") for query in asked} == {"abc"}
    assert asked == [
        {"PersonSnils_Snils": DEMO.snils},
        {"Polis_Ser": "7345", "Polis_Num": "654321"},
        {"Polis_Num": "654321"},
        {"Polis_Num": DEMO.polis},
    ]


async def test_several_records_are_told_as_such():
    instance = Instance(Person={"data": [ANNA, {**ANNA, "Person_id": 8}]})
    answer, client = await instance.look(person("p1"))
    assert answer == Ambiguous(2)
    assert client.left_out == 0


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ({"data": []}, NothingYet),
        ({"data": None}, NothingYet),
        ({"data": {"Lpu_id": None}}, NothingYet),
        ({"error_code": 6, "error_msg": "Прикрепление не найдено"}, NothingYet),
        ({"error_code": 4}, NothingYet),
        ({"data": [{"Lpu_id": "5", "Lpu_Nick": "А"}]}, Found),
    ],
    ids=str,
)
async def test_who_is_attached_nowhere_waits(told, answer):
    """However that is said; a clinic that MO does not describe is as the attachment tells of it."""
    found, _ = await Instance(Person={"data": [ANNA]}, PersonMainAttach=told).look(person("p1"))
    assert isinstance(found, answer)


@pytest.mark.parametrize(
    "told",
    [
        {"data": [{"Lpu_id": "5", "Person_id": "8", "Lpu_Nick": "А"}]},
        {"data": [{"Lpu_id": "5"}]},
        {"data": [{"Lpu_id": "../5", "Lpu_Nick": "А"}]},
        {"error_code": 6, "error_msg": "Доступ запрещён"},
        {"data": 5},
    ],
    ids=str,
)
async def test_an_odd_attachment_is_trouble_and_not_nowhere(told):
    """Somebody else's, one without a name, a refusal."""
    found, _ = await Instance(Person={"data": [ANNA]}, PersonMainAttach=told).look(person("p1"))
    assert not isinstance(found, Found | NothingYet)


async def test_another_clinic_than_the_one_asked_for_is_not_taken():
    """MO answers with its first: the name of the attachment stands."""
    instance = Instance(Person={"data": [ANNA]}, MO={"data": [{"Lpu_id": "6", "Lpu_Nick": "Другая"}]})
    found, _ = await instance.look(person("p1"))
    (attachment,) = found.attachments
    assert (attachment.clinic.id, attachment.clinic.name) == ("5", "Поликлиника")
