"""GOST R 34.10-2012/256 for the stand-in, through gostcrypto; the bot signs with something else.

Signatures are s‖r and numbers big-endian outside this module, as in X.509; gostcrypto wants r‖s, and the
digest's bytes in reverse.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any, Self

from gostcrypto import gosthash, gostsignature

HALF = 32
CURVE = gostsignature.CURVES_R_1323565_1_024_2019["id-tc26-gost-3410-2012-256-paramSetB"]


def streebog(content: bytes) -> bytes:
    """Return the 32 bytes of GOST R 34.11-2012/256."""
    return bytes(gosthash.new("streebog256", data=bytearray(content)).digest())


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key on CryptoPro's curve A (its "exchange" name is XA): number and point X‖Y."""

    number: bytes = field(repr=False)
    point: bytes

    @classmethod
    def fresh(cls) -> Self:
        """Make a key."""
        number = (1 + secrets.randbelow(CURVE["q"] - 1)).to_bytes(HALF)
        return cls(number, bytes(_scheme().public_key_generate(bytearray(number))))

    def sign(self, message: bytes) -> bytes:
        """Return s‖r."""
        swapped = bytes(_scheme().sign(bytearray(self.number), _digest(message)))
        return swapped[HALF:] + swapped[:HALF]


def verify(point: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether *signature* (s‖r) over *message* was made with the key of *point*."""
    if len(signature) != 2 * HALF:
        return False
    swapped = bytearray(signature[HALF:] + signature[:HALF])
    return bool(_scheme().verify(bytearray(point), _digest(message), swapped))


def _scheme() -> Any:
    return gostsignature.new(gostsignature.MODE_256, CURVE)


def _digest(message: bytes) -> bytearray:
    return bytearray(streebog(message)[::-1])
