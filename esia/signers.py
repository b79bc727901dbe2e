"""The signers: OpenSSL's GOST engine, CryptoPro, and pure Python for the demo.

In production the law wants a certified tool (CryptoPro, class КС3), or a gateway that signs for us.
"""

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat import asn1
from gostcrypto import gostsignature

from esia.addresses import is_loopback
from esia.certificate import SystemCertificate
from esia.commands import run_tool
from esia.errors import EsiaMisconfigured
from esia.gost import HALF, KEY_OID, Algorithm, curve_of, reversed_digest
from esia.signature import SIGNATURE_BYTES

SIGN_SECONDS = 5.0
CRYPTOPRO = "/opt/cprocsp/bin/amd64/csptest"


@dataclass(frozen=True, slots=True)
class OpensslSigner:
    """``openssl dgst`` with the GOST engine: 5–6 ms a signature, in a process of its own."""

    certificate: SystemCertificate
    private_key: Path
    executable: str = "openssl"
    seconds: float = SIGN_SECONDS

    async def sign(self, message: bytes) -> bytes:
        """Sign; the engine writes s‖r big-endian already."""
        command = (self.executable, "dgst", "-engine", "gost", "-md_gost12_256", "-sign")
        signature = await run_tool((*command, str(self.private_key)), message, seconds=self.seconds)
        return _of_right_size(signature)


@dataclass(frozen=True, slots=True)
class CsptestSigner:
    """CryptoPro's ``csptest`` on a key container whose password is stored or empty.

    It writes the signature's bytes in reverse (CryptSignHash's order), and works on files only.
    """

    certificate: SystemCertificate
    container: str
    executable: str = CRYPTOPRO
    seconds: float = SIGN_SECONDS

    async def sign(self, message: bytes) -> bytes:
        """Sign in a private folder that is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="esia-") as folder:
            given, made = Path(folder, "message"), Path(folder, "signature")
            given.write_bytes(message)
            await run_tool(self._command(given, made), seconds=self.seconds)
            try:
                signature = made.read_bytes()
            except OSError as error:
                raise EsiaMisconfigured("signer_failed") from error
        return _of_right_size(signature)[::-1]

    def _command(self, given: Path, made: Path) -> tuple[str, ...]:
        key = ("-container", self.container, "-keytype", "exchange", "-silent")
        return (self.executable, "-keyset", "-sign", "GOST12_256", *key, "-in", str(given), "-out", str(made))


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
    esia_url: str
    _curve: str = field(init=False, repr=False)
    _key: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not is_loopback(self.esia_url):
            raise EsiaMisconfigured("signer_for_loopback_only")
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
        scheme = gostsignature.new(
            gostsignature.MODE_256, gostsignature.CURVES_R_1323565_1_024_2019[self._curve]
        )
        swapped = bytes(scheme.sign(bytearray(self._key), reversed_digest(message)))
        return swapped[HALF:] + swapped[:HALF]


def _read_private_key(pem: bytes) -> tuple[str, bytes]:
    """Return curve and number (big-endian) of a PEM PKCS#8 key; raises ValueError."""
    info = asn1.decode_der(PrivateKeyInfo, _unarmoured(pem))
    if info.algorithm.algorithm.dotted_string != KEY_OID or len(info.key) != HALF:
        raise ValueError("not a GOST R 34.10-2012/256 key")
    return curve_of(info.algorithm), info.key[::-1]


def _of_right_size(signature: bytes) -> bytes:
    if len(signature) != SIGNATURE_BYTES:
        raise EsiaMisconfigured("signature_size")
    return signature
