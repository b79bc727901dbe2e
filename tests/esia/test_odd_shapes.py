"""Shapes in which other systems write what ESIA says: numbers for texts, texts for numbers, things twice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esia.callback import parse_callback
from esia.codes import BY_PERSON, START_AGAIN, refusal
from esia.errors import EsiaError, EsiaMisconfigured, EsiaRefused, EsiaReplyMalformed, EsiaUnavailable
from esia.person import each_once, read_child, read_person, says_trusted
from patient.polis import PolisKind
from storage.written import written
from tests.esia.forge import CLIENT_ID, OID, STATE, VERIFIER, access, identity, signed
from tests.esia.server import PERSON
from tests.esia.test_gateway import answering_gateway
from tests.esia.test_tokens import verifier  # noqa: F401 - a fixture

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize("told", [True, "true", "TRUE"], ids=repr)
def test_an_account_is_called_confirmed(told):
    assert says_trusted(told) is True


@pytest.mark.parametrize("told", [False, "false", "", "yes", 0, 1, [], {}, [True]], ids=repr)
def test_in_doubt_an_account_is_not_confirmed(told):
    assert says_trusted(told) is False


@pytest.mark.parametrize(
    ("told", "trusted"),
    [(None, True), (True, True), ("true", True), ("false", False), (0, False), ([], False)],
    ids=ascii,
)
async def test_what_the_person_says_of_the_account_counts_before_the_token(server, client, told, trusted):
    """A «false» in quotes is no missing word."""
    server.says_json(PERSON, {"firstName": "Анна", "trusted": told})
    assert (await client.fetch("code", VERIFIER, STATE)).trusted is trusted


@pytest.mark.parametrize(
    ("told", "trusted"),
    [(True, True), ("true", True), (None, False), ("false", False), (1, False)],
    ids=ascii,
)
async def test_a_gateway_may_call_the_account_confirmed_in_words(told, trusted):
    """Else a person with a confirmed account hears that it is none."""
    person = {"sub": "1", "info": {"trusted": told}}
    async with answering_gateway({"access_token": "a", "token_type": None}, person) as gateway:
        assert (await gateway.fetch("code", VERIFIER, STATE)).trusted is trusted


KID = {"id": 7, "firstName": "Ева", "lastName": "Берёзкина", "birthDate": "10.06.2020"}
KIDS = {
    "told as one whom nobody verified": (KID | {"vrfStu": "NOT_VERIFIED"}, True),
    "being verified": (KID | {"vrfStu": "VERIFYING"}, True),
    "with a certificate that nobody verified": (
        KID | {"documents": {"elements": [{"type": "FID_BRTH_CERT", "vrfStu": "NOT_VERIFIED"}]}},
        True,
    ),
    "with a verified one": (KID | {"documents": [{"type": "RF_BRTH_CERT", "vrfStu": "VERIFIED"}]}, False),
    "of whom no more is told": (KID, False),
}


@pytest.mark.parametrize("name", KIDS)
async def test_a_gateways_child_is_proven_no_more_than_esias(name):
    """Any parent may type any child into the profile, whichever way it comes from there."""
    kid, is_claimed = KIDS[name]
    async with answering_gateway({"access_token": "a"}, {"sub": "1", "info": {"kids": [kid]}}) as gateway:
        (child,) = (await gateway.fetch("code", VERIFIER, STATE)).children
    assert child.is_claimed is is_claimed


async def test_a_child_told_twice_is_one(server, client):
    """Once for each birth certificate; two without an id are two."""
    twice = [KID | {"documents": {"elements": []}}] * 2
    server.says_json(f"{PERSON}/kids", {"elements": twice})
    assert len((await client.fetch("code", VERIFIER, STATE)).children) == 1
    async with answering_gateway({"access_token": "a"}, {"sub": "1", "info": {"kids": twice}}) as gateway:
        assert len((await gateway.fetch("code", VERIFIER, STATE)).children) == 1
    assert len(each_once([{"firstName": "Ева"}, {"firstName": "Ева"}, None, 7])) == 2
    assert len(each_once([KID, KID | {"firstName": "Лев"}])) == 2


@given(
    kid=st.dictionaries(
        st.sampled_from(["id", "vrfStu", "snils", "middleName", "birthDate"]),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.none(), max_size=2),
    ),
    documents=st.lists(st.none() | st.dictionaries(st.sampled_from(["type", "vrfStu"]), st.text())),
)
def test_any_child_is_read(kid, documents):
    """And is claimed unless what is told of it speaks for it."""
    (told,) = each_once([kid])
    assert read_child(told, documents, TODAY).is_claimed in {True, False}


def person(**told):
    return written(read_person(told, (), (), TODAY))


@pytest.mark.parametrize(
    ("told", "digits"),
    [
        (1223344595, "01223344595"),
        (11223344595, "11223344595"),
        (60003, "00000060003"),
        ("00000060003", "00000060003"),
        (0, None),
        (112233445950, None),
        (True, None),
        (1.5, None),
    ],
    ids=ascii,
)
def test_a_snils_as_a_number_has_lost_its_zeros(told, digits):
    assert person(snils=told).get("snils") == digits


async def test_lost_zeros_make_nobody_another_person(server, client):
    """The token has the number as a text, the person as a number."""
    server.identity = {"snils": "012-233-445 95"}
    server.says_json(PERSON, {"firstName": "Анна", "snils": 1223344595})
    assert written((await client.fetch("code", VERIFIER, STATE)).person)["given_name"] == "Анна"
    server.says_json(PERSON, {"firstName": "Анна", "snils": 11223344595})
    with pytest.raises(EsiaReplyMalformed, match="person_other_snils"):
        await client.fetch("code", VERIFIER, STATE)


def polis(*documents):
    return written(read_person({}, (), [{"type": "MDCL_PLCY", **each} for each in documents], TODAY)).get(
        "polis"
    )


def test_a_series_may_be_a_number():
    """An old polis of nine digits with a series is no temporary certificate."""
    assert polis({"series": 7356, "number": "840000129"}) == {
        "kind": PolisKind.OLD.value,
        "series": "7356",
        "number": "840000129",
    }
    for nothing in (None, True, "", [], 1.5):
        assert polis({"series": nothing, "number": 840000129})["kind"] == PolisKind.TEMPORARY.value


@pytest.mark.parametrize("over", ["2020-12-31T00:00:00+03:00", "31.12.2020 00:00:00", " 2020-12-31 "])
def test_the_last_day_of_a_polis_may_have_a_time(over):
    expired, valid = {"number": "7356210840000129", "expiryDate": over}, {"number": "7347999768000770"}
    assert polis(expired, valid)["number"] == valid["number"]
    assert polis(expired)["number"] == expired["number"]


@pytest.mark.parametrize(
    ("query", "kind", "key"),
    [
        ("error=ESIA-007004&state=s", EsiaRefused, BY_PERSON),
        ("error=&error_description=ESIA-007011%3A+x", EsiaRefused, START_AGAIN),
        ("error_description=ESIA-007008", EsiaUnavailable, "esia.unavailable"),
        ("error_description=ESIA-007053&code=a", EsiaMisconfigured, "esia.our_fault"),
        ("error=access_denied&error_description=%D0%9E%D1%82%D0%BA%D0%B0%D0%B7", EsiaRefused, BY_PERSON),
        ("error=access_denied&error_description=%CE%F2%EA%E0%E7", EsiaRefused, BY_PERSON),
        ("error=invalid_request&error_uri=https%3A%2F%2Fx", EsiaMisconfigured, "esia.our_fault"),
        ("error=login_required", EsiaRefused, "esia.failed_with_code"),
        ("error_description=%D0%9E%D1%88%D0%B8%D0%B1%D0%BA%D0%B0", EsiaRefused, "esia.failed_with_code"),
    ],
)
def test_a_refusal_is_heard_wherever_it_stands(query, kind, key):
    """The code in the wrong field, a description alone, in any letters; a code beside it is no way in."""
    with pytest.raises(EsiaError) as refused:
        parse_callback(query)
    assert (type(refused.value), refused.value.key) == (kind, key)
    assert refused.value.code.isascii()


def test_the_description_wins_where_both_tell_a_code():
    assert refusal("ESIA-007008", "ESIA-007004").code == "ESIA-007004"


ROUNDS = {
    "iat as a fraction": {"iat": 0.5},
    "exp as a fraction": {"exp": 3600.5},
    "an audience of one": {"aud": [CLIENT_ID]},
}


@pytest.mark.parametrize("name", ROUNDS)
def test_tokens_may_be_written_otherwise(verifier, keys, name):  # noqa: F811
    """Fractions of a second (RFC 7519, NumericDate); a list with us alone in it."""
    base = identity()
    claims = base | {
        key: value if key == "aud" else base["nbf"] + value for key, value in ROUNDS[name].items()
    }
    found = verifier.subject(
        signed(claims, keys.rsa), signed(access(**{"urn:esia:sbj_id": str(OID)}), keys.rsa)
    )
    assert found.oid == str(OID)
