"""The person's resources: what is withheld, what fails, and where links lead."""

import pytest

from esia.errors import EsiaReplyMalformed, EsiaUnavailable
from patient.card import CardDraft
from storage.written import read, written
from tests.esia.forge import OID, STATE, VERIFIER, subject
from tests.esia.server import PERSON


@pytest.mark.parametrize("tail", ["ctts", "docs", "kids"])
@pytest.mark.parametrize("status", [403, 404])
async def test_one_withheld_resource_costs_only_itself(server, client, tail, status):
    """The person's own data stay, whatever the body of the refusal is."""
    server.says_json(PERSON, {"firstName": "Анна", "trusted": False})
    server.says(f"{PERSON}/{tail}", status=status, text="<html>")
    found = await client.fetch("code", VERIFIER, STATE)
    assert written(found.person)["given_name"] == "Анна"
    assert not found.trusted


async def test_a_withheld_person_is_trusted_by_the_token(server, client):
    """Without the scope for the name ESIA may refuse /rs/prns itself."""
    server.says(PERSON, status=403)
    assert (await client.fetch("code", VERIFIER, STATE)).trusted


async def test_failures_of_a_resource_end_the_fetch(server, client):
    """A half import would look like a whole one: better to start again."""
    for status, kind in ((500, EsiaUnavailable), (401, EsiaReplyMalformed), (204, EsiaReplyMalformed)):
        server.says(f"{PERSON}/docs", status=status)
        with pytest.raises(kind):
            await client.fetch("code", VERIFIER, STATE)


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
async def test_the_token_goes_nowhere_else(server, client, link):
    """Links are followed within ESIA's address only."""
    server.says_json(f"{PERSON}/docs", {"elements": [link.format(base=server.base)]})
    with pytest.raises(EsiaReplyMalformed, match="link"):
        await client.fetch("code", VERIFIER, STATE)


SNILS = {
    "in the identity's own claim": {"snils": "112-233-445 95"},
    "among the subject's": {"urn:esia:sbj": subject() | {"urn:esia:sbj:snils": "11223344595"}},
}


@pytest.mark.parametrize("place", SNILS)
async def test_the_answer_must_be_of_whom_the_token_is(server, client, keys, place):
    """A person with another number is somebody else's answer, however it came here."""
    server.identity = SNILS[place]
    for told, fault in (
        ({"oid": OID + 1}, "person_other_oid"),
        ({"oid": str(OID + 1)}, "person_other_oid"),
        ({"snils": "112-233-446 98"}, "person_other_snils"),
    ):
        server.says_json(PERSON, {"firstName": "Анна"} | told)
        with pytest.raises(EsiaReplyMalformed, match=fault):
            await client.fetch("code", VERIFIER, STATE)
    for told in ({"oid": OID, "snils": "112 233 445-95"}, {"oid": None}, {"snils": None}, {"snils": ["x"]}):
        server.says_json(PERSON, {"firstName": "Анна"} | told)
        assert written((await client.fetch("code", VERIFIER, STATE)).person)["given_name"] == "Анна"


async def test_a_collection_without_end_is_refused(server, client):
    """Nobody has a thousand documents."""
    server.says_json(f"{PERSON}/docs", {"elements": [{}] * 1000})
    with pytest.raises(EsiaReplyMalformed, match="elements"):
        await client.fetch("code", VERIFIER, STATE)


async def test_documents_of_a_child_are_asked_for_where_they_did_not_come(server, client):
    """By the child's id, if it looks like one."""
    strange = (
        {"id": number, "firstName": "Лев"} for number in ("../1", "٧", "７", "7/docs", "7\n", "", None)
    )
    kids = [{"id": 7, "firstName": "Ева"}, {"id": "../1", "firstName": "Марк"}, {"id": 8}, None, *strange]
    server.says_json(f"{PERSON}/kids", {"elements": kids})
    document = {"type": "MDCL_PLCY", "number": "7397089771999991"}
    server.says_json(f"{PERSON}/kids/7/docs", {"elements": [document]})
    first, second, *_ = (await client.fetch("code", VERIFIER, STATE)).children
    assert written(first)["polis"]["number"] == "7397089771999991"
    assert written(second) == {"given_name": "Марк"}
    asked = {path for path, _ in server.asked if "/kids/" in path}
    assert asked == {f"/{PERSON}/kids/{number}/docs" for number in (7, 8)}


@pytest.mark.parametrize(
    ("kid", "certificates", "is_claimed"),
    [
        ({}, (), False),
        ({"vrfStu": "VERIFIED"}, ("VERIFIED",), False),
        ({"vrfStu": "NOT_VERIFIED"}, (), True),
        ({"vrfStu": "VERIFYING"}, ("VERIFIED",), True),
        ({}, ("NOT_VERIFIED",), True),
        ({}, ("NOT_VERIFIED", "VERIFIED"), False),
    ],
)
async def test_a_child_whom_nobody_verified_is_only_claimed(server, client, kid, certificates, is_claimed):
    """Any parent may type any child into the profile: that proves nobody."""
    elements = [{"type": "RF_BRTH_CERT", "vrfStu": how} for how in certificates]
    kids = [{"id": 7, "firstName": "Ева", "documents": {"elements": elements}} | kid]
    server.says_json(f"{PERSON}/kids", {"elements": kids})
    (child,) = (await client.fetch("code", VERIFIER, STATE)).children
    assert child.is_claimed is is_claimed
    assert read(CardDraft, written(child)) == child
