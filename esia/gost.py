"""GOST R 34.10-2012/256 and Streebog in pure Python: certificate hashes, public keys, verification.

gostcrypto is not constant-time; nothing here touches a secret (see `esia.signers` for the keys). Signatures
are s‖r and digests big-endian on our side, as X.509, CMS and OpenSSL have them; gostcrypto wants r‖s and the
digest's bytes the other way round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat import asn1
from gostcrypto import gosthash, gostsignature

HALF = 32
KEY_OID = "1.2.643.7.1.1.1.1"
POINT_HEADER = b"\x04\x40"  # an OCTET STRING of 64 bytes, inside the BIT STRING

# RFC 7836 and RFC 4357 name the same curves twice, and CryptoPro's "exchange" sets repeat two of them.
CURVES: Mapping[str, str] = {
    "1.2.643.2.2.35.1": "id-tc26-gost-3410-2012-256-paramSetB",
    "1.2.643.2.2.35.2": "id-tc26-gost-3410-2012-256-paramSetC",
    "1.2.643.2.2.35.3": "id-tc26-gost-3410-2012-256-paramSetD",
    "1.2.643.2.2.36.0": "id-tc26-gost-3410-2012-256-paramSetB",
    "1.2.643.2.2.36.1": "id-tc26-gost-3410-2012-256-paramSetD",
    "1.2.643.7.1.2.1.1.1": "id-tc26-gost-3410-2012-256-paramSetA",
    "1.2.643.7.1.2.1.1.2": "id-tc26-gost-3410-2012-256-paramSetB",
    "1.2.643.7.1.2.1.1.3": "id-tc26-gost-3410-2012-256-paramSetC",
    "1.2.643.7.1.2.1.1.4": "id-tc26-gost-3410-2012-256-paramSetD",
}


@asn1.sequence
class Parameters:
    """GostR3410-2012-PublicKeyParameters (RFC 9215 §4.3)."""

    curve: x509.ObjectIdentifier
    digest: x509.ObjectIdentifier | None


@asn1.sequence
class Algorithm:
    """AlgorithmIdentifier of a GOST key."""

    algorithm: x509.ObjectIdentifier
    parameters: Parameters


@asn1.sequence
class SubjectPublicKeyInfo:
    """RFC 5280 §4.1.2.7, with a GOST key in it."""

    algorithm: Algorithm
    key: asn1.BitString


@dataclass(frozen=True, slots=True)
class GostPublicKey:
    """A point, X‖Y big-endian, on the curve that gostcrypto calls *curve*."""

    curve: str
    point: bytes

    @classmethod
    def read(cls, spki: bytes) -> Self:
        """Read a DER SubjectPublicKeyInfo.

        Raises:
            ValueError: not a GOST R 34.10-2012/256 key on a known curve, or no point of it.
        """
        info = asn1.decode_der(SubjectPublicKeyInfo, spki)
        inner = info.key.as_bytes()
        if info.algorithm.algorithm.dotted_string != KEY_OID or inner[:2] != POINT_HEADER:
            raise ValueError("not a GOST R 34.10-2012/256 key")
        halves = inner[2 : 2 + HALF], inner[2 + HALF :]
        if any(len(half) != HALF for half in halves):
            raise ValueError("not a point of 64 bytes")
        key = cls(curve_of(info.algorithm), halves[0][::-1] + halves[1][::-1])
        key._must_be_a_point()
        return key

    def _must_be_a_point(self) -> None:
        """Refuse what is not on the curve."""
        curve = gost_curve(self.curve)
        x, y = (int.from_bytes(half) for half in (self.point[:HALF], self.point[HALF:]))
        p, a, b = (int(curve[name]) for name in "pab")
        if (y * y - (x**3 + a * x + b)) % p:
            raise ValueError("not a point of its curve")

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Tell whether *signature* (s‖r) is this key's; takes some 60 ms of CPU."""
        if len(signature) != 2 * HALF:
            return False
        scheme = gostsignature.new(gostsignature.MODE_256, gost_curve(self.curve))
        swapped = bytearray(signature[HALF:] + signature[:HALF])
        return bool(scheme.verify(bytearray(self.point), reversed_digest(message), swapped))


def curve_of(algorithm: Algorithm) -> str:
    """Return gostcrypto's name of the key's curve.

    Raises:
        ValueError: a curve that is not in the standards' lists.
    """
    oid = algorithm.parameters.curve.dotted_string
    if oid not in CURVES:
        raise ValueError(f"unknown curve {oid}")
    return CURVES[oid]


def streebog(content: bytes) -> bytes:
    """Return the 32 bytes of GOST R 34.11-2012/256 (RFC 6986) in the usual, big-endian order."""
    return bytes(gosthash.new("streebog256", data=bytearray(content)).digest())


def reversed_digest(message: bytes) -> bytearray:
    """Return the digest of *message* as gostcrypto signs it."""
    return bytearray(streebog(message)[::-1])


def gost_curve(name: str) -> Any:
    """Return gostcrypto's parameters of a curve."""
    return gostsignature.CURVES_R_1323565_1_024_2019[name]
