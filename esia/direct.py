"""ESIA itself: v2/ac and v3/te with signed requests, verified tokens, and the REST resources.

Methodical recommendations 3.x. A request's time and signature are made anew at each step, and the token
request has a state of its own, other than the browser's.
"""

import asyncio
import uuid
from collections.abc import Mapping

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri

from esia.callback import must_be_of
from esia.concurrently import concurrently, in_time
from esia.errors import EsiaReplyMalformed
from esia.findings import (
    Finding,
    certificate_findings,
    clock_findings,
    key_findings,
    stand_findings,
    token_key_findings,
)
from esia.person import SignedInPerson
from esia.provider import Client, Validity
from esia.resources import Resources
from esia.signature import AUTHORIZE, EXCHANGE, Signer, base64url, signed_string, timestamp
from esia.tokens import Clock, TokenVerifier
from esia.wire import Wire

AUTHORIZATION_PATH = "aas/oauth2/v2/ac"
TOKEN_PATH = "aas/oauth2/v3/te"  # noqa: S105 - a path, not a token
FETCH_SECONDS = 20.0


class DirectEsia:
    """A provider that speaks to ESIA without anything in between."""

    def __init__(
        self, wire: Wire, client: Client, signer: Signer, verifier: TokenVerifier, clock: Clock
    ) -> None:
        """*clock* tells the time with the region's offset: "today" depends on it, and ESIA reads it."""
        self._wire = wire
        self._client = client
        self._signer = signer
        self._verifier = verifier
        self._clock = clock

    async def aclose(self) -> None:
        """Close the connections."""
        await self._wire.aclose()

    async def authorization_url(self, state: str, verifier: str) -> str:  # noqa: ARG002 - see `fetch`
        """Return the signed address of the sign-in; the order of what is signed is `AUTHORIZE`."""
        fields = await self._signed(AUTHORIZE, state, {})
        url: str = prepare_grant_uri(
            self._wire.url(AUTHORIZATION_PATH), response_type="code", access_type="online", **fields
        )
        return url

    async def fetch(self, code: str, verifier: str, state: str) -> SignedInPerson:  # noqa: ARG002
        """Trade the code, verify the tokens, read what the person agreed to; the tokens end with this call.

        ESIA knows PKCE by name (errors 007039, 007040), but its one client that sends a challenge hashes
        with GOST R 34.11, and that S256 works is told nowhere: *verifier* is left to gateways. What binds
        the code to the attempt is the *state* that ESIA writes into it.

        Raises:
            EsiaError: see `esia.errors`; a whole fetch takes ``FETCH_SECONDS`` at most.
        """
        must_be_of(state, code)
        async with in_time(FETCH_SECONDS):
            answer = await self._exchange(code)
            tokens = answer.get("id_token"), answer.get("access_token")
            subject = await asyncio.to_thread(self._verifier.subject, *tokens)
            resources = Resources(self._wire, subject, str(tokens[1]), self._clock().date())
            (person, trusted), children = await concurrently(resources.person(), resources.children())
        is_trusted = subject.trusted if trusted is None else trusted
        return SignedInPerson(subject.oid, is_trusted, person, children)

    def validity(self) -> Validity:
        """Return until when our certificate and ESIA's keys are good."""
        return Validity(self._signer.certificate.valid_until, self._verifier.keys.valid_until())

    async def findings(self) -> list[Finding]:
        """Look at our key and certificate, ESIA's keys, and the clocks."""
        now = self._clock()
        return [
            *certificate_findings(self._signer.certificate, now),
            *await key_findings(self._signer, self._verifier.gost),
            *token_key_findings(self._verifier.keys, now),
            *stand_findings(self._wire),
            *await clock_findings(self._wire, self._clock),
        ]

    async def _exchange(self, code: str) -> Mapping[str, object]:
        state = str(uuid.uuid4())
        fields = await self._signed(EXCHANGE, state, {"code": code})
        form = {**fields, "grant_type": "authorization_code", "token_type": "Bearer"}
        answer = await self._wire.post(TOKEN_PATH, form)
        if answer.get("state") != state:
            raise EsiaReplyMalformed("token_state")
        return answer

    async def _signed(self, order: tuple[str, ...], state: str, more: Mapping[str, str]) -> dict[str, str]:
        """Return the fields of a request, with our proof that we made it just now."""
        fields = {
            "client_id": self._client.client_id,
            "scope": self._client.scope,
            "timestamp": timestamp(self._clock()),
            "state": state,
            "redirect_uri": self._client.redirect_uri,
            **more,
        }
        signature = await self._signer.sign(signed_string(order, fields))
        fingerprint = await asyncio.to_thread(self._signer.certificate.hash_by, self._verifier.gost)
        proof = {"client_secret": base64url(signature), "client_certificate_hash": fingerprint}
        return fields | proof
