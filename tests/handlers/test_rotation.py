"""People go on as ever while the index key is rotated: before each word and tap it is a step further."""

from itertools import cycle

import pytest

from patient.card import OwnerId
from storage.audit import AuditLog
from storage.cards import Cards
from storage.consents import faults_of_consents
from storage.index_keys import IndexKeys
from storage.remarking import remark
from tests.chat import Chat
from tests.handlers.family import adds_child, opens_card, shares
from tests.handlers.signing import signs_in
from tests.handlers.visiting import books

ANNA = OwnerId(1001)


class CutShort(BaseException):
    """The end of the process that rotates."""


async def begins(database):
    await database.write(lambda tx: IndexKeys(tx).rotate())


async def some(database):
    """Walk over some of the tables, and die."""
    transactions = iter(range(9))

    async def write(work):
        if next(transactions, None) is None:
            raise CutShort
        return await database.write(work)

    with pytest.raises(CutShort):
        await remark(write)


async def all_of_them(database):
    await remark(database.write)


async def nothing(_database):
    """Nobody rotates."""


STEPS = cycle((begins, nothing, some, begins, some, all_of_them, nothing))


class Restless(Chat):
    """A chat in whose midst keys are rotated."""

    async def sends(self, **update):
        await next(STEPS)(self.database)
        return await super().sends(**update)


@pytest.fixture
def chat(updates, database):
    return Restless(updates, database)


@pytest.fixture
def other_chat(updates, database):
    return Restless(updates, database, user=2002, name="Борис", username="boris")


async def test_a_family_books_shares_signs_in_and_leaves(chat, other_chat, job, database):
    """Everybody finds what is his, and nothing is there twice or left behind."""
    anna, boris = chat, other_chat
    await books(anna, job)
    await adds_child(anna)
    await shares(anna, boris)
    assert "Карточка" in await opens_card(boris)
    assert "Примерова" in await anna.says("/visits")
    mine, *_ = await database.write(lambda tx: Cards(tx, ANNA).owned())
    for each in (anna, boris, anna):
        await signs_in(each, database, mine.person.draft, oid="one person")
    accounts = await database.write(lambda tx: tx.rows("SELECT mark FROM signed_in"))
    assert (len(accounts), len(set(accounts))) == (2, 1)
    assert "Карточка" in await opens_card(boris)
    for each in (boris, anna):
        await each.says("/delete_me")
        assert "Удалено" in await each.taps("Да, удалить всё")
    for table in ("card_mark", "card_share", "share_offer", "visit", "signed_in", "card_person"):
        assert await database.write(lambda tx, t=table: tx.count(t)) == 0
    assert await database.write(lambda tx: tx.count("consent", "WHERE withdrawn_at IS NULL")) == 0
    assert await database.write(lambda tx: AuditLog(tx).faults()) == []
    assert await database.write(faults_of_consents) == []
