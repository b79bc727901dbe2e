"""Tokens: the good ones pass, and of a corpus of hostile ones none does."""

import base64
import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esia.errors import EsiaReplyMalformed
from esia.openssl import OpensslGost
from esia.strict_json import read_object
from esia.token_keys import TokenKeys
from esia.tokens import COMPACT, EsiaClaims, TokenVerifier, _oid, unverified_claims
from sandbox.esia.gost import KeyPair
from tests.esia.forge import (
    CLIENT_ID,
    HEADER,
    ISSUER,
    OID,
    STRANGER,
    access,
    identity,
    jwk,
    part,
    signed,
    signed_with_gost,
    signed_with_public_key,
    subject,
    unsigned,
)
from tests.servers import PATIENCE


@pytest.fixture(scope="session")
def verifier(engine, files):
    keys = TokenKeys(files.token_keys)
    return TokenVerifier(keys, ISSUER, CLIENT_ID, lambda: datetime.now(UTC), OpensslGost(seconds=PATIENCE))


def good(keys):
    return signed(identity(), keys.rsa)


def bent(token, keys):
    """Put other claims under the signature."""
    header, _, signature = token.split(".")
    return f"{header}.{part(identity(sub=OID, aud='OTHER'))}.{signature}"


def as_json(token):
    header, payload, signature = token.split(".")
    return json.dumps({"payload": payload, "protected": header, "signature": signature})


def raw(keys, payload, header=None):
    """Sign bytes that are no tidy JSON."""
    return signed(payload, keys.rsa, header if header is not None else HEADER)


