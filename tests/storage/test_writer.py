"""The writer: whatever a unit of work does to itself, the others are kept and the next ones are taken."""

import asyncio
import logging
import shutil
import traceback
from contextlib import suppress
from datetime import timedelta
from functools import partial
from time import monotonic

import pytest
from pysqlite3 import dbapi2 as sqlite3

from bot.jobs.clock import Clock
from storage.database import Database
from storage.errors import StorageError, StorageUnavailable, WorkBroken
from storage.inbox import Inbox
from storage.migration import migrate
from storage.outbox import Call, Outbox, Outgoing
from storage.writer import SHARED_SECONDS
from tests.servers import PATIENCE


def raising(error):
    async def work(tx):
        await Inbox(tx).accept(666)
        raise error

    return work


def running(statement, *values):
    return lambda tx: tx.execute(statement, *values)


async def still_writes(database):
    """The next work is taken, and nothing of update 666 was kept."""
    async with asyncio.timeout(PATIENCE):
        return await database.write(lambda tx: Inbox(tx).accept(666))


@pytest.fixture
async def hasty(settings, vault):
    """A database whose writer waits for nothing longer than a moment, in which a busy disk still commits."""
    opened = await Database.open(settings.database, vault, patience=1)
    await migrate(opened.connection, vault)
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), TimeoutError(), StopAsyncIteration(), ExceptionGroup("x", [ValueError()])],
)
async def test_an_error_of_the_work_is_its_callers_own(database, error):
    """It leaves as it came."""
    with pytest.raises(type(error)):
        await database.write(raising(error))
    assert await still_writes(database)


@pytest.mark.parametrize(
    "error", [asyncio.CancelledError(), KeyboardInterrupt(), SystemExit(3), GeneratorExit()]
)
async def test_work_that_ends_itself_ends_neither_writer_nor_caller(database, error):
    """What would end a task or the process is told as an error."""
    with pytest.raises(WorkBroken, match=type(error).__name__):
        await database.write(raising(error))
    assert await still_writes(database)


async def test_work_that_is_no_coroutine_harms_nobody(database):
    """Not even with the one exception that a future refuses."""

    def work(_):
        raise StopIteration

    with pytest.raises(WorkBroken):
        await database.write(work)
    with pytest.raises(TypeError):
        await database.write(lambda _: 1)
    assert await still_writes(database)


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("SELECT * FROM no_such_table", []),
        ("INSERT INTO inbox (update_id) VALUES (NULL)", []),
        ("SELECT ?", [2**70]),
        ("SELECT ?", [object()]),
        ("SELECT ?", ["\ud800"]),
        ("SELECT ?", []),
        ("SELECT zeroblob(3000000000)", []),
        ("RELEASE unit", []),
        ("ROLLBACK", []),
        ("COMMIT", []),
        ("BEGIN", []),
        ("DROP TABLE inbox; DROP TABLE outbox", []),
    ],
)
async def test_a_statement_that_fails_is_told_to_its_caller_alone(database, statement, values):
    """It is nobody's disk: others in the same commit are kept or may try again, and this one need not."""
    first, guilty, last = await asyncio.gather(
        database.write(lambda tx: Inbox(tx).accept(1)),
        database.write(running(statement, *values)),
        database.write(lambda tx: Inbox(tx).accept(2)),
        return_exceptions=True,
    )
    assert isinstance(guilty, Exception) or (statement == "BEGIN" and not database.is_alone)  # a server warns
    assert not isinstance(guilty, StorageUnavailable)
    for result in (first, last):
        assert result is True or isinstance(result, StorageUnavailable)
    assert await still_writes(database)


@pytest.mark.of_a_file
async def test_a_damaged_page_ends_only_the_work_that_reads_it(settings, vault):
    """SQLite tells it as an error of the database, not of one statement."""
    opened = await Database.open(settings.database, vault)
    await migrate(opened.connection, vault)
    await opened.write(running("CREATE TABLE torn (x BLOB)"))
    await opened.write(running("INSERT INTO torn VALUES (randomblob(20000))"))
    await opened.connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    ((page,),) = await opened.connection.execute_fetchall(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'torn'"
    )
    ((size,),) = await opened.connection.execute_fetchall("PRAGMA page_size")
    await opened.close()
    with settings.database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    opened = await Database.open(settings.database, vault)
    with pytest.raises(sqlite3.DatabaseError):
        await opened.write(running("INSERT INTO torn VALUES (1)"))
    assert await still_writes(opened)
    await opened.close()


