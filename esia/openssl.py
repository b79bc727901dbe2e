"""GOST by OpenSSL's engine: digests and signatures verified in a process of its own, 6 ms each.

The engine of the system is kept up to date by the system (Debian: libengine-gost-openssl), and it is the one
that signs. What it says is believed only in its own words: a call that failed is no answer.
"""

import base64
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from esia.commands import tool_environment
from esia.errors import EsiaMisconfigured
from esia.gost import HALF, SIGNATURE_BYTES, GostPublicKey

SECONDS = 5.0
DIGEST = ("dgst", "-engine", "gost", "-md_gost12_256")
GOOD, BAD = b"Verified OK", b"Verification failure"


@dataclass(frozen=True, slots=True)
class OpensslGost:
    """The ``openssl`` of the system, with its GOST engine."""

    executable: str = "openssl"
    seconds: float = SECONDS

    def digest(self, content: bytes) -> bytes:
        """Return the digest; see `esia.gost.Gost`."""
        digest = self._run("-binary", given=content).stdout
        if len(digest) != HALF:
            raise EsiaMisconfigured("gost_engine")
        return digest

    def verify(self, key: GostPublicKey, message: bytes, signature: bytes) -> bool:
        """Verify; OpenSSL itself would take the right 64 bytes with anything behind them."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        with tempfile.TemporaryDirectory(prefix="esia-") as folder:
            public, signed = Path(folder, "key.pem"), Path(folder, "signature")
            public.write_bytes(_pem(key.spki))
            signed.write_bytes(signature)
            answer = self._run("-verify", str(public), "-signature", str(signed), given=message)
        return _judged(answer)

    def _run(self, *options: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - our own words, paths of our own folder
                (self.executable, *DIGEST, *options),
                input=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self.seconds,
                env=tool_environment(),
                start_new_session=True,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EsiaMisconfigured("gost_engine") from error


def _judged(answer: subprocess.CompletedProcess[bytes]) -> bool:
    """Return OpenSSL's verdict; it ends with 1 for a false signature and for a missing engine alike."""
    told = answer.stdout.strip()
    if (answer.returncode, told) == (0, GOOD):
        return True
    if answer.returncode == 1 and told == BAD:
        return False
    raise EsiaMisconfigured("gost_engine")


def _pem(spki: bytes) -> bytes:
    body = base64.encodebytes(spki).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}-----END PUBLIC KEY-----\n".encode()
