"""The signed requests: which fields are signed in which order, and how time and bytes are written.

Methodical recommendations 3.x, v2/ac and v3/te: the values as they are (not URL-encoded), one after another
without separators, in UTF-8; a raw GOST R 34.10-2012/256 signature in base64url. Requests are data here,
so that a test holds them against fixed vectors.
"""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from esia.certificate import SystemCertificate

AUTHORIZE = ("client_id", "scope", "timestamp", "state", "redirect_uri")
EXCHANGE = (*AUTHORIZE, "code")


class Signer(Protocol):
    """The system's private key, wherever it is kept."""

    @property
    def certificate(self) -> SystemCertificate:
        """The certificate that ESIA knows for this key."""

    async def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes s‖r, each half big-endian: the order of X.509 and CMS.

        Raises:
            EsiaMisconfigured: the tool or the key does not work; the code tells which step failed.
        """


def signed_string(order: tuple[str, ...], fields: Mapping[str, str]) -> bytes:
    """Return what is signed of *fields*."""
    return "".join(fields[name] for name in order).encode()


def timestamp(moment: datetime) -> str:
    """«2013.01.25 14:36:11 +0400»."""
    return moment.strftime("%Y.%m.%d %H:%M:%S %z")


def base64url(content: bytes) -> str:
    """Encode without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
