"""The port: a way to sign in. Two adapters stand behind it, `esia.direct` and `esia.gateway`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from esia.findings import Finding
from esia.person import SignedInPerson


@dataclass(frozen=True, slots=True, repr=False)
class Client:
    """This system, as it is registered: mnemonic, address of the callback, scopes in their signed order."""

    client_id: str
    redirect_uri: str
    scope: str


@dataclass(frozen=True, slots=True)
class Validity:
    """Until when our certificate and the key of ESIA's tokens that lasts longest are good; none: for ever."""

    certificate: datetime | None = None
    token_keys: datetime | None = None


class EsiaProvider(Protocol):
    """Someone who identifies a person and tells about them, once, with their consent."""

    async def authorization_url(self, state: str, verifier: str) -> str:
        """Return the address at which the person signs in; it ages within a minute, so make it late.

        *verifier* is PKCE's (RFC 7636), 43 characters that only this browser's attempt can give again.

        Raises:
            EsiaMisconfigured: the key does not work.
        """

    async def fetch(self, code: str, verifier: str, state: str) -> SignedInPerson:
        """Trade the one-time *code* of the callback for the person's data, and forget the tokens.

        *verifier* and *state* are those with which the attempt began: a code of another one is refused.

        Raises:
            EsiaError: ``key`` is the sentence for the person, ``code`` is for the log. The code is spent
                by now, so start the sign-in again rather than repeat this call.
        """

    def validity(self) -> Validity:
        """Return until when keys and certificates are good."""

    async def findings(self) -> list[Finding]:
        """Look at keys, certificates, clocks and the way there, for the operator."""

    async def aclose(self) -> None:
        """Close the connections."""
