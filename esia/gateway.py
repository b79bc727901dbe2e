"""A gateway in front of ESIA (a "typical technical solution"): plain OAuth 2.0 with a client secret.

New systems may not connect to ESIA with signing code of their own since 2025, so this is their way. The wire
format is that of «ЕСИА Шлюз» (wiki.esia.pro, esia-gw) and its public clients: /auth/authorize, /auth/token,
/auth/userinfo. That children come as ``kids`` in ``info`` is not confirmed; where they do not, none come.
"""

from collections.abc import Mapping
from typing import Any

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri

from esia.errors import EsiaReplyMalformed
from esia.findings import Finding, clock_findings
from esia.person import SignedInPerson, read_person, verified_mobile
from esia.provider import Client
from esia.together import in_time
from esia.tokens import Clock
from esia.wire import Wire

AUTHORIZATION_PATH = "auth/authorize"
TOKEN_PATH = "auth/token"  # noqa: S105 - a path, not a token
PERSON_PATH = "auth/userinfo"
BEHIND = "esia_oauth"  # of the providers that a gateway has, ESIA itself
FETCH_SECONDS = 20.0
MOST_CHILDREN = 20
LONGEST_OID = 64


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

    async def authorization_url(self, state: str) -> str:
        """Return the address of the sign-in."""
        url: str = prepare_grant_uri(
            self._wire.url(AUTHORIZATION_PATH),
            self._client.client_id,
            "code",
            redirect_uri=self._client.redirect_uri,
            scope=self._client.scope,
            state=state,
            provider=BEHIND,
        )
        return url

    async def fetch(self, code: str) -> SignedInPerson:
        """Trade the code for a token, and the token for the person's data.

        Raises:
            EsiaError: see `esia.errors`; a whole fetch takes ``FETCH_SECONDS`` at most.
        """
        async with in_time(FETCH_SECONDS):
            answer = await self._wire.post(TOKEN_PATH, self._exchange(code))
            token = answer.get("access_token")
            if not isinstance(token, str) or not token.isascii() or not token.isprintable():
                raise EsiaReplyMalformed("token_form")
            person = await self._wire.post(PERSON_PATH, {}, bearer=token)
        return self._signed_in(person)

    async def findings(self) -> list[Finding]:
        """Look whether the gateway answers, and at the clocks."""
        return await clock_findings(self._wire, self._clock)

    def _exchange(self, code: str) -> Mapping[str, str]:
        return {
            "grant_type": "authorization_code",
            "client_id": self._client.client_id,
            "client_secret": self._secret,
            "redirect_uri": self._client.redirect_uri,
            "code": code,
        }

    def _signed_in(self, answer: Mapping[str, Any]) -> SignedInPerson:
        info = answer.get("info")
        if not isinstance(info, dict):
            raise EsiaReplyMalformed("userinfo")
        oid = str(info.get("oid") or answer.get("sub") or "")
        if not oid.isalnum() or len(oid) > LONGEST_OID:
            raise EsiaReplyMalformed("userinfo_oid")
        today = self._clock().date()
        contacts = [verified_mobile(info.get("mobilePhone"))]
        person = read_person(info, contacts, _elements(info.get("documents")), today)
        kids = [kid for kid in _elements(info.get("kids")) if isinstance(kid, dict)][:MOST_CHILDREN]
        children = (read_person(kid, (), _elements(kid.get("documents")), today) for kid in kids)
        told = tuple(child for child in children if child.answers)
        return SignedInPerson(oid, info.get("trusted") is True, person, told)


def _elements(collection: Any) -> list[Any]:
    """Return the elements of a list, or of a collection as ESIA has them."""
    found = collection.get("elements") if isinstance(collection, dict) else collection
    return found if isinstance(found, list) else []