HOSTILE = {
    "alg none": lambda k: unsigned(identity()),
    "alg None": lambda k: unsigned(identity(), "None"),
    "alg nOnE with a signature": lambda k: unsigned(identity(), "nOnE", part(b"x" * 256)),
    "alg empty": lambda k: unsigned(identity(), "", part(b"x")),
    "alg missing": lambda k: signed(identity(), k.rsa, {"typ": "JWT"}),
    "alg a list": lambda k: signed(identity(), k.rsa, HEADER | {"alg": ["RS256"]}),
    "alg a number": lambda k: signed(identity(), k.rsa, HEADER | {"alg": 256}),
    "alg rs256": lambda k: signed(identity(), k.rsa, HEADER | {"alg": "rs256"}),
    "alg with a space": lambda k: signed(identity(), k.rsa, HEADER | {"alg": "RS256 "}),
    "alg RS512": lambda k: signed(identity(), k.rsa, HEADER | {"alg": "RS512"}),
    "alg PS256": lambda k: signed(identity(), k.rsa, HEADER | {"alg": "PS256"}),
    "alg GOST over an RSA signature": lambda k: signed(
        identity(), k.rsa, HEADER | {"alg": "GOST3410_2012_256"}
    ),
    "HS256 with the public key as PEM": lambda k: signed_with_public_key(identity(), k.rsa),
    "HS256 named RS256": lambda k: signed_with_public_key(identity(), k.rsa, "RS256"),
    "a stranger's key": lambda k: signed(identity(), STRANGER),
    "a stranger's GOST key": lambda k: signed_with_gost(identity(), KeyPair.fresh()),
    "the system's own GOST key": lambda k: signed_with_gost(identity(), k.system),
    "a stranger's key in jwk": lambda k: signed(identity(), STRANGER, HEADER | {"jwk": jwk(STRANGER)}),
    "a stranger's key at jku": lambda k: signed(
        identity(), STRANGER, HEADER | {"jku": "http://127.0.0.1/keys"}
    ),
    "a stranger's key in x5c": lambda k: signed(identity(), STRANGER, HEADER | {"x5c": ["AAAA"]}),
    "a stranger's key by a path in kid": lambda k: signed(
        identity(), STRANGER, HEADER | {"kid": "../../dev/null"}
    ),
    "crit": lambda k: signed(identity(), k.rsa, HEADER | {"crit": ["exp"], "exp": 1}),
    "b64 false": lambda k: signed(identity(), k.rsa, HEADER | {"crit": ["b64"], "b64": False}),
    "b64 true": lambda k: signed(identity(), k.rsa, HEADER | {"b64": True}),
    "header a list": lambda k: signed(identity(), k.rsa, ["alg"]),
    "header no JSON": lambda k: signed(identity(), k.rsa, b"alg"),
    "header with alg twice": lambda k: raw(k, identity(), b'{"alg":"none","alg":"RS256"}'),
    "another payload": lambda k: bent(good(k), k),
    "signature empty": lambda k: good(k).rpartition(".")[0] + ".",
    "signature missing": lambda k: good(k).rpartition(".")[0],
    "signature cut": lambda k: good(k)[:-8],
    "signature of another token": lambda k: (
        good(k).rpartition(".")[0] + "." + signed(identity(sub=7), k.rsa).split(".")[2]
    ),
    "signature zero": lambda k: good(k).rpartition(".")[0] + "." + part(bytes(256)),
    "GOST signature zero": lambda k: unsigned(identity(), "GOST3410_2012_256", part(bytes(64))),
    "GOST signature short": lambda k: unsigned(identity(), "GOST3410_2012_256", part(bytes(63))),
    "GOST halves exchanged": lambda k: exchanged(signed_with_gost(identity(), k.gost)),
    "JSON serialization": lambda k: as_json(good(k)),
    "five parts (JWE)": lambda k: good(k) + ".AAAA.AAAA",
    "padding": lambda k: good(k) + "==",
    "a line break at the end": lambda k: good(k) + "\n",
    "spaces around": lambda k: f" {good(k)} ",
    "other letters": lambda k: good(k) + "Ё",
    "huge": lambda k: signed(identity(more="x" * 100_000), k.rsa),
    "nested without end": lambda k: raw(k, b"[" * 20_000),
    "payload a list": lambda k: raw(k, b"[1]"),
    "payload no JSON": lambda k: raw(k, b"\xff\xfe"),
    "aud twice": lambda k: raw(k, json.dumps(identity()).encode()[:-1] + b',"aud":"DEMO73"}'),
    "exp NaN": lambda k: raw(k, json.dumps(identity(exp=float("nan"))).encode()),
    "exp Infinity": lambda k: raw(k, json.dumps(identity(exp=float("inf"))).encode()),
    "exp 1e999": lambda k: raw(k, json.dumps(identity(exp=-1)).replace("-1", "1e999").encode()),
    "exp past": lambda k: signed(identity(exp=int(time.time()) - 61), k.rsa),
    "exp missing": lambda k: signed(identity(exp=None), k.rsa),
    "exp a text": lambda k: signed(identity(exp=str(int(time.time()) + 60)), k.rsa),
    "exp true": lambda k: signed(identity(exp=True), k.rsa),
    "nbf in the future": lambda k: signed(identity(nbf=int(time.time()) + 600), k.rsa),
    "nbf missing": lambda k: signed(identity(nbf=None), k.rsa),
    "iat in the future": lambda k: signed(identity(iat=int(time.time()) + 600), k.rsa),
    "iat missing": lambda k: signed(identity(iat=None), k.rsa),
    "iat a list": lambda k: signed(identity(iat=[int(time.time())]), k.rsa),
    "iss of another": lambda k: signed(identity(iss="http://esia.example"), k.rsa),
    "iss with https": lambda k: signed(identity(iss=ISSUER.replace("http", "https")), k.rsa),
    "iss missing": lambda k: signed(identity(iss=None), k.rsa),
    "iss a list": lambda k: signed(identity(iss=[ISSUER]), k.rsa),
    "aud of another": lambda k: signed(identity(aud="OTHER"), k.rsa),
    "aud in small letters": lambda k: signed(identity(aud="demo73"), k.rsa),
    "aud missing": lambda k: signed(identity(aud=None), k.rsa),
    "aud several": lambda k: signed(identity(aud=[CLIENT_ID, "OTHER"]), k.rsa),
    "aud an object": lambda k: signed(identity(aud={CLIENT_ID: 1}), k.rsa),
    "sub missing": lambda k: signed(identity(sub=None), k.rsa),
    "sub of another": lambda k: signed(identity(sub=OID + 1), k.rsa),
    "sub true": lambda k: signed(identity(sub=True), k.rsa),
    "sub a path": lambda k: signed(identity(sub="../1"), k.rsa),
    "subject missing": lambda k: signed(identity(**{"urn:esia:sbj": None}), k.rsa),
    "subject a text": lambda k: signed(identity(**{"urn:esia:sbj": "P"}), k.rsa),
    "subject an organisation": lambda k: signed(identity(**{"urn:esia:sbj": subject(typ="B")}), k.rsa),
    "subject of another": lambda k: signed(identity(**{"urn:esia:sbj": subject(oid=OID + 1)}), k.rsa),
    "subject without oid": lambda k: signed(identity(**{"urn:esia:sbj": subject(oid=None)}), k.rsa),
    "an access token": lambda k: signed(access(), k.rsa),
    "an empty text": lambda k: "",
    "no text": lambda k: None,
    "a number": lambda k: 5,
    "bytes": lambda k: good(k).encode(),
}


def exchanged(token):
    """Swap r and s, as gostcrypto itself would have them."""
    head, _, signature = token.rpartition(".")
    both = base64.urlsafe_b64decode(signature + "==")
    return f"{head}.{part(both[32:] + both[:32])}"


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_token_passes(verifier, keys, name):
    """Each is refused with our own error, whatever is wrong with it."""
    with pytest.raises(EsiaReplyMalformed) as refusal:
        verifier.subject(HOSTILE[name](keys), signed(access(), keys.rsa))
    assert refusal.value.code.startswith("token_")


