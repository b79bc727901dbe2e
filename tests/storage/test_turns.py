"""Turns: several processes share a PostgreSQL, one writes at a time, and none is stopped by another's end."""

import asyncio
import signal
import time
from contextlib import asynccontextmanager, suppress
from itertools import chain
from urllib.parse import urlsplit

import pytest

from patient.account import Account
from patient.card import CardId, OwnerId
from patient.sign_in import Whose
from storage.audit import Audit, AuditLog
from storage.cards import Cards
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.inbox import Inbox
from storage.notices import NOTICE
from storage.outbox import Call, Outbox, Outgoing
from storage.places import Server
from storage.shares import Shares
from storage.sign_ins import ATTEMPTS_AN_HOUR, SignIns
from tests.broken_way import broken_way
from tests.storage.test_shares import ANNA, CARD

OWNER = OwnerId(1)


pytestmark = pytest.mark.of_a_server


@pytest.fixture
def strict(settings):
    """The place as operators name it: who stands still within his turn loses it after two seconds."""
    return Server(settings.database.url.partition("?")[0])


@asynccontextmanager
async def opened(place, vault):
    database = await Database.open(place, vault)
    yield database
    await database.close()


@pytest.fixture
async def two(settings, vault):
    """Two replicas."""
    async with opened(settings.database, vault) as one, opened(settings.database, vault) as other:
        yield one, other


async def test_a_chain_of_two_writers_is_whole(two):
    """Each row is chained to the one before, whoever wrote that."""
    notes = [
        each.write(lambda tx, n=n: Audit(tx, OWNER).note("x", str(n))) for n in range(30) for each in two
    ]
    await asyncio.gather(*notes)
    for each in two:
        assert await each.write(lambda tx: AuditLog(tx).faults()) == []


async def test_what_is_counted_and_then_written_is_counted_for_all(two):
    """Six sign-ins an hour are six, at however many replicas they are begun."""
    account = Account("Анна", "anna")
    offers = [
        each.write(lambda tx: SignIns(tx).offer(OWNER, Whose.SELF, account))
        for _ in range(10)
        for each in two
    ]
    tokens = [token for token in await asyncio.gather(*offers) if token]
    assert len(tokens) == ATTEMPTS_AN_HOUR


async def test_of_twenty_who_open_at_once_one_goes_on(two):
    """A link that many were sent."""
    one, _ = two
    await one.write(lambda tx: Cards(tx, CARD.owner).add(CARD))
    token = await one.write(lambda tx: Shares(tx, CARD.owner).offer(CARD, ANNA))
    opens = [
        each.write(lambda tx, n=n: Shares(tx, OwnerId(100 + n)).open(token, ANNA))
        for n, each in enumerate(chain.from_iterable([two] * 10))
    ]
    assert len([offer for offer in await asyncio.gather(*opens) if offer]) == 1


async def test_who_stands_still_within_his_turn_loses_it(strict, vault):
    """The others wait for two seconds; he is told that nothing was kept, and may try again."""
    async with opened(strict, vault) as stalled, opened(strict, vault) as other:
        begun, taken_over = asyncio.Event(), asyncio.Event()

        async def stand_still(tx):
            begun.set()
            await Inbox(tx).accept(1)
            await taken_over.wait()
            await Inbox(tx).accept(2)

        standing = asyncio.create_task(stalled.write(stand_still))
        await begun.wait()
        assert await other.write(lambda tx: Inbox(tx).accept(1))
        taken_over.set()
        with pytest.raises(StorageUnavailable):
            await standing
        assert await stalled.write(lambda tx: Inbox(tx).accept(2))
        assert not await stalled.write(lambda tx: Inbox(tx).accept(1))


