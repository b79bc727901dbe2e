"""Marks: what stands in a column so that rows are found by a text which stands there nowhere.

A mark is made in two steps. Its *core* is an HMAC of the text with a salt that is never changed, and is kept
nowhere. What is kept is the core enciphered with the index key, behind that key's id: AES of one block, for a
core is as long as one. So a mark passes to another key without its text, which of many nobody keeps; and who
knows the salt and all earlier keys recognizes nothing (docs/decisions/0035). Marks of the first key, those of
before any rotation, are cores as they are.
"""

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
CORE_BYTES = 16
FIRST = 1  # the key of the marks that are cores, without an id
HIGHEST_ID = 255
LATER_IDS = {str(key_id): key_id for key_id in range(FIRST + 1, HIGHEST_ID + 1)}


@dataclass(frozen=True, slots=True, repr=False)
class IndexKey:
    """One key: *signing* signs; *secret* enciphers cores, and is gone once nothing is found by this key.

    The first has the *salt* in place of a secret.
    """

    id: int
    signing: bytes
    secret: bytes | None = None
    salt: bytes | None = None
    is_left: bool = False

    @classmethod
    def first(cls, root: bytes) -> Self:
        """Return the key that a key ring's index key is."""
        return cls(FIRST, derived(root, b"sign"), salt=derived(root, b"index"))

    @classmethod
    def fresh(cls, key_id: int) -> Self:
        """Make a new key."""
        return cls(key_id, os.urandom(KEY_BYTES), os.urandom(KEY_BYTES))


class Marks:
    """Makes marks and signatures with the newest of *keys*, and knows earlier ones until they are left.

    ``current`` and ``earlier`` are the ids of both.
    """

    def __init__(self, keys: Sequence[IndexKey]) -> None:
        self._salted = HMAC(next(key.salt for key in keys if key.salt), SHA256())
        self._signing = {key.id: key.signing for key in keys}
        self._blocks = {key.id: _Block(key.secret) for key in keys if not key.is_left}
        self._by_head = {_head(key_id): block for key_id, block in self._blocks.items()}
        self.current = max(self._blocks)
        self.earlier = tuple(key_id for key_id in self._blocks if key_id != self.current)

    def core(self, owner: int, kind: str, text: str) -> bytes:
        """Return a blind index that outlives rotations: equal texts of one owner give equal bytes."""
        begun = self._salted.copy()  # a third of what a new one costs
        begun.update(f"{kind}\0{owner}\0{text}".encode())
        return begun.finalize()[:CORE_BYTES]

    def mark(self, core: bytes) -> bytes:
        """Return what is kept of *core*."""
        return self._with(self.current, core)

    def earlier_marks(self, core: bytes) -> list[bytes]:
        """Return as what else *core* may stand there while a rotation is under way."""
        return [self._with(key_id, core) for key_id in self.earlier]

    def core_of(self, mark: bytes) -> bytes:
        """Return the core of a mark.

        Raises:
            ValueError: it is none, or its key is gone.
        """
        block = self._by_head.get(mark[:-CORE_BYTES])
        if block is None or len(mark) < CORE_BYTES:
            raise ValueError("no mark of ours")
        return block.open(mark[-CORE_BYTES:])

    def renewed(self, mark: Any) -> bytes | None:
        """Return what shall stand there instead of a mark of an earlier key; none if it is no such mark."""
        try:
            fresh = self.mark(self.core_of(mark))
        except (TypeError, ValueError):
            return None
        return None if fresh == mark else fresh

    def signature(self, text: str) -> str:
        """Return a hash of *text* that nobody makes without the current key, behind that key's id."""
        return self._signed(self.current, text)

    def verifies(self, signature: str, text: str) -> bool:
        """Tell whether *text* was signed so, by whichever key."""
        key_id = signed_by(signature)
        return key_id in self._signing and self._signed(key_id, text) == signature

    def _with(self, key_id: int, core: bytes) -> bytes:
        return _head(key_id) + self._blocks[key_id].seal(core)

    def _signed(self, key_id: int, text: str) -> str:
        digest = hmac.digest(self._signing[key_id], text.encode(), "sha256").hex()
        return digest if key_id == FIRST else f"{key_id}:{digest}"


class _Block:
    """A permutation of cores; without a key each stays as it is."""

    def __init__(self, key: bytes | None) -> None:
        cipher = Cipher(AES(key), ECB()) if key else None  # noqa: S305 - of one block, which is no text
        self._encryptor = cipher and cipher.encryptor()
        self._decryptor = cipher and cipher.decryptor()

    def seal(self, core: bytes) -> bytes:
        return self._encryptor.update(core) if self._encryptor else core

    def open(self, sealed: bytes) -> bytes:
        return self._decryptor.update(sealed) if self._decryptor else sealed


def _head(key_id: int) -> bytes:
    return b"" if key_id == FIRST else bytes((key_id,))


def signed_by(signature: str) -> int:
    """Return the id of the key that made a signature, as it tells; -1 if it tells none."""
    key_id, colon, _ = signature.rpartition(":")
    return LATER_IDS.get(key_id, -1) if colon else FIRST


def derived(key: bytes, purpose: bytes) -> bytes:
    """Return a key of its own for *purpose* (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
