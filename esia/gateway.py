"""A gateway in front of ESIA (a "typical technical solution"): plain OAuth 2.0 with a client secret.

New systems may not connect to ESIA with signing code of their own since 2025, so this is their way. The wire
format is that of «ЕСИА Шлюз» (wiki.esia.pro, esia-gw) and its public clients: /auth/authorize, /auth/token,
/auth/userinfo. That children come as ``kids`` in ``info`` is not confirmed; where they do not, none come.
"""

import re
from collections.abc import Mapping
from typing import Any

from esia.concurrently import in_time
from esia.errors import EsiaReplyMalformed
from esia.findings import Finding, clock_findings
from esia.oauth import OauthSession
from esia.person import (
    SignedInPerson,
    each_once,
    read_child,
    read_person,
    says_trusted,
    verified_mobile,
)
from esia.provider import Client, Validity
from esia.tokens import Clock, unverified_claims
from esia.wire import Wire

AUTHORIZATION_PATH = "auth/authorize"
TOKEN_PATH = "auth/token"  # noqa: S105 - a path, not a token
PERSON_PATH = "auth/userinfo"
BEHIND = "esia_oauth"  # of the providers that a gateway has, ESIA itself
FETCH_SECONDS = 20.0
NUMBER = re.compile(r"[0-9A-Za-z-]{1,64}")


class EsiaGateway:
    """A provider that leaves signing and ESIA's tokens to the gateway, and trusts its TLS."""

    def __init__(self, wire: Wire, client: Client, client_secret: str, clock: Clock) -> None:
        """*clock* tells the time with the region's offset: "today" depends on it."""
        self._wire = wire
        self._client = client
        self._secret = client_secret
        self._clock = clock

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def authorization_url(self, state: str, verifier: str) -> str:
        """Return the address of the sign-in."""
        return self._session().authorization_url(AUTHORIZATION_PATH, state, verifier, provider=BEHIND)

    async def fetch(self, code: str, verifier: str, state: str) -> SignedInPerson:  # noqa: ARG002
        """Trade the code for a token, and the token for the person's data.

        *verifier* binds the code to the attempt; a *state* within it would be the gateway's own.

        Raises:
            EsiaError: see `esia.errors`; a whole fetch takes ``FETCH_SECONDS`` at most.
        """
        session = self._session()
        async with in_time(FETCH_SECONDS):
            await session.exchange(TOKEN_PATH, code, verifier)
            person = await session.post(PERSON_PATH)
        return self._signed_in(person, session.granted.get("id_token"))

    def _session(self) -> OauthSession:
        return OauthSession(self._wire, self._client, self._secret)

    def validity(self) -> Validity:
        """Return that there is no end: keys and certificates are the gateway's matter."""
        return Validity()

    async def findings(self) -> list[Finding]:
        """Look whether the gateway answers, and at the clocks."""
        return await clock_findings(self._wire, self._clock)

    def _signed_in(self, answer: Mapping[str, Any], id_token: Any) -> SignedInPerson:
        info = answer.get("info")
        if not isinstance(info, dict):
            raise EsiaReplyMalformed("userinfo")
        oid = _one_person(answer.get("sub"), info.get("oid"), id_token)
        today = self._clock().date()
        contacts = [verified_mobile(info.get("mobilePhone"))]
        person = read_person(info, contacts, _elements(info.get("documents")), today)
        kids = each_once(_elements(info.get("kids")))
        children = (read_child(kid, _elements(kid.get("documents")), today) for kid in kids)
        told = tuple(child for child in children if child.answers)
        return SignedInPerson(oid, says_trusted(info.get("trusted")) is True, person, told)


def _one_person(sub: Any, oid: Any, id_token: Any) -> str:
    """Return the number of the person, of whom token and answer must both speak (OpenID Connect §5.3.2).

    The token's signature adds nothing to the TLS through which it came from the gateway itself (§3.1.3.7).
    """
    told = {_number(value) for value in (oid, sub) if value is not None}
    if not told:
        raise EsiaReplyMalformed("userinfo_oid")
    if id_token is not None:
        told.add(_number(unverified_claims(id_token).get("sub")))
    if len(told) > 1:
        raise EsiaReplyMalformed("userinfo_other_person")
    return told.pop()


def _number(value: Any) -> str:
    """Return a person's number, which comes as a number or as a text of ASCII."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        raise EsiaReplyMalformed("userinfo_oid")
    return text


def _elements(collection: Any) -> list[Any]:
    """Return the elements of a list, or of a collection as ESIA has them."""
    found = collection.get("elements") if isinstance(collection, dict) else collection
    return found if isinstance(found, list) else []
