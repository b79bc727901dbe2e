"""The write-ahead log: emptied after an erasure, for deleted rows stand in it as they were written."""

from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3

from storage.sqlite.opening import connect

PATIENCE = 5.0  # seconds to wait for readers and the writer


async def empty_wal(path: Path, *, patience: float = PATIENCE) -> bool:
    """Move the log into the file and cut it to nothing; False when somebody keeps it busy for longer.

    It has a connection of its own: a checkpoint cannot be made within anybody's transaction.

    Raises:
        StorageUnavailable: the file cannot be opened.
    """
    connection = await connect(path)
    try:
        await connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
        ((is_busy, _, _),) = await connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError:
        return False
    finally:
        await connection.close()
    return not is_busy