async def test_an_error_whose_frames_are_cleared_leaves_the_writer_alone(database):
    """A scheduler clears the frames of a failed job's traceback, while the writer waits for other work."""
    error = None
    others = [asyncio.ensure_future(database.write(lambda tx: Inbox(tx).count_dead())) for _ in range(3)]
    try:
        await database.write(raising(ZeroDivisionError()))
    except ZeroDivisionError as caught:
        error = caught
    others += [asyncio.ensure_future(database.write(lambda tx: Inbox(tx).count_dead())) for _ in range(3)]
    await asyncio.sleep(0)
    traceback.clear_frames(error.__traceback__)
    async with asyncio.timeout(PATIENCE):
        assert await asyncio.gather(*others) == [0] * 6
    assert await still_writes(database)


async def test_a_job_whose_work_fails_ticks_on_and_lets_others_write(database):
    """One flipped bit in one row is such a failure."""
    ticks = asyncio.Queue()

    async def job():
        ticks.put_nowait(None)
        await database.write(raising(ZeroDivisionError()))

    clock = Clock()
    clock.every(timedelta(seconds=0.05), job, at_once=True)
    clock.start()
    async with asyncio.timeout(PATIENCE):
        for _ in range(3):
            await ticks.get()
            await database.write(lambda tx: Inbox(tx).count_dead())
    await clock.stop(5)
    assert await still_writes(database)


async def test_a_caller_who_left_may_fail(database):
    """Nobody waits for its error."""
    begun = asyncio.Event()

    async def work(_):
        begun.set()
        await asyncio.sleep(0.05)
        raise ZeroDivisionError

    caller = asyncio.create_task(database.write(work))
    await begun.wait()
    caller.cancel()
    with suppress(asyncio.CancelledError):
        await caller
    assert await still_writes(database)


async def test_what_nobody_waits_for_any_more_is_not_begun(database):
    """A caller who gave up while it waited in the queue finds nothing done."""
    caller = asyncio.create_task(database.write(lambda tx: Inbox(tx).accept(666)))
    await asyncio.sleep(0)
    caller.cancel()
    assert await still_writes(database)


async def test_a_listener_that_fails_silences_nobody(database, caplog):
    """What is kept is told to the other listeners, and its caller hears of his success."""
    heard = []

    def fails(_):
        raise ZeroDivisionError

    database.subscribe(Outgoing, fails)
    database.subscribe(Outgoing, heard.append)
    await database.write(lambda tx: Outbox(tx).add(1, Call("sendMessage", {"text": "yes"})))
    assert len(heard) == 1
    assert "a listener to Outgoing failed" in caplog.text
    assert await still_writes(database)


async def test_work_without_an_end_is_ended(hasty):
    """The others wait for it, but not for ever."""
    with pytest.raises(TimeoutError):
        await hasty.write(lambda _: asyncio.Event().wait())
    assert await still_writes(hasty)


async def test_a_statement_without_an_end_is_ended(hasty):
    """It holds the loop, on which nothing else could end it."""
    endless = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x"
    with pytest.raises(TimeoutError):
        await hasty.write(lambda tx: tx.rows(endless))
    assert await still_writes(hasty)


async def test_what_comes_late_waits_for_the_next_commit(database):
    """Nobody else is served while units run, so many slow ones share more than one commit."""
    order = asyncio.Queue()

    async def takes_long(_):
        ends_at = monotonic() + 2 * SHARED_SECONDS
        while monotonic() < ends_at:
            pass
        order.put_nowait("run")

    async def writes():
        await database.write(takes_long)
        order.put_nowait("told")

    await asyncio.gather(writes(), writes(), writes())
    assert [order.get_nowait() for _ in range(6)] == ["run", "told"] * 3


async def test_a_write_that_takes_forever_is_ended_with_its_commit(hasty):
    """SQLite undoes the whole transaction then: who shared it may try again."""
    endless = (
        "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x)"
        " INSERT INTO inbox (update_id, received_at) SELECT n, n FROM x"
    )
    guilty, other = await asyncio.gather(
        hasty.write(running(endless)),
        hasty.write(lambda tx: Inbox(tx).accept(1)),
        return_exceptions=True,
    )
    assert isinstance(guilty, TimeoutError)
    assert isinstance(other, StorageUnavailable) or other is True
    assert await still_writes(hasty)


