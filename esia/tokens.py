"""ESIA's tokens, verified: signature, issuer, audience, times, and that both speak of one person.

ESIA's tokens are JWTs with habits of their own (methodical recommendations, appendix on tokens; seen in
several clients' fixtures): the header has ``ver`` and ``sbt``, ``sub`` is an integer, ``amr`` a string, there
is no nonce. GOST signatures are verified by OpenSSL's engine, in the demo by gostcrypto. In doubt a token is
refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc.errors import ClaimError
from joserfc.jws import JWSRegistry
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry
from joserfc.util import urlsafe_b64decode

from esia.errors import EsiaReplyMalformed
from esia.gost import Gost, GostPublicKey
from esia.strict_json import read_object
from esia.token_keys import TokenKeys, VerifyingKey

LEEWAY_SECONDS = 60
LONGEST_TOKEN = 32 * 1024
COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
OID = re.compile(r"[0-9]{1,18}")
SUBJECT = "urn:esia:sbj"
PERSON = "P"

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, repr=False)
class Subject:
    """Who signed in: ESIA's number of the person, whether the account is a confirmed one, a SNILS if told."""

    oid: str
    trusted: bool
    snils: str | None = None


# By name: joserfc's table is process-wide and knows HS256 and "none" too.
RS256, GOST = "RS256", "GOST3410_2012_256"
ALGORITHMS = frozenset({RS256, GOST})


class EsiaClaims(JWTClaimsRegistry):
    """The claims, with ESIA's integer ``sub``."""

    def validate_sub(self, value: object) -> None:
        """Take the person's number as a number or in digits."""
        _oid(value)


@dataclass(frozen=True, slots=True)
class TokenVerifier:
    """What a token is held against."""

    keys: TokenKeys
    issuer: str
    client_id: str
    clock: Clock
    gost: Gost

    def subject(self, id_token: object, access_token: object) -> Subject:
        """Return whom both tokens speak of; takes up to some tenths of a second of CPU.

        Raises:
            EsiaReplyMalformed: ``token_…`` says which check failed.
            EsiaMisconfigured: a GOST signature could not be verified at all.
        """
        identity = self._claims(id_token, ("iss", "sub", "aud", "exp", "nbf", "iat"))
        access = self._claims(access_token, ("iss", "exp", "client_id"))
        subject = identity.get(SUBJECT)
        if not isinstance(subject, dict) or subject.get(f"{SUBJECT}:typ") != PERSON:
            raise EsiaReplyMalformed("token_subject")
        numbers = (identity["sub"], subject.get(f"{SUBJECT}:oid"), access.get(f"{SUBJECT}_id"))
        oids = {_oid(number) for number in numbers}
        if len(oids) != 1:
            raise EsiaReplyMalformed("token_other_person")
        snils = digits_of(identity.get("snils")) or digits_of(subject.get(f"{SUBJECT}:snils"))
        return Subject(oids.pop(), subject.get(f"{SUBJECT}:is_tru") is True, snils)

    def _claims(self, token: object, essential: tuple[str, ...]) -> dict[str, Any]:
        """Verify one token; an access token names us as ``client_id``, an identity token as ``aud``."""
        if not isinstance(token, str) or len(token) > LONGEST_TOKEN or not COMPACT.fullmatch(token):
            raise EsiaReplyMalformed("token_form")
        try:
            claims = self._signed_claims(token)
            self._check(claims, essential)
        except ClaimError as error:
            raise EsiaReplyMalformed(f"token_{error.error}_{error.claim}") from None
        except (ValueError, RecursionError):
            raise EsiaReplyMalformed("token_form") from None
        return claims

    def _signed_claims(self, token: str) -> dict[str, Any]:
        """Return the claims if a key of ours signed them; a key that the token itself names is no key."""
        signing_input, _, signature = token.encode().rpartition(b".")
        header, payload = map(urlsafe_b64decode, signing_input.split(b"."))
        algorithm = _algorithm(read_object(header))
        candidates = (one.key for one in self.keys.current() if one.algorithm == algorithm)
        raw = urlsafe_b64decode(signature)
        if not any(self._verifies(key, signing_input, raw) for key in candidates):
            raise EsiaReplyMalformed("token_signature")
        return read_object(payload)

    def _verifies(self, key: VerifyingKey, message: bytes, signature: bytes) -> bool:
        if isinstance(key, GostPublicKey):
            return self.gost.verify(key, message, signature)
        return bool(JWSRegistry.algorithms[RS256].verify(message, signature, key))

    def _check(self, claims: dict[str, Any], essential: tuple[str, ...]) -> None:
        options: dict[str, ClaimsOption] = {name: {"essential": True} for name in essential}
        expected = {"iss": self.issuer, "aud": self.client_id, "client_id": self.client_id}
        for name in options.keys() & expected.keys():
            options[name]["value"] = expected[name]
        now = int(self.clock().timestamp())
        EsiaClaims(now=now, leeway=LEEWAY_SECONDS, **options).validate(claims)
        if isinstance(claims.get("aud"), list) and len(claims["aud"]) > 1:
            raise EsiaReplyMalformed("token_audience")  # ESIA names one; others could share a list


def unverified_claims(token: object) -> dict[str, Any]:
    """Return the claims of a token whose sender is known by other means.

    Raises:
        EsiaReplyMalformed: ``token_form``.
    """
    if not isinstance(token, str) or len(token) > LONGEST_TOKEN or not COMPACT.fullmatch(token):
        raise EsiaReplyMalformed("token_form")
    try:
        return read_object(urlsafe_b64decode(token.encode().split(b".")[1]))
    except (ValueError, RecursionError):
        raise EsiaReplyMalformed("token_form") from None


def _algorithm(header: dict[str, Any]) -> str:
    """Return the header's algorithm, if it is one of ours and no extension changes what is signed."""
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise EsiaReplyMalformed("token_algorithm")
    if "crit" in header or "b64" in header:
        raise EsiaReplyMalformed("token_extension")
    return algorithm


def digits_of(value: object) -> str | None:
    """Return the digits of a number that came as a number or as a text with dashes and spaces, if any."""
    is_number = isinstance(value, str | int) and not isinstance(value, bool)
    return re.sub(r"[^0-9]", "", str(value)) or None if is_number else None


def _oid(value: object) -> str:
    """Return a person's number, which comes as a number or in digits."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not OID.fullmatch(text):
        raise EsiaReplyMalformed("token_oid")
    return text
