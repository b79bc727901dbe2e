"""What can go wrong between us and what is kept.

* StorageError
  - StorageUnavailable   nothing can be written now (full disk, I/O error, lost server): try again later
  - WorkBroken           a unit of work was ended from within: it is at fault, another try changes nothing
  - DatabaseMissing      there was a database and there is none: an alarm, never a silent new one
  - DatabaseInUse        another process works with this file alone: stop it first
  - EarlierReplicasLive  replicas run that a new schema would break: wait for their end
  - SchemaUnknown        the file was written by a newer release: do not start
  - EngineUnfit          SQLite or the server is too old, or a driver is not installed: do not start
  - KeyRingUnusable      no key ring, a readable-by-others one, or one that does not open this file
  - SealBroken           a row that does not open with its key: damaged, moved or foreign
"""


class StorageError(Exception):
    """Anything that keeps us from reading or writing."""


class StorageUnavailable(StorageError):
    """Nothing of this transaction was kept; the same work may be tried again."""


class WorkBroken(StorageError):
    """The work was cancelled or asked for an end; nothing of it was kept."""


class DatabaseMissing(StorageError):
    """The key ring has had a database, and there is none."""


class DatabaseInUse(StorageError):
    """The bot is running with this file, or work on all of it is under way."""


class EarlierReplicasLive(StorageError):
    """Replicas of an earlier release run over the database, and could not work with its new schema."""


class SchemaUnknown(StorageError):
    """The file is newer than this program."""


class EngineUnfit(StorageError):
    """SQLite may damage the file (the WAL-reset bug), the server is too old, or its driver is missing."""


class KeyRingUnusable(StorageError):
    """The key ring is missing, unsafe or of another database."""


class SealBroken(StorageError):
    """A sealed row did not open."""
