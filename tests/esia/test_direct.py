"""The direct provider against the stand-in, over HTTP: OpenSSL signs, gostcrypto verifies."""

import json
import uuid

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from esia.callback import must_be_of, parse_callback
from esia.certificate import SystemCertificate
from esia.errors import EsiaMisconfigured, EsiaRefused, EsiaUnavailable
from esia.provider import Client
from esia.signature import base64url
from esia.signers import OpensslSigner
from patient import fields
from patient.polis import PolisKind
from sandbox.esia.accounts import ACCOUNTS
from sandbox.esia.keys import make_demo_keys
from storage.written import written
from tests.esia.browser import field
from tests.esia.conftest import CLIENT
from tests.esia.forge import STATE, VERIFIER

ANNA, NO_POLIS, OLD_POLIS, UNCONFIRMED, BAD_SNILS, WITHHELD, SLOW, OVERLOADED, REFUSED = ACCOUNTS


async def come_back(provider, browser, account, **answers):
    """Sign in as *account* and return the query of the callback."""
    page = await browser.open(await provider.authorization_url(STATE, VERIFIER))
    return await browser.sign_in(page, account.login, **answers)


async def signed_in(provider, browser, account):
    return await provider.fetch(parse_callback(await come_back(provider, browser, account)), VERIFIER, STATE)


async def test_a_confirmed_person_comes_with_children(provider, browser):
    """Names, numbers and the verified phone; the second child has neither SNILS nor patronymic."""
    anna = await signed_in(provider, browser, ANNA)
    assert anna.trusted
    assert anna.oid == "1000000001"
    assert anna.person.tells_enough
    assert written(anna.person) == {
        "surname": "Тестова",
        "given_name": "Анна",
        "patronymic": "Петровна",
        "sex": "female",
        "birth_date": "1979-10-13",
        "polis": {"kind": "new", "number": "7349020886007312", "series": None},
        "snils": "11223344595",
        "phone": "+79020000001",
    }
    eva, mark = anna.children
    assert eva[fields.POLIS].number == "7397089771999991"
    assert mark.get(fields.PATRONYMIC) is None
    assert not mark.is_answered(fields.SNILS)
    assert not mark.is_answered(fields.PHONE)


async def test_links_are_followed_where_the_answer_has_links(stand_in, provider, browser):
    """Collections without embed are lists of addresses."""
    stand_in.answers_with_links = True
    anna = await signed_in(provider, browser, ANNA)
    assert anna.person.tells_enough
    assert len(anna.children) == 2


async def test_gost_tokens_are_taken_as_well_as_rsa(stand_in, provider, browser):
    """A system chooses its tokens' algorithm at ESIA."""
    stand_in.signs_with_gost = True
    assert (await signed_in(provider, browser, ANNA)).oid == "1000000001"


async def test_what_is_missing_stays_unanswered(provider, browser):
    """No polis is a question to the person, not a skipped one; an old polis is an old one."""
    daria = await signed_in(provider, browser, NO_POLIS)
    assert daria.person.next_field() is fields.POLIS
    zhanna = await signed_in(provider, browser, OLD_POLIS)
    assert zhanna.person[fields.POLIS].kind is PolisKind.OLD


async def test_an_unconfirmed_account_is_told_apart(provider, browser):
    """Whether to take it is the caller's decision."""
    assert not (await signed_in(provider, browser, UNCONFIRMED)).trusted


async def test_a_snils_of_esias_is_taken_with_a_wrong_control_number(provider, browser):
    """ESIA's own test people have such numbers; the value says that it does not add up."""
    inna = await signed_in(provider, browser, BAD_SNILS)
    assert not inna.person[fields.SNILS].adds_up


async def test_withheld_resources_cost_only_themselves(provider, browser):
    """403 for documents and children: the person comes, without polis and without children."""
    egor = await signed_in(provider, browser, WITHHELD)
    assert egor.person[fields.SURNAME].text == "Ждун"
    assert not egor.person.is_answered(fields.POLIS)
    assert egor.children == ()


@pytest.mark.parametrize(
    ("account", "kind", "key"),
    [
        (ANNA, EsiaRefused, "esia.refused_by_person"),
        (OVERLOADED, EsiaUnavailable, "esia.unavailable"),
        (REFUSED, EsiaRefused, "esia.account_not_confirmed"),
    ],
)
async def test_a_refusal_comes_back_with_its_sentence(provider, browser, account, kind, key):
    """The state comes back too, so that the attempt can be found."""
    query = await come_back(provider, browser, account, agree="no")
    assert field(query, "state")
    with pytest.raises(kind) as refusal:
        parse_callback(query)
    assert refusal.value.key == key


