"""The vault: rows sealed with AES-256-GCM; the marks by which they are found are `storage.marks`'.

A sealed row is ``version (1) | key id (1) | nonce (12) | ciphertext and tag``. What is sealed is one
JSON text a row, padded to steps of 64 bytes so that lengths betray no name. The associated data is
``table|row|owner|version``: a sealed value that was moved to another row does not open.
Sources: NIST SP 800-38D; RFC 5869 for the derived keys.
"""

import json
import os
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import to_json

from storage.errors import SealBroken
from storage.marks import KEY_BYTES, IndexKey, Marks, derived

VERSION = 1
PADDING_STEP = 64
HEADER_BYTES = 2
NONCE_BYTES = 12
TAG_BYTES = 16
WHO = "who"  # the text of a mark that stands for a person

Keys = tuple[Mapping[int, bytes], int]


class Binding(NamedTuple):
    """Where a sealed value lives; the same place must be named to open it.

    Where *row* is a mark, it is bound to what does not change with the index key: the core, written
    *as_hex*.
    """

    table: str
    row: str | int
    owner: int
    as_hex: Callable[[str], str] | None = None

    def associated_data(self, marks: Marks) -> bytes:
        """Return the bytes that GCM authenticates beside the text.

        Raises:
            ValueError: *row* is to be a mark and is none.
        """
        row = self.row
        if self.as_hex:
            row = self.as_hex(marks.core_of(bytes.fromhex(str(row))).hex())
        return f"{self.table}|{row}|{self.owner}|{VERSION}".encode()


class Vault:
    """Seals with the primary key, opens with any key of the ring.

    *renewed* tells the keys, and which of them seals, of a ring that has changed since. *index_key* is the
    ring's own, the first of a new database; one that is there tells its ``marks`` (`storage.index_keys`).
    """

    def __init__(
        self,
        keys: Mapping[int, bytes],
        *,
        primary: int,
        index_key: bytes | None,
        renewed: Callable[[], Keys | None] = lambda: None,
    ) -> None:
        self._take(keys, primary)
        self._renewed = renewed
        self.has_index_key = index_key is not None
        self.first = IndexKey.first(index_key or os.urandom(KEY_BYTES))
        self.marks = Marks([self.first])

    @property
    def newest(self) -> int:
        """The highest id of a key that opens."""
        return max(self._ciphers)

    def seal(self, content: Any, binding: Binding) -> bytes:
        """Return *content* (anything JSON can hold) as bytes that open only at *place*."""
        text = to_json(content)
        padded = text + b" " * (-len(text) % PADDING_STEP)
        nonce = os.urandom(NONCE_BYTES)
        place = binding.associated_data(self.marks)
        ciphertext = self._ciphers[self._primary].encrypt(nonce, padded, place)
        return self.header + nonce + ciphertext

    def open(self, sealed: bytes, binding: Binding) -> Any:
        """Return what was sealed at *place*.

        Raises:
            SealBroken: the bytes were damaged, moved from another row, or their key is gone.
        """
        if not isinstance(sealed, bytes) or len(sealed) < HEADER_BYTES + NONCE_BYTES + TAG_BYTES:
            raise SealBroken(f"a row of {binding.table} is cut short")
        version, key_id = sealed[:HEADER_BYTES]
        nonce, ciphertext = sealed[HEADER_BYTES:][:NONCE_BYTES], sealed[HEADER_BYTES + NONCE_BYTES :]
        cipher = self._cipher(key_id) if version == VERSION else None
        if cipher is None:
            raise SealBroken(f"no key opens this row of {binding.table}")
        try:
            return json.loads(cipher.decrypt(nonce, ciphertext, binding.associated_data(self.marks)))
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"a row of {binding.table} is damaged") from error

    def renew(self) -> bool:
        """Take the keys of a ring that has changed; tell whether there were any to take."""
        fresh = self._renewed()
        if fresh:
            self._take(*fresh)
        return fresh is not None

    def _take(self, keys: Mapping[int, bytes], primary: int) -> None:
        self._ciphers = {key_id: AESGCM(derived(key, b"seal")) for key_id, key in keys.items()}
        self._primary = primary

    def _cipher(self, key_id: int) -> AESGCM | None:
        if key_id not in self._ciphers:  # another replica may seal with a newer key
            self.renew()
        return self._ciphers.get(key_id)

    @property
    def header(self) -> bytes:
        """The two bytes with which everything begins that the primary key sealed."""
        return bytes((VERSION, self._primary))

    def index(self, owner: int, kind: str, text: str = WHO) -> bytes:
        """Return the mark of *text*: for what is only written. Rows are found by `Transaction.mark`."""
        return self.marks.mark(self.marks.core(owner, kind, text))


def sealed_by(sealed: bytes) -> int:
    """Return the id of the key that sealed this, as it tells."""
    return sealed[1]
