"""SQLite's errors in the operator's words."""

from pysqlite3 import dbapi2 as sqlite3

DAMAGED_PAGES = "has damaged pages: stop the bot, keep a copy of the file, restore a backup"
ELSEWHERE = "and its -wal are not where they were opened: put them back before the bot, which has them, ends"


def in_words(error: Exception) -> str:
    """Return what SQLite's error means to the operator."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    words = {
        sqlite3.SQLITE_CORRUPT: DAMAGED_PAGES,
        sqlite3.SQLITE_NOTADB: "is not a database",
        sqlite3.SQLITE_FULL: "cannot be written: the disk is full",
        sqlite3.SQLITE_IOERR: "cannot be read or written: the disk is failing, or full",
        sqlite3.SQLITE_BUSY: "is locked by another process",
        sqlite3.SQLITE_READONLY: "cannot be written: this user may only read it",
        sqlite3.SQLITE_PERM: "cannot be opened: this user may not",
        sqlite3.SQLITE_CANTOPEN: "cannot be opened: is it a file that this user may read?",
    }
    return words.get(code, f"cannot be read: {error}")
