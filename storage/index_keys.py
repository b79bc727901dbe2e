"""The index keys of a database: kept sealed in it, read by whoever finds that they have changed, rotated.

Every transaction tells how often they have changed, and transactions take turns: so all replicas take up a
new key at one moment, one that slept meanwhile too, and no key ring is carried anywhere for it.
"""

import logging
from base64 import b64decode, b64encode
from dataclasses import replace
from typing import Any

from storage.errors import KeyRingUnusable, SealBroken
from storage.marks import FIRST, HIGHEST_ID, KEY_BYTES, IndexKey, Marks
from storage.repository import NOBODY, Repository
from storage.sealed import Sealed

log = logging.getLogger(__name__)

HALVES = ("signing", "secret", "salt")


class IndexKeys(Repository):
    """One row a key: the current one, those that are being left, and those that only verify."""

    async def begin(self) -> None:
        """Keep the key with which marks were made until now."""
        await self._keep(self._transaction.vault.first)

    async def load(self) -> None:
        """Have the vault make marks and signatures as the database tells.

        Raises:
            KeyRingUnusable: the key ring does not open them, or the one of now or the salt is gone.
        """
        keys = await self._all()
        if all(key.is_left for key in keys) or not any(key.salt for key in keys):
            raise KeyRingUnusable("an index key of this database is missing")
        self._transaction.vault.marks = Marks(keys)

    async def rotate(self) -> int:
        """Make marks with a new key from the next transaction on, and return its id.

        Raises:
            KeyRingUnusable: all ids are used up.
        """
        last = await self._transaction.value(int, "SELECT max(id) FROM index_key") or 0
        if last >= HIGHEST_ID:
            raise KeyRingUnusable("no free id for an index key")
        await self._keep(IndexKey.fresh(last + 1))
        await self._tell()
        return last + 1

    async def leave(self) -> list[int]:
        """Forget the earlier keys, but for what verifies their signatures; return their ids."""
        *earlier, _ = [key for key in await self._all() if not key.is_left]
        for key in earlier:
            await self._keep(replace(key, secret=None, is_left=True))
        await self._tell()
        return [key.id for key in earlier]

    async def _all(self) -> list[IndexKey]:
        return [self._read(row) for row in await self._transaction.rows(f"{INDEX_KEY.select} ORDER BY id")]

    def _read(self, row: Any) -> IndexKey:
        """Read one key; the first is in the key ring too, until it is rotated."""
        try:
            return INDEX_KEY.value(self._transaction.vault, row)
        except Exception as error:
            first = self._transaction.vault.first
            if row[0] != FIRST or not self._transaction.vault.has_index_key:
                raise KeyRingUnusable(f"the index key {row[0]} of this database does not open") from error
            log.error("the index key in the database is damaged; the key ring has it too")  # noqa: TRY400
            return IndexKey(FIRST, first.signing, salt=first.salt, is_left=row[-1] is not None)

    async def _keep(self, key: IndexKey) -> None:
        halves = {name: getattr(key, name) for name in HALVES}
        content = {name: b64encode(half).decode() for name, half in halves.items() if half}
        left_at = self._transaction.clock if key.is_left else None
        await self._transaction.save(INDEX_KEY, NOBODY, content, key=key.id, left_at=left_at)

    async def _tell(self) -> None:
        await self._transaction.execute("UPDATE database_id SET index_keys = index_keys + 1")


def _index_key(key_id: int, _: int, content: Any, left_at: float | None) -> IndexKey:
    halves = {name: b64decode(half, validate=True) for name, half in content.items()}
    if any(len(half) != KEY_BYTES for half in halves.values()):
        raise SealBroken("an index key of another length")
    return IndexKey(int(key_id), **halves, is_left=left_at is not None)


INDEX_KEY = Sealed("index_key", "id, 0, sealed, left_at", _index_key)
