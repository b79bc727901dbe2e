"""GOST by gostcrypto, in pure Python: for the demo on this machine, so that it needs no system package.

It has had no release since 2021 and is not constant-time: no token of the real ESIA is verified by it. It
wants r‖s, and the digest's bytes the other way round.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from gostcrypto import gosthash, gostsignature

from esia.errors import EsiaMisconfigured
from esia.gost import HALF, SIGNATURE_BYTES, GostPublicKey


@dataclass(frozen=True, slots=True)
class DemoGost:
    """What OpenSSL's engine does, for an ESIA on loopback only."""

    esia_url: str

    def __post_init__(self) -> None:
        must_be_loopback(self.esia_url)

    def digest(self, content: bytes) -> bytes:
        """Return the digest."""
        return bytes(gosthash.new("streebog256", data=bytearray(content)).digest())

    def verify(self, key: GostPublicKey, message: bytes, signature: bytes) -> bool:
        """Verify; takes some 60 ms of CPU."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        swapped = bytearray(signature[HALF:] + signature[:HALF])
        return bool(scheme(key.curve).verify(bytearray(key.point), self.reversed_digest(message), swapped))

    def reversed_digest(self, message: bytes) -> bytearray:
        """Return the digest of *message* as gostcrypto signs it."""
        return bytearray(self.digest(message)[::-1])


def scheme(curve: str) -> Any:
    """Return gostcrypto's signatures on a curve."""
    return gostsignature.new(gostsignature.MODE_256, gostsignature.CURVES_R_1323565_1_024_2019[curve])


def must_be_loopback(url: str) -> None:
    """Refuse an ESIA on another machine.

    Raises:
        EsiaMisconfigured: ``signer_for_loopback_only``.
    """
    host = urlsplit(url).hostname or ""
    try:
        is_loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise EsiaMisconfigured("signer_for_loopback_only")