@pytest.mark.parametrize("ending", ["asks on", "catches", "is done"])
@pytest.mark.parametrize("looks", range(4))
async def test_a_process_that_stood_still_blames_no_unit(settings, vault, looks, ending):
    """When it wakes, the server's good-bye lies unread; what comes of it is no unit's fault."""
    hasty = settings.database.url.partition("?")[0] + "?idle_in_transaction_session_timeout=250ms"
    async with opened(Server(hasty), vault) as stalled:

        async def stand_still(tx):
            await Inbox(tx).accept(1)
            time.sleep(0.5)  # noqa: ASYNC251 - the loop itself stands still, as after a SIGSTOP
            for _ in range(looks):  # the driver reads some of it before the next statement, or none
                await asyncio.sleep(0)
            if ending != "is done":
                with suppress(Exception if ending == "catches" else ()):
                    await Inbox(tx).accept(2)

        with pytest.raises(StorageUnavailable):
            await stalled.write(stand_still)
        assert await stalled.write_patiently(lambda tx: Inbox(tx).accept(1))


async def test_a_server_that_restarts_is_waited_for(database, postgres):
    """While it is away nothing is kept and callers are told so; then the same process goes on."""
    assert await database.write(lambda tx: Inbox(tx).accept(1))
    postgres.cluster.stop(signal.SIGQUIT)
    with pytest.raises(StorageUnavailable):
        await database.write(lambda tx: Inbox(tx).accept(2))
    postgres.cluster.start()
    assert await database.write(lambda tx: Inbox(tx).accept(2))
    assert not await database.write(lambda tx: Inbox(tx).accept(1))


@pytest.mark.parametrize(("of_our_own", "is_waited_for"), [("", "on"), ("?synchronous_commit=off", "off")])
async def test_a_commit_waits_for_the_disk_on_any_server(vault, postgres, of_our_own, is_waited_for):
    """A server that is set to acknowledge before would lose people's words in a power cut."""
    place = postgres.another().url.partition("?")[0]
    await postgres.execute(f"ALTER DATABASE {urlsplit(place).path[1:]} SET synchronous_commit = off")
    async with opened(Server(place + of_our_own), vault) as database:
        assert await database.connection.fetch("SHOW synchronous_commit") == [(is_waited_for,)]


async def test_a_session_that_was_ended_is_made_anew(database, postgres):
    """Nobody hears of it who was not in it."""
    await postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'doctor73-telegram'"
    )
    assert await database.write(lambda tx: Inbox(tx).accept(1))


async def test_a_session_that_ends_within_a_unit_takes_the_commit_along(database, postgres):
    """All who shared it are told; the next commit has another session."""

    async def ends(tx):
        await Inbox(tx).accept(1)
        await postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'doctor73-telegram'"
        )
        await Inbox(tx).accept(2)

    first, second = await asyncio.gather(
        database.write(ends), database.write(lambda tx: Inbox(tx).accept(3)), return_exceptions=True
    )
    assert isinstance(first, StorageUnavailable)
    assert isinstance(second, StorageUnavailable)
    assert [await database.write(lambda tx, n=n: Inbox(tx).accept(n)) for n in (1, 2, 3)] == [True] * 3


async def test_a_standby_is_refused_and_left(database, postgres, caplog):
    """A server that only reads keeps nothing; when it writes again, so do we."""
    try:
        await postgres.execute("ALTER DATABASE house SET default_transaction_read_only = on")
        await postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'doctor73-telegram'"
        )
        with pytest.raises(StorageUnavailable):
            await database.write(lambda tx: Inbox(tx).accept(1))
        assert "the server is a standby" in caplog.text
    finally:
        await postgres.cluster.execute("ALTER DATABASE house RESET default_transaction_read_only")
    assert await database.write(lambda tx: Inbox(tx).accept(1))


@pytest.mark.parametrize("loses", ["the answer", "the word"])
async def test_a_commit_without_an_answer_is_asked_after(settings, vault, loses):
    """What was done is told as done, and what was not as not done: nobody does it twice or loses it."""
    heard = []
    async with broken_way(settings.database, (loses, "COMMIT")) as place, opened(place, vault) as database:
        database.subscribe(Outgoing, heard.append)
        work = database.write(lambda tx: Outbox(tx).add(1, Call("sendMessage", {"text": "once"})))
        if loses == "the answer":
            await work
        else:
            with pytest.raises(StorageUnavailable):
                await work
        kept = await database.write(lambda tx: Outbox(tx).left_over())
        assert len(kept) == len(heard) == (loses == "the answer")


