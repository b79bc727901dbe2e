"""The demo's signer: pure Python, so that the demo needs no system package."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat import asn1

from esia.certificate import SystemCertificate
from esia.demo_gost import DemoGost, scheme
from esia.errors import EsiaMisconfigured
from esia.gost import HALF, KEY_OID, Algorithm, curve_of
from esia.pem import read_pem


@asn1.sequence
class PrivateKeyInfo:
    """PKCS#8 (RFC 5958) with a GOST key in it, as OpenSSL's engine writes it."""

    version: int
    algorithm: Algorithm
    key: bytes


@dataclass(frozen=True, slots=True)
class GostcryptoSigner:
    """Pure Python, not constant-time, key in our memory: for the demo and loopback only."""

    certificate: SystemCertificate
    private_key: Path
    gost: DemoGost
    _curve: str = field(init=False, repr=False)
    _key: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        try:
            curve, key = _read_private_key(self.private_key.read_bytes())
        except (OSError, ValueError) as error:
            raise EsiaMisconfigured("private_key_unreadable") from error
        object.__setattr__(self, "_curve", curve)
        object.__setattr__(self, "_key", key)

    async def sign(self, message: bytes) -> bytes:
        """Sign in a thread: 30 ms of CPU."""
        return await asyncio.to_thread(self._sign, message)

    def _sign(self, message: bytes) -> bytes:
        digest = self.gost.reversed_digest(message)
        swapped = bytes(scheme(self._curve).sign(bytearray(self._key), digest))
        return swapped[HALF:] + swapped[:HALF]


def _read_private_key(pem: bytes) -> tuple[str, bytes]:
    """Return curve and number (big-endian) of a PEM PKCS#8 key; raises ValueError."""
    info = asn1.decode_der(PrivateKeyInfo, read_pem(pem, "PRIVATE KEY"))
    if info.algorithm.algorithm.dotted_string != KEY_OID or len(info.key) != HALF:
        raise ValueError("not a GOST R 34.10-2012/256 key")
    return curve_of(info.algorithm), info.key[::-1]