HOSTILE_ACCESS = {
    "of another person": lambda k: signed(access(**{"urn:esia:sbj_id": OID + 1}), k.rsa),
    "of nobody": lambda k: signed(access(**{"urn:esia:sbj_id": None}), k.rsa),
    "for another client": lambda k: signed(access(client_id="OTHER"), k.rsa),
    "for no client": lambda k: signed(access(client_id=None), k.rsa),
    "of another issuer": lambda k: signed(access(iss="http://other/"), k.rsa),
    "expired": lambda k: signed(access(exp=int(time.time()) - 61), k.rsa),
    "without an end": lambda k: signed(access(exp=None), k.rsa),
    "with a text for an end": lambda k: signed(access(exp="never"), k.rsa),
    "without an issuer": lambda k: signed(access(iss=None), k.rsa),
    "of one called true": lambda k: signed(access(**{"urn:esia:sbj_id": True}), k.rsa),
    "early": lambda k: signed(access(nbf=int(time.time()) + 600), k.rsa),
    "of a stranger": lambda k: signed(access(), STRANGER),
    "unsigned": lambda k: unsigned(access()),
    "opaque": lambda k: "0123456789abcdef",
    "the id_token": good,
}


@pytest.mark.parametrize("name", HOSTILE_ACCESS)
def test_the_access_token_is_verified_too(verifier, keys, name):
    """Both tokens must be ESIA's, and speak of one person."""
    with pytest.raises(EsiaReplyMalformed):
        verifier.subject(good(keys), HOSTILE_ACCESS[name](keys))


GOOD = {
    "as ESIA sends it": identity,
    "sub in digits": lambda: identity(sub=str(OID)),
    "amr a list": lambda: identity(amr=["pwd"]),
    "expired within the leeway": lambda: identity(exp=int(time.time()) - 50),
    "early within the leeway": lambda: identity(nbf=int(time.time()) + 50, iat=int(time.time()) + 50),
}


@pytest.mark.parametrize("name", GOOD)
def test_the_good_ones_pass(verifier, keys, name):
    """With RSA and with GOST signatures, and ESIA's own headers."""
    for token in (signed(GOOD[name](), keys.rsa), signed_with_gost(GOOD[name](), keys.gost)):
        found = verifier.subject(token, signed(access(), keys.rsa))
        assert (found.oid, found.trusted) == (str(OID), True)
        assert str(OID) not in repr(found)


@pytest.mark.parametrize("told", [None, False, "true", 1])
def test_an_account_is_trusted_only_if_esia_says_true(verifier, keys, told):
    """The claim is absent for unconfirmed accounts."""
    token = signed(identity(**{"urn:esia:sbj": subject(is_tru=told)}), keys.rsa)
    assert not verifier.subject(token, signed(access(), keys.rsa)).trusted


@settings(max_examples=100)
@given(
    claim=st.sampled_from(["iss", "aud", "exp", "nbf", "iat", "sub", "urn:esia:sbj"]),
    value=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=5,
    ),
)
def test_a_claim_of_any_other_shape_is_refused(verifier, keys, claim, value):
    """Whatever JSON stands where a claim belongs, it is refused, and nothing breaks."""
    if claim in {"exp", "nbf", "iat"} and isinstance(value, float):
        return
    with pytest.raises(EsiaReplyMalformed):
        verifier.subject(signed(identity(**{claim: value}), keys.rsa), signed(access(), keys.rsa))


LINE_END = "a.b.c\n"
NO_OIDS = [True, False, None, "", "٣", "３", "1\n", " 1", "-1", -1, 1.0, "1" * 19, 10**18, [1], {}]


@pytest.mark.parametrize("value", NO_OIDS, ids=repr)
def test_what_is_no_number_of_a_person_is_refused(value):
    """Digits of ASCII, at most 18; ``True`` is no 1."""
    with pytest.raises(EsiaReplyMalformed, match="token_oid"):
        _oid(value)


@pytest.mark.parametrize("value", [None, "", True, [1]], ids=repr)
def test_a_subject_that_is_none_is_refused_by_the_claims_alone(value):
    """Before the two tokens are compared."""
    with pytest.raises(EsiaReplyMalformed, match="token_oid"):
        EsiaClaims(now=int(time.time())).validate_sub(value)


def test_a_token_is_the_whole_text(verifier, keys):
    """A line end behind the last part makes another text, although its base64 may be read."""
    assert COMPACT.fullmatch("a.b.c")
    assert not COMPACT.fullmatch(LINE_END)
    for more in ("\n", "\n\n", ".x", "=", " "):
        with pytest.raises(EsiaReplyMalformed, match=r"^token_form$"):
            verifier.subject(good(keys) + more, signed(access(), keys.rsa))
        with pytest.raises(EsiaReplyMalformed, match=r"^token_form$"):
            verifier.subject(good(keys), signed(access(), keys.rsa) + more)
        with pytest.raises(EsiaReplyMalformed, match=r"^token_form$"):
            unverified_claims(good(keys) + more)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": [-Infinity]}',
        '{"a": 1, "a": 1}',
        '{"b": {"a": 1, "a": 2}}',
        "[]",
        "1",
    ],
)
def test_json_is_read_strictly(text):
    """No NaN (RFC 8259 knows none), no name twice, an object."""
    with pytest.raises(ValueError):
        read_object(text.encode())


def test_json_that_is_right_is_read():
    """Numbers, nothing, names in any place."""
    assert read_object(b'{"a": {"b": 1.5, "a": null}}') == {"a": {"b": 1.5, "a": None}}
