"""GOST keys and certificates as files: PKCS#8 and X.509 built in Python, since no library here does it.

RFC 9215 for GOST in X.509, RFC 5958 for PKCS#8 in the form that OpenSSL's engine reads and writes.
"""

import base64
from datetime import datetime
from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.x509.oid import NameOID

from sandbox.esia.gost import HALF, KeyPair

KEY_OID = x509.ObjectIdentifier("1.2.643.7.1.1.1.1")
SIGNATURE_OID = x509.ObjectIdentifier("1.2.643.7.1.1.3.2")
DIGEST_OID = x509.ObjectIdentifier("1.2.643.7.1.1.2.2")
CURVE_OID = x509.ObjectIdentifier("1.2.643.2.2.36.0")  # CryptoPro XA
POINT_HEADER = b"\x04\x40"  # the point is an OCTET STRING inside the BIT STRING
VERSION_3 = 2
LINE = 64


@asn1.sequence
class Parameters:
    """GostR3410-2012-PublicKeyParameters."""

    curve: x509.ObjectIdentifier
    digest: x509.ObjectIdentifier


@asn1.sequence
class KeyAlgorithm:
    """AlgorithmIdentifier of a key."""

    algorithm: x509.ObjectIdentifier
    parameters: Parameters


@asn1.sequence
class SignatureAlgorithm:
    """AlgorithmIdentifier of a signature: without parameters."""

    algorithm: x509.ObjectIdentifier


@asn1.sequence
class PublicKeyInfo:
    """SubjectPublicKeyInfo."""

    algorithm: KeyAlgorithm
    key: asn1.BitString


@asn1.sequence
class PrivateKeyInfo:
    """PKCS#8."""

    version: int
    algorithm: KeyAlgorithm
    key: bytes


@asn1.sequence
class Validity:
    """First and last second."""

    not_before: asn1.UTCTime
    not_after: asn1.UTCTime


@asn1.sequence
class TbsCertificate:
    """What is signed of a certificate."""

    version: Annotated[int, asn1.Explicit(0)]
    serial: int
    signature: SignatureAlgorithm
    issuer: asn1.TLV
    validity: Validity
    subject: asn1.TLV
    key: PublicKeyInfo


@asn1.sequence
class Certificate:
    """A self-signed certificate without extensions."""

    tbs: TbsCertificate
    algorithm: SignatureAlgorithm
    signature: asn1.BitString


def certificate_der(pair: KeyPair, name: str, valid_from: datetime, valid_until: datetime) -> bytes:
    """Return a self-signed certificate for *name*."""
    subject = asn1.decode_der(asn1.TLV, _name(name).public_bytes())
    algorithm = SignatureAlgorithm(algorithm=SIGNATURE_OID)
    tbs = TbsCertificate(
        version=VERSION_3,
        serial=x509.random_serial_number(),
        signature=algorithm,
        issuer=subject,
        validity=Validity(not_before=_second(valid_from), not_after=_second(valid_until)),
        subject=subject,
        key=_public_key_info(pair),
    )
    signature = asn1.BitString(data=pair.sign(asn1.encode_der(tbs)), padding_bits=0)
    return asn1.encode_der(Certificate(tbs=tbs, algorithm=algorithm, signature=signature))


def private_key_der(pair: KeyPair) -> bytes:
    """Return the PKCS#8: the number little-endian, as CryptoPro and the engine have it."""
    return asn1.encode_der(PrivateKeyInfo(version=0, algorithm=_key_algorithm(), key=pair.number[::-1]))


def pem(der: bytes, label: str) -> bytes:
    """Wrap *der* (RFC 7468)."""
    text = base64.b64encode(der).decode()
    lines = [text[start : start + LINE] for start in range(0, len(text), LINE)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", "")).encode()


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _second(moment: datetime) -> asn1.UTCTime:
    return asn1.UTCTime(moment.replace(microsecond=0))


def _key_algorithm() -> KeyAlgorithm:
    return KeyAlgorithm(algorithm=KEY_OID, parameters=Parameters(curve=CURVE_OID, digest=DIGEST_OID))


def _public_key_info(pair: KeyPair) -> PublicKeyInfo:
    halves = pair.point[:HALF][::-1] + pair.point[HALF:][::-1]
    return PublicKeyInfo(
        algorithm=_key_algorithm(), key=asn1.BitString(data=POINT_HEADER + halves, padding_bits=0)
    )
