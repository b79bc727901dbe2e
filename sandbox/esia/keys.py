"""The demo's throw-away keys: the bot's own, with its certificate, and those that sign the tokens."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from sandbox.esia.certificates import certificate_der, pem, private_key_der
from sandbox.esia.gost import KeyPair, streebog

VALID = timedelta(days=365)
RSA_BITS = 2048
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True, repr=False)
class DemoKeys:
    """What both sides of a demo need; the stand-in itself uses no private key of the bot's."""

    system: KeyPair
    system_certificate: bytes
    gost: KeyPair
    gost_certificate: bytes
    rsa: rsa.RSAPrivateKey
    rsa_certificate: bytes

    @classmethod
    def fresh(cls, now: datetime | None = None) -> Self:
        """Make new ones, valid for a year from an hour ago."""
        start = (now or datetime.now(UTC)) - timedelta(hours=1)
        period = start, start + VALID
        system, gost = KeyPair.fresh(), KeyPair.fresh()
        signing = rsa.generate_private_key(65537, RSA_BITS)
        return cls(
            system,
            certificate_der(system, "Demo IS", *period),
            gost,
            certificate_der(gost, "Demo ESIA GOST", *period),
            signing,
            _rsa_certificate(signing, *period),
        )

    @property
    def certificate_hash(self) -> str:
        """What the bot has to send as ``client_certificate_hash``."""
        return streebog(self.system_certificate).hex().upper()


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """Where the bot's settings find the keys: ESIA_CERTIFICATE, ESIA_PRIVATE_KEY, ESIA_TOKEN_KEYS."""

    certificate: Path
    private_key: Path
    token_keys: Path


def make_demo_keys(folder: Path) -> tuple[DemoKeys, KeyFiles]:
    """Make keys and write the bot's share of them into *folder*, readable for the owner only."""
    keys = DemoKeys.fresh()
    return keys, write_keys(keys, folder)


def write_keys(keys: DemoKeys, folder: Path) -> KeyFiles:
    """Write the bot's share of *keys*."""
    files = KeyFiles(folder / "esia-cert.pem", folder / "esia-key.pem", folder / "esia-token-keys")
    files.token_keys.mkdir(parents=True, exist_ok=True)
    _write(files.private_key, pem(private_key_der(keys.system), "PRIVATE KEY"))
    _write(files.certificate, pem(keys.system_certificate, "CERTIFICATE"))
    _write(files.token_keys / "rsa.pem", pem(keys.rsa_certificate, "CERTIFICATE"))
    _write(files.token_keys / "gost.pem", pem(keys.gost_certificate, "CERTIFICATE"))
    return files


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _rsa_certificate(key: rsa.RSAPrivateKey, valid_from: datetime, valid_until: datetime) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Demo ESIA")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_until)
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)
