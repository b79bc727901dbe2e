"""The system's certificate: its key, its dates, its hash as ESIA wants it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Self

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding

from esia.errors import EsiaMisconfigured
from esia.gost import Gost, GostPublicKey


@asn1.sequence
class TbsCertificate:
    """RFC 5280 §4.1, read as far as the key."""

    version: Annotated[int | None, asn1.Explicit(0)]
    serial: int
    signature: asn1.TLV
    issuer: asn1.TLV
    validity: asn1.TLV
    subject: asn1.TLV
    key: asn1.TLV
    extensions: Annotated[list[asn1.TLV] | None, asn1.Explicit(3)]


@dataclass(frozen=True, slots=True)
class SystemCertificate:
    """The certificate that was registered at ESIA for this system."""

    der: bytes
    key: GostPublicKey
    valid_from: datetime
    valid_until: datetime

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a PEM or DER file.

        Raises:
            EsiaMisconfigured: ``certificate_unreadable`` or ``certificate_not_gost``.
        """
        try:
            certificate = read_certificate(path.read_bytes())
        except (OSError, ValueError) as error:
            raise EsiaMisconfigured("certificate_unreadable") from error
        try:
            return cls.of(certificate)
        except ValueError as error:
            raise EsiaMisconfigured("certificate_not_gost") from error

    @classmethod
    def of(cls, certificate: x509.Certificate) -> Self:
        """Take a certificate with a GOST R 34.10-2012/256 key.

        Raises:
            ValueError: another kind of key.
        """
        return cls(
            certificate.public_bytes(Encoding.DER),
            GostPublicKey.read(public_key_info(certificate)),
            certificate.not_valid_before_utc,
            certificate.not_valid_after_utc,
        )

    def hash_by(self, gost: Gost) -> str:
        """Return Streebog-256 of the DER, in capitals: ``client_certificate_hash``.

        Raises:
            EsiaMisconfigured: as `Gost.digest` does.
        """
        return gost.digest(self.der).hex().upper()


def read_certificate(content: bytes) -> x509.Certificate:
    """Read PEM or DER; raises ValueError."""
    if content.lstrip().startswith(b"-----BEGIN"):
        return x509.load_pem_x509_certificate(content)
    return x509.load_der_x509_certificate(content)


def public_key_info(certificate: x509.Certificate) -> bytes:
    """Return the DER SubjectPublicKeyInfo, which cryptography does not give for keys it doesn't know."""
    key = asn1.decode_der(TbsCertificate, certificate.tbs_certificate_bytes).key
    return asn1.encode_der(key)
