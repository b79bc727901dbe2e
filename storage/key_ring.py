"""The key ring: a JSON file outside the database that holds the keys of the vault.

``{"keys": [{"id": 1, "created": ISO, "status": "primary", "key": B64}, …], "database": ID,
"index": B64}``, mode 0600. ``database`` is the id of the one that the ring belongs to, absent before there
was any: so one that is missing is an alarm, and never begun anew in silence. ``index`` is the first index
key, gone once it is rotated: the database itself has it, sealed, and those that followed.
Losing it loses every card, by design: keep two sealed copies, never beside the backups.
"""

import base64
import json
import logging
import os
import stat
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from storage.disk import set_down
from storage.errors import KeyRingUnusable
from storage.marks import KEY_BYTES
from storage.vault import Keys, Vault

log = logging.getLogger(__name__)

HIGHEST_KEY_ID = 255
PRIMARY, DECRYPT_ONLY = "primary", "decrypt-only"


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """One key: *status* is ``primary`` (seals and opens) or ``decrypt-only`` (opens)."""

    id: int
    created: str
    status: str
    secret: bytes

    @classmethod
    def fresh(cls, key_id: int, status: str = PRIMARY) -> Self:
        """Make a new key."""
        created = datetime.now(UTC).date().isoformat()
        return cls(key_id, created, status, os.urandom(KEY_BYTES))


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """All keys of one database; exactly one is primary."""

    index: bytes | None
    keys: tuple[Key, ...]
    database: str | None = None

    @classmethod
    def fresh(cls) -> Self:
        """Make a ring with one key."""
        return cls(os.urandom(KEY_BYTES), (Key.fresh(1),))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the ring.

        Raises:
            KeyRingUnusable: there is none, others may read it, or it is not a key ring.
        """
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & 0o077:
                raise KeyRingUnusable(f"others may read the key ring: chmod 600 {path}")
            return cls._of_json(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise KeyRingUnusable(f"no key ring at {path}: the command keys new makes it") from error
        except OSError as error:
            raise KeyRingUnusable(f"the key ring {path} cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise KeyRingUnusable(f"{path} is not a key ring") from error

    @classmethod
    def _of_json(cls, content: Any) -> Self:
        keys = tuple(
            Key(int(key["id"]), key["created"], key["status"], _secret(key["key"])) for key in content["keys"]
        )
        if sum(key.status == PRIMARY for key in keys) != 1:
            raise ValueError("a ring has one primary key")
        ids = {key.id for key in keys}
        if len(ids) != len(keys) or not ids <= set(range(HIGHEST_KEY_ID + 1)):
            raise ValueError("ids stand in one byte, each once")
        database = content.get("database")
        index = _secret(content["index"]) if "index" in content else None
        return cls(index, keys, None if database is None else str(database))

    def save(self, path: Path, *, replacing: bool = False) -> None:
        """Write the ring with mode 0600, whole or not at all; a power cut takes no key that was used.

        Raises:
            KeyRingUnusable: there is a ring already and *replacing* is false, or it cannot be written there.
        """
        if path.exists() and not replacing:
            raise KeyRingUnusable(f"{path} exists: its cards would be lost")
        try:
            self._write(path)
        except OSError as error:
            raise KeyRingUnusable(f"the key ring {path} cannot be written: {error.strerror}") from error

    def _write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".new")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self._as_json(), file, indent=2)
        set_down(draft, path)

    def _as_json(self) -> dict[str, Any]:
        keys = [
            {
                "id": key.id,
                "created": key.created,
                "status": key.status,
                "key": base64.b64encode(key.secret).decode(),
            }
            for key in self.keys
        ]
        index = {"index": base64.b64encode(self.index).decode()} if self.index else {}
        return index | {"keys": keys} | ({"database": self.database} if self.database else {})

    @property
    def primary(self) -> Key:
        """The key that seals."""
        return next(key for key in self.keys if key.status == PRIMARY)

    @property
    def secrets(self) -> dict[int, bytes]:
        """The keys by their ids."""
        return {key.id: key.secret for key in self.keys}

    @property
    def prepared(self) -> Key | None:
        """The key that will seal after the next rotation, if it was made ahead."""
        newest = max(self.keys, key=lambda key: key.id)
        return newest if newest.id > self.primary.id else None

    def preparing(self) -> Self:
        """Return a ring that opens with the key which seals after the next rotation.

        Raises:
            KeyRingUnusable: all key ids are used up.
        """
        following = max(key.id for key in self.keys) + 1
        if following > HIGHEST_KEY_ID:
            raise KeyRingUnusable("no free key id: drop keys that seal nothing any more")
        return replace(self, keys=(*self.keys, Key.fresh(following, DECRYPT_ONLY)))

    def rotated(self) -> Self:
        """Return a ring whose primary key is the prepared one, or a new one; the earlier ones only open."""
        ring = self if self.prepared else self.preparing()
        last = ring.prepared
        return replace(
            ring,
            keys=tuple(replace(key, status=PRIMARY if key is last else DECRYPT_ONLY) for key in ring.keys),
        )

    def without_index(self) -> Self:
        """Return a ring for a database whose marks are made with a key of its own."""
        return replace(self, index=None)

    def goes_on_from(self, earlier: Self) -> bool:
        """Tell whether this ring opens all that *earlier* sealed."""
        secrets = self.secrets
        return self.index in {earlier.index, None} and all(
            secrets.get(key.id) == key.secret for key in earlier.keys
        )

    def vault(self, path: Path | None = None) -> Vault:
        """Return the vault that this ring opens; it goes with what changes in the ring's file at *path*."""
        renewed = _Rereading(path, self).keys if path else lambda: None
        return Vault(self.secrets, primary=self.primary.id, index_key=self.index, renewed=renewed)


class _Rereading:
    """Reads a ring again once its file has changed."""

    def __init__(self, path: Path, ring: KeyRing) -> None:
        self._path = path
        self._ring = ring
        self._seen = self._mark()

    def keys(self) -> Keys | None:
        """Return the keys of the ring that lies there now; none if it is not new, or is another one."""
        mark = self._mark()
        if mark == self._seen:
            return None
        self._seen = mark
        try:
            ring = KeyRing.load(self._path)
        except KeyRingUnusable as error:
            log.warning("the key ring has changed and stays as it was read: %s", error)
            return None
        if not ring.goes_on_from(self._ring):
            log.error("the key ring %s is another one now and stays as it was read", self._path)
            return None
        self._ring = ring
        return ring.secrets, ring.primary.id

    def _mark(self) -> tuple[int, int] | None:
        try:
            told = self._path.stat()
        except OSError:
            return None
        return told.st_mtime_ns, told.st_ino


def _secret(text: str) -> bytes:
    """Read a key; a cut one would still seal, or make marks that anybody could make."""
    secret = base64.b64decode(text, validate=True)
    if len(secret) != KEY_BYTES:
        raise ValueError("a key of another length")
    return secret