async def test_a_commit_is_asked_after_until_somebody_can_tell(settings, vault):
    """A server that crashed is away for longer than a session that was lost: what it kept is told as kept."""
    way = broken_way(settings.database, ("the answer", "COMMIT"), shut=5)
    async with way as place, opened(place, vault) as database:
        assert await database.write(lambda tx: Inbox(tx).accept(1))


async def test_a_session_that_is_lost_amid_the_question_tells_nothing(settings, vault):
    """What was kept is not told as lost because nobody could be asked: it would be done twice."""
    way = broken_way(settings.database, ("the answer", "COMMIT"), ("the word", "pg_xact_status"))
    async with way as place, opened(place, vault) as database:
        assert await database.write(lambda tx: Inbox(tx).accept(1))


async def test_a_session_that_ends_as_the_turn_is_asked_for_is_made_anew(settings, vault):
    """Nothing was begun, so nobody need be told."""
    way = broken_way(settings.database, ("the word", "BEGIN"))
    async with way as place, opened(place, vault) as database:
        assert await database.write(lambda tx: Inbox(tx).accept(1))


async def test_a_failure_that_a_unit_swallows_is_its_own(database):
    """The server has given its work up: it is not half kept, and those beside it are whole."""

    async def swallows(tx):
        await Inbox(tx).accept(1)
        try:
            await tx.execute("SELECT 1 FROM no_such_table")
        except Exception:  # noqa: BLE001 - as careless work may do
            return "fine"

    first, guilty, last = await asyncio.gather(
        database.write(lambda tx: Inbox(tx).accept(2)),
        database.write(swallows),
        database.write(lambda tx: Inbox(tx).accept(3)),
        return_exceptions=True,
    )
    assert first is last is True
    assert isinstance(guilty, Exception)
    assert not isinstance(guilty, StorageUnavailable)
    assert [await database.write(lambda tx, n=n: Inbox(tx).accept(n)) for n in (1, 2, 3)] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("is_swallowed", [True, False])
async def test_a_row_over_which_a_statement_fails_is_put_aside(database, is_swallowed):
    """What else the unit does goes on, as if nothing had been tried for that row."""

    async def work(tx):
        await Inbox(tx).accept(1)
        async with tx.for_the_sake_of(NOTICE, 5):
            await Inbox(tx).accept(2)
            try:
                await tx.execute("INSERT INTO inbox (update_id, received_at) VALUES (1, 1)")
            except Exception:
                if not is_swallowed:
                    raise
        await Inbox(tx).accept(3)

    await database.write(work)
    taken = [await database.write(lambda tx, n=n: Inbox(tx).accept(n)) for n in (1, 2, 3)]
    assert taken == [False, True, False]
    assert await database.write(lambda tx: tx.rows("SELECT place, row FROM damaged_row")) == [("notice", "5")]


async def test_a_table_that_changed_beneath_a_prepared_statement_is_nobodys_fault(two):
    """A later release's migration, or the server's keeper: what was refused for it may be tried again."""
    one, other = two
    await one.write(lambda tx: tx.execute("CREATE TABLE passing (x INTEGER)"))
    for _ in range(2):
        assert await one.write(lambda tx: tx.rows("SELECT x FROM passing")) == []
    await other.write(lambda tx: tx.execute("ALTER TABLE passing ALTER COLUMN x TYPE TEXT"))
    with pytest.raises(StorageUnavailable):
        await one.write(lambda tx: tx.rows("SELECT x FROM passing"))
    assert await one.write(lambda tx: tx.rows("SELECT x FROM passing")) == []
    await one.write(lambda tx: tx.execute("DROP TABLE passing"))


async def test_a_text_with_a_nul_is_its_units_own_fault(database):
    """No door lets one in; were one to come, nobody else would hear of it."""
    odd = CardId("\0")
    with pytest.raises(Exception, match="0x00"):
        await database.write(lambda tx: Cards(tx, OWNER).find(odd))
    assert await database.write(lambda tx: Inbox(tx).accept(1))