async def test_a_code_is_good_for_one_fetch(provider, browser):
    """The second use is refused, and the person is told to start again."""
    code = parse_callback(await come_back(provider, browser, ANNA))
    await provider.fetch(code, VERIFIER, STATE)
    with pytest.raises(EsiaRefused) as refusal:
        await provider.fetch(code, VERIFIER, STATE)
    assert (refusal.value.code, refusal.value.key) == ("ESIA-007011", "esia.start_again")


async def test_a_code_is_good_for_the_attempt_it_was_given_for(provider, browser, stand_in):
    """Another attempt's code, an unspent one, is not even shown to ESIA."""
    code = parse_callback(await come_back(provider, browser, ANNA))
    with pytest.raises(EsiaRefused) as refusal:
        await provider.fetch(code, VERIFIER, str(uuid.uuid4()))
    assert (refusal.value.code, refusal.value.key) == ("code_state", "esia.start_again")
    assert list(stand_in.codes) == [code]


@given(st.text() | st.builds(".".join, st.lists(st.binary().map(base64url))))
@example("..")
@example("." + base64url(b"[" * 100_000))
@example("." + base64url(b'{"urn:esia:client:state": "one", "urn:esia:client:state": "other"}'))
@example(f".{base64url(b'[1]')}.")
def test_a_code_that_tells_no_state_is_anybodys(code):
    """What a code is made of is ESIA's matter; a gateway's is opaque."""
    must_be_of(STATE, code)


@given(st.from_type(str | int | None | list[str]).filter(lambda told: told != STATE))
def test_a_code_of_any_other_state_is_refused(told):
    """However that state is written, and whatever stands around the code."""
    code = f" e30.{base64url(json.dumps({'urn:esia:client:state': told}).encode())}.c2ln="
    with pytest.raises(EsiaRefused, match="code_state"):
        must_be_of(STATE, code)


async def test_an_expired_code_is_refused(stand_in, provider, browser):
    """A code lives for a minute."""
    stand_in.code_seconds = 0
    code = parse_callback(await come_back(provider, browser, ANNA))
    with pytest.raises(EsiaRefused, match="ESIA-007011"):
        await provider.fetch(code, VERIFIER, STATE)


async def test_a_foreign_key_is_the_operators_matter(provider, browser, engine, certificate, tmp_path):
    """A signature that ESIA does not accept is not the person's fault."""
    _, other = make_demo_keys(tmp_path)
    provider._signer = OpensslSigner(certificate, other.private_key)
    with pytest.raises(EsiaMisconfigured) as refusal:
        parse_callback(await browser.open(await provider.authorization_url(str(uuid.uuid4()), VERIFIER)))
    assert (refusal.value.code, refusal.value.key) == ("ESIA-007053", "esia.our_fault")
    provider._signer = OpensslSigner(SystemCertificate.load(other.certificate), other.private_key)
    with pytest.raises(EsiaMisconfigured, match="ESIA-007053"):
        parse_callback(await browser.open(await provider.authorization_url(str(uuid.uuid4()), VERIFIER)))


async def test_a_clock_that_is_wrong_is_noticed(provider, browser):
    """ESIA refuses a request of another time."""
    clock = provider._clock
    provider._clock = lambda: clock().replace(year=2020)
    query = await browser.open(await provider.authorization_url(str(uuid.uuid4()), VERIFIER))
    with pytest.raises(EsiaRefused, match="ESIA-007015"):
        parse_callback(query)


async def test_an_unregistered_address_of_return_gets_no_redirect(provider, browser):
    """Nobody is sent to an address that ESIA does not know."""
    provider._client = Client(CLIENT.client_id, "https://elsewhere.example/", CLIENT.scope)
    page = await browser.open(await provider.authorization_url(str(uuid.uuid4()), VERIFIER))
    assert page.status_code == 400
    assert "ESIA-007023" in page.text


async def test_the_address_of_a_sign_in_holds_no_secret_twice(provider):
    """Time and signature are made anew each time."""
    state = str(uuid.uuid4())
    one, two = [await provider.authorization_url(state, VERIFIER) for _ in range(2)]
    assert field(one, "client_secret") != field(two, "client_secret")


async def test_nothing_of_a_person_is_shown_by_accident(provider, browser):
    """A careless log line does no harm."""
    anna = await signed_in(provider, browser, ANNA)
    shown = repr([anna, anna.person, anna.children])
    assert "Тестова" not in shown
    assert "1000000001" not in shown
