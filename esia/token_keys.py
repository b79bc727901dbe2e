"""The keys that sign ESIA's tokens: a folder of PEM or DER certificates and public keys.

ESIA has no key endpoint; it publishes an archive of certificates and changes its keys every year
(http://esia.gosuslugi.ru/public/esia.zip). So there are several keys at once, and the folder is read again
when it changes: an operator adds next year's certificate without a restart.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from joserfc.jwk import RSAKey

from esia.certificate import public_key_info, read_certificate
from esia.gost import GostPublicKey
from esia.pem import read_pem

log = logging.getLogger(__name__)

SUFFIXES = frozenset({".pem", ".cer", ".crt", ".der", ".pub"})
LARGEST_FILE = 64 * 1024
SMALLEST_RSA_BITS = 2048
LONG_AGO = datetime.min.replace(tzinfo=UTC)

VerifyingKey: TypeAlias = RSAKey | GostPublicKey
Stamp: TypeAlias = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class TokenKey:
    """One key of the folder; a bare public key has no last day."""

    file: str
    key: VerifyingKey
    valid_until: datetime | None

    @property
    def algorithm(self) -> str:
        """The one algorithm that the key is for: it never verifies with another."""
        return "RS256" if isinstance(self.key, RSAKey) else "GOST3410_2012_256"


class TokenKeys:
    """The folder's keys as it is now."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: Stamp | None = None
        self._keys: tuple[TokenKey, ...] = ()
        self._unreadable: tuple[str, ...] = ()

    def current(self) -> tuple[TokenKey, ...]:
        """Return the keys; they are read again only if a file's name, size or time has changed."""
        stamp = _stamp(self._folder)
        if stamp != self._stamp:
            self._read(stamp)
        return self._keys

    def valid_until(self) -> datetime | None:
        """Return when the last of them ends: none where one has no last day, the dimmest past without any."""
        ends = [key.valid_until for key in self.current()]
        return None if None in ends else max(filter(None, ends), default=LONG_AGO)

    def unreadable(self) -> tuple[str, ...]:
        """Return the names of files in which there is no key for us."""
        self.current()
        return self._unreadable

    def _read(self, stamp: Stamp) -> None:
        found = {name: _token_key(self._folder / name) for name, _, _ in stamp}
        self._keys = tuple(key for key in found.values() if key)
        self._unreadable = tuple(name for name, key in found.items() if not key)
        is_news, self._stamp = self._stamp is not None, stamp  # what lies there anyway, `check` tells
        told = "esia: the token keys have changed: %d read, %d files unreadable"
        log.log(logging.INFO if is_news else logging.DEBUG, told, len(self._keys), len(self._unreadable))


def _stamp(folder: Path) -> Stamp:
    """Return what tells that the folder has changed; a missing folder is an empty one."""
    return tuple(sorted(_files(folder)))


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    try:
        for path in folder.iterdir():
            if path.suffix.lower() in SUFFIXES and path.is_file():
                status = path.stat()
                yield path.name, status.st_size, status.st_mtime_ns
    except OSError as error:
        log.warning("esia: the folder of token keys: %s", type(error).__name__)


def _token_key(path: Path) -> TokenKey | None:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE)
        return _of_certificate(path.name, content) or TokenKey(path.name, _key(_bare_key(content)), None)
    except (OSError, ValueError, UnsupportedAlgorithm):
        return None


def _of_certificate(name: str, content: bytes) -> TokenKey | None:
    try:
        certificate = read_certificate(content)
    except ValueError:
        return None
    return TokenKey(name, _key(public_key_info(certificate)), certificate.not_valid_after_utc)


def _bare_key(content: bytes) -> bytes:
    return read_pem(content, "PUBLIC KEY") if b"-----BEGIN" in content else content


def _key(spki: bytes) -> VerifyingKey:
    """Read a GOST or an RSA key; raises ValueError, UnsupportedAlgorithm."""
    try:
        return GostPublicKey.read(spki)
    except ValueError:
        return _rsa_key(spki)


def _rsa_key(spki: bytes) -> RSAKey:
    key = load_der_public_key(spki)
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_RSA_BITS:
        raise ValueError("not an RSA key of a sound size")
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return RSAKey.import_key(pem)
