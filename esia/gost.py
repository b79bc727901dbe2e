"""GOST R 34.10-2012/256: public keys as values, and the port to whoever reckons with them.

Signatures are s‖r and digests big-endian, as X.509, CMS and OpenSSL have them. Nothing here touches a secret
(see `esia.signers` for the keys).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol, Self

from cryptography import x509
from cryptography.hazmat import asn1

HALF = 32
SIGNATURE_BYTES = 2 * HALF
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


class Equation(NamedTuple):
    """y² = x³ + ax + b modulo p."""

    p: int
    a: int
    b: int


EQUATIONS: Mapping[str, Equation] = {  # RFC 7836, appendix A.2, and RFC 4357, section 11.4
    "id-tc26-gost-3410-2012-256-paramSetA": Equation(
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97,
        0xC2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335,
        0x295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513,
    ),
    "id-tc26-gost-3410-2012-256-paramSetB": Equation(
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD94,
        0xA6,
    ),
    "id-tc26-gost-3410-2012-256-paramSetC": Equation(
        0x8000000000000000000000000000000000000000000000000000000000000C99,
        0x8000000000000000000000000000000000000000000000000000000000000C96,
        0x3E1AF419A269A5F866A7D3C25C3DF80AE979259373FF2B182F49D4CE7E1BBC8B,
    ),
    "id-tc26-gost-3410-2012-256-paramSetD": Equation(
        0x9B9F605F5A858107AB1EC85E6B41C8AACF846E86789051D37998F7B9022D759B,
        0x9B9F605F5A858107AB1EC85E6B41C8AACF846E86789051D37998F7B9022D7598,
        0x805A,
    ),
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
    """A point, X‖Y big-endian, on the curve that the standard calls *curve*; *spki* is its DER."""

    curve: str
    point: bytes
    spki: bytes

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
        key = cls(curve_of(info.algorithm), halves[0][::-1] + halves[1][::-1], spki)
        key._must_be_a_point()
        return key

    def _must_be_a_point(self) -> None:
        """Refuse what is not on the curve."""
        x, y = (int.from_bytes(half) for half in (self.point[:HALF], self.point[HALF:]))
        p, a, b = EQUATIONS[self.curve]
        if (y * y - (x**3 + a * x + b)) % p:
            raise ValueError("not a point of its curve")


class Gost(Protocol):
    """Whoever reckons with GOST: OpenSSL's engine, or the demo's library.

    Calls block for some milliseconds: make them in a thread.
    """

    def digest(self, content: bytes) -> bytes:
        """Return the 32 bytes of GOST R 34.11-2012/256 (RFC 6986).

        Raises:
            EsiaMisconfigured: ``gost_engine``: it does not work here.
        """

    def verify(self, key: GostPublicKey, message: bytes, signature: bytes) -> bool:
        """Tell whether *signature* (s‖r) over *message* is *key*'s; raises as `digest` does."""


def curve_of(algorithm: Algorithm) -> str:
    """Return the standard's name of the key's curve.

    Raises:
        ValueError: a curve that is not in the standards' lists.
    """
    oid = algorithm.parameters.curve.dotted_string
    if oid not in CURVES:
        raise ValueError(f"unknown curve {oid}")
    return CURVES[oid]
