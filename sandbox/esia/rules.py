"""The protocol's rules: what ESIA checks of a request, and with which code it refuses.

How far a request's time may be off is not published; the stand-in takes 60 seconds either way. Of several
mistakes the first in this order is told.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.esia import gost
from sandbox.esia.keys import DemoKeys

AUTHORIZE = ("client_id", "scope", "timestamp", "state", "redirect_uri")
EXCHANGE = (*AUTHORIZE, "code")
WINDOW = timedelta(seconds=60)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TEXTS = {
    "ESIA-007004": "The owner has refused",
    "ESIA-007005": "The client is not authorized for this method",
    "ESIA-007006": "OAuthErrorEnum.accessDenied",
    "ESIA-007007": "OAuthErrorEnum.serverError",
    "ESIA-007008": "OAuthErrorEnum.temporarilyUnavailable",
    "ESIA-007011": "OAuthErrorEnum.invalidGrant",
    "ESIA-007013": "OAuthErrorEnum.noScope",
    "ESIA-007014": "OAuthErrorEnum.missingParameter",
    "ESIA-007015": "OAuthErrorEnum.timestampInvalid",
    "ESIA-007023": "OAuthErrorEnum.redirectUriInvalid",
    "ESIA-007053": "OAuthErrorEnum.clientSecretWrong",
    "ESIA-007055": "OAuthErrorEnum.accountNotConfirmed",
}
ERRORS = {
    "ESIA-007005": "unauthorized_client",
    "ESIA-007007": "server_error",
    "ESIA-007008": "temporarily_unavailable",
    "ESIA-007011": "invalid_grant",
    "ESIA-007013": "invalid_scope",
    "ESIA-007014": "invalid_request",
    "ESIA-007015": "invalid_request",
}


class Refusal(Exception):
    """A request against a rule; *code* is ESIA's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def fields(self) -> dict[str, str]:
        """The answer's ``error`` and ``error_description``."""
        text = TEXTS.get(self.code, "OAuthErrorEnum.error")
        return {
            "error": ERRORS.get(self.code, "access_denied"),
            "error_description": f"{self.code}: {text}",
        }


@dataclass(frozen=True, slots=True, repr=False)
class Registration:
    """A system as ESIA knows it: mnemonic, addresses of return, scopes; the secret is a gateway's."""

    client_id: str
    redirect_uris: frozenset[str]
    scopes: frozenset[str]
    client_secret: str


def check_signed(
    order: tuple[str, ...], given: Mapping[str, str], keys: DemoKeys, scopes: frozenset[str], now: datetime
) -> None:
    """Check fields, certificate hash, time, state, scopes and signature.

    Raises:
        Refusal: with the code of the first mistake.
    """
    if any(not given.get(name) for name in (*order, "client_secret", "client_certificate_hash")):
        raise Refusal("ESIA-007014")
    if given["client_certificate_hash"] != keys.certificate_hash:
        raise Refusal("ESIA-007053")
    if abs(now - _moment(given["timestamp"])) > WINDOW:
        raise Refusal("ESIA-007015")
    if not UUID.fullmatch(given["state"]):
        raise Refusal("ESIA-007014")
    if not set(given["scope"].split()) <= scopes or "openid" not in given["scope"].split():
        raise Refusal("ESIA-007013")
    message = "".join(given[name] for name in order).encode()
    if not gost.verify(keys.system.point, message, _decoded(given["client_secret"])):
        raise Refusal("ESIA-007053")


def _moment(timestamp: str) -> datetime:
    try:
        return datetime.strptime(timestamp, "%Y.%m.%d %H:%M:%S %z")
    except ValueError:
        raise Refusal("ESIA-007015") from None


def _decoded(secret: str) -> bytes:
    """Decode base64url without padding, and nothing else."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", secret):
        raise Refusal("ESIA-007053")
    try:
        return base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    except binascii.Error:
        raise Refusal("ESIA-007053") from None
