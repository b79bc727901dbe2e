"""The audit log: what was changed, cut, emptied or written anew is found; a consent can be proven."""

import hashlib

import pytest

from patient.card import OwnerId
from storage.audit import GENESIS, Audit, AuditLog, chained
from storage.backup import back_up, head_of
from storage.consents import Consents, faults_of_consents
from storage.database import Database
from storage.key_ring import KeyRing
from storage.migration import migrate
from storage.reading import reading
from storage.resealing import reseal
from tests.chat import adds_card

OWNER = OwnerId(1)


@pytest.fixture
async def log(database):
    """Five rows."""
    for number in range(5):
        await database.write(lambda tx, n=number: Audit(tx, OWNER).note("card.added", str(n)))
    return database


async def faults(database):
    return await database.write(lambda tx: AuditLog(tx).faults())


async def rewritten(log):
    """Write the whole chain anew by the rule that needs no key, as a thief could."""
    previous = GENESIS
    statement = "SELECT seq, at, actor, action, object, result FROM audit ORDER BY seq"
    for seq, *columns in await log.write(lambda tx: tx.rows(statement)):
        digest = chained(previous, *columns)
        yield f"UPDATE audit SET previous = '{previous}', hash = '{digest}' WHERE seq = {seq}"
        previous = digest


async def these(*statements):
    for statement in statements:
        yield statement


TAMPERINGS = {
    "a row is changed": lambda _: these("UPDATE audit SET action = 'x' WHERE seq = 3"),
    "a row is cut out": lambda _: these("DELETE FROM audit WHERE seq = 3"),
    "the tail is cut": lambda _: these("DELETE FROM audit WHERE seq > 3"),
    "the log is emptied": lambda _: these("DELETE FROM audit"),
    "log and end are emptied": lambda _: these("DELETE FROM audit", "DELETE FROM audit_head"),
    "the chain is written anew": rewritten,
    "the end is damaged": lambda _: these("UPDATE audit_head SET sealed = substr(sealed, 1, 2)"),
    "the beginning is cut": lambda _: these("DELETE FROM audit WHERE seq < 3"),
}


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_each_tampering_is_found(log, thief, name):
    """By whoever has the file and no key; the bot goes on writing, and it stays found."""
    assert await faults(log) == []
    await thief(*[statement async for statement in TAMPERINGS[name](log)])
    assert await faults(log)
    await log.write(lambda tx: Audit(tx, OWNER).note("card.added"))
    assert await faults(log)


async def test_the_log_is_whole_after_a_rotation(new_place):
    """The key that chains it outlives the keys that seal."""
    ring = KeyRing.fresh()
    for key_ring in (ring, ring.rotated()):
        database = await Database.open(new_place, key_ring.vault())
        await migrate(database.connection, key_ring.vault())
        await reseal(database.write)
        await database.write(lambda tx: Audit(tx, OWNER).note("card.added"))
        assert await faults(database) == []
        await database.close()


async def test_a_backup_remembers_where_the_log_stood(log, settings, vault, tmp_path):
    """A log that was put back to an earlier state with its end does not go on from the backup's."""
    earlier, later = tmp_path / "earlier.db", tmp_path / "later.db"
    await back_up(settings.database, earlier, vault)
    await log.write(lambda tx: Audit(tx, OWNER).note("card.erased"))
    await back_up(settings.database, later, vault)
    for backup in (earlier, later):
        head = await head_of(backup, vault)
        assert await log.write(lambda tx, head=head: AuditLog(tx).holds(head))
    thiefs = await Database.open(earlier, vault)
    head = await head_of(later, vault)
    assert await faults(thiefs) == []
    assert not await thiefs.write(lambda tx: AuditLog(tx).holds(head))
    await thiefs.close()


async def test_a_consent_can_be_proven_after_the_texts_changed(chat, database):
    """The words whose hash it names are kept once, and its signature stands in the log."""
    await adds_card(chat)
    await adds_card(chat, surname="Примерова", snils="087-654-303 00")
    given = await database.write(lambda tx: Consents(tx, OwnerId(chat.user)).in_force())
    for consent in given:
        wording = await database.write(
            lambda tx, text=consent.text: Consents(tx, OwnerId(chat.user)).wording(text)
        )
        assert hashlib.sha256(wording.encode()).hexdigest() == consent.text.sha256
        assert "Министерство «Пример»" in wording
        assert "Тестова" not in wording
    ((count,),) = await database.write(lambda tx: tx.rows("SELECT count(*) FROM consent_text"))
    assert count == len({consent.text.sha256 for consent in given})
    assert await database.write(faults_of_consents) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE consent SET given_at = given_at - 86400", "is not as it was given"),
        ("DELETE FROM consent", "is gone"),
        ("UPDATE consent SET id = 'another'", "cannot be read"),
        ("UPDATE consent SET sealed = substr(sealed, 1, 1)", "cannot be read"),
        ("UPDATE consent SET withdrawn_at = 1", "was never withdrawn"),
        ("UPDATE consent_text SET text = text || ' and more'", "is not the one that was agreed to"),
    ],
)
async def test_a_consent_that_was_tampered_with_is_found(chat, database, change, said):
    """Moved, deleted, invented or damaged."""
    await adds_card(chat)
    await database.write(lambda tx: tx.execute(change))
    assert said in " ".join(await database.write(faults_of_consents))


async def test_a_withdrawal_that_was_undone_in_the_file_is_found(chat, database):
    """Or an operator could keep data under a consent that was taken back."""
    await adds_card(chat)
    await chat.says("/delete_me")
    await chat.taps("Да, удалить")
    assert await database.write(faults_of_consents) == []
    await database.write(lambda tx: tx.execute("UPDATE consent SET withdrawn_at = NULL"))
    (fault,) = await database.write(faults_of_consents)
    assert "was withdrawn" in fault


async def test_what_is_proven_is_of_one_moment(log, settings, vault):
    """The bot goes on meanwhile: a row that is added between two looks is no tampering."""
    async with reading(settings.database, vault) as read:
        before = await read(lambda look: AuditLog(look).end())
        await log.write(lambda tx: Audit(tx, OWNER).note("card.added", "6"))
        assert await read(lambda look: AuditLog(look).end()) == before
        assert await read(lambda look: AuditLog(look).faults()) == []
    async with reading(settings.database, vault) as read:
        assert (await read(lambda look: AuditLog(look).end())).length == before.length + 1
