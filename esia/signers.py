"""The signers that drive a tool: OpenSSL's GOST engine and CryptoPro.

In production the law wants a certified tool (CryptoPro, class КС3), or a gateway that signs for us.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from esia.certificate import SystemCertificate
from esia.commands import run_tool
from esia.errors import EsiaMisconfigured
from esia.gost import SIGNATURE_BYTES

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


def _of_right_size(signature: bytes) -> bytes:
    if len(signature) != SIGNATURE_BYTES:
        raise EsiaMisconfigured("signature_size")
    return signature