@pytest.mark.of_a_file
async def test_whoever_waits_for_a_lock_holds_nobody(hasty, settings):
    """Only statements on rows run on the loop: it goes round while the file is waited for."""
    other = sqlite3.connect(str(settings.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(hasty.write(lambda tx: Inbox(tx).accept(666)))
    for _ in range(5):
        await asyncio.sleep(0.01)
    assert not writing.done()
    other.execute("ROLLBACK")
    other.close()
    async with asyncio.timeout(PATIENCE):
        assert await writing


@pytest.mark.of_a_file
async def test_a_locked_file_heals(hasty, settings):
    """While another process holds it nothing is kept, and callers are told so."""
    other = sqlite3.connect(str(settings.database), isolation_level=None)
    other.execute("PRAGMA busy_timeout = 0")
    await hasty.connection.execute("PRAGMA busy_timeout = 10")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match="the database is locked by another process"):
        await hasty.write(lambda tx: Inbox(tx).accept(666))
    other.execute("ROLLBACK")
    other.close()
    assert await still_writes(hasty)


@pytest.mark.of_a_file
@pytest.mark.parametrize("ending", ["", "-wal"])
async def test_nothing_is_written_where_nobody_would_find_it(hasty, settings, ending):
    """A file that was moved, deleted or replaced would take all that is acknowledged with it at the end."""
    assert await hasty.write(lambda tx: Inbox(tx).accept(666))
    file = settings.database.with_name(settings.database.name + ending)
    moved = file.rename(file.with_name("elsewhere"))
    with pytest.raises(StorageUnavailable, match="put them back"):
        await hasty.write(lambda tx: Inbox(tx).accept(667))
    shutil.copy(moved, file)
    with pytest.raises(StorageUnavailable, match="put them back"):
        await hasty.write(lambda tx: Inbox(tx).accept(668))
    moved.replace(file)
    assert [await hasty.write(partial(accept, number)) for number in (666, 667, 668)] == [False, True, True]


def accept(number, transaction):
    return Inbox(transaction).accept(number)


@pytest.mark.of_a_file
async def test_a_lost_connection_is_told_and_never_hangs(hasty, caplog):
    """Who waits and who comes later is refused, who attends to the writer hears of it, and a stop ends."""
    serving = asyncio.create_task(hasty.serve())
    await hasty.connection.close()
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            await asyncio.wait_for(hasty.write(lambda tx: Inbox(tx).accept(1)), PATIENCE)
    with pytest.raises(ValueError, match="onnection"):
        await asyncio.wait_for(serving, PATIENCE)
    assert "the writer has ended" in caplog.text
    await asyncio.wait_for(hasty.close(), PATIENCE)


@pytest.mark.of_a_file
async def test_a_dead_thread_is_told_and_never_hangs(hasty):
    """Nobody would ever answer the statement that waits."""
    hasty.connection.stop()
    hasty.connection._running = True  # the thread is gone and nobody knows
    serving = asyncio.create_task(hasty.serve())
    with pytest.raises(StorageUnavailable):
        await asyncio.wait_for(hasty.write(lambda tx: Inbox(tx).accept(1)), PATIENCE)
    with pytest.raises((TimeoutError, ValueError)):
        await asyncio.wait_for(serving, PATIENCE)


async def test_a_writer_that_ended_can_begin_anew(hasty):
    """Should the cause have gone, nothing else need be restarted."""
    hasty._writer._task.cancel()
    with suppress(asyncio.CancelledError):
        await hasty._writer._task
    with pytest.raises(StorageUnavailable):
        await hasty.write(lambda tx: Inbox(tx).accept(666))
    serving = asyncio.create_task(hasty.serve())
    await asyncio.sleep(0)
    assert await still_writes(hasty)
    serving.cancel()


async def test_a_stop_ends_what_never_ends(hasty, caplog):
    """Whatever hangs, the process can be told to end."""
    waiting = [asyncio.create_task(hasty.write(lambda _: asyncio.Event().wait())) for _ in range(3)]
    await asyncio.sleep(0)
    await asyncio.wait_for(hasty.close(), PATIENCE)
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(result, TimeoutError | StorageError) for result in results)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
