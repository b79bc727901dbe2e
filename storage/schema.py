"""The schema: which migrations made a file, and whether it is the schema that they make."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from storage.connection import Connection
from storage.errors import SchemaUnknown

RECORDED = 12  # the migration from which on a file tells the checksums of those that made it
COMMENT = re.compile(r"--[^\n]*")
SUITS = "-- The release before may go on over it."  # stands in a migration of which that is true
UNFINISHED = "it was made by an unfinished release; go on with a backup, or with the release that made it"

Names = Mapping[str, str]


@cache
def migrations() -> dict[int, str]:
    """Return the text of every migration by its number."""
    folder = files("storage") / "migrations"
    scripts = (entry for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return {int(entry.name[:4]): entry.read_text(encoding="utf-8") for entry in scripts}


def newest() -> int:
    """Return the schema that this release works with."""
    return max(migrations())


def plain(sql: str) -> str:
    """Return *sql* without what changes nothing: comments, blanks, line ends."""
    return " ".join(COMMENT.sub("", sql).split())


def checksum(script: str) -> str:
    """Return what stands for a migration's statements."""
    return hashlib.sha256(plain(script).encode()).hexdigest()


def differences(found: Names, expected: Names) -> list[str]:
    """Say what the database lacks, has too much or has otherwise."""
    missing = [f"{name} is missing" for name in sorted(expected.keys() - found.keys())]
    foreign = [f"{name} is not ours" for name in sorted(found.keys() - expected.keys())]
    changed = [
        f"{name} is another"
        for name in sorted(found.keys() & expected.keys())
        if found[name] != expected[name]
    ]
    return missing + changed + foreign


def refuse_newer(number: int, place: object = "the database") -> None:
    """Refuse a schema that a later release has made.

    Raises:
        SchemaUnknown: this release does not know it.
    """
    if number > newest():
        raise SchemaUnknown(
            f"{place} has schema {number}, this release knows {newest()}: install the later release here"
        )


async def record(connection: Connection, number: int) -> None:
    """Note the checksums of all migrations up to *number*, once there is a place for them."""
    if number < RECORDED:
        return
    statement = "INSERT INTO migration (number, checksum) VALUES (?, ?) ON CONFLICT DO NOTHING"
    for each, script in sorted(migrations().items()):
        if each <= number:
            await connection.change(statement, (each, checksum(script)))


async def refuse_others(connection: Connection, number: int) -> None:
    """Compare the checksums of the migrations that made a file of schema *number* with those of this release.

    Raises:
        SchemaUnknown: another migration with one of these numbers made it.
    """
    if number < RECORDED:
        return
    if "migration" not in await connection.tables():
        raise SchemaUnknown(f"the database has schema {number} but not its tables: {UNFINISHED}")
    rows = await connection.fetch("SELECT number, checksum FROM migration")
    told = {int(each): str(made_by) for each, made_by in rows}
    made = {each: checksum(script) for each, script in migrations().items() if each <= number}
    if others := [f"{each:04}" for each in made if told.get(each) != made[each]]:
        raise SchemaUnknown(
            f"the database knows other migrations {', '.join(others)} than this release: {UNFINISHED}"
        )
