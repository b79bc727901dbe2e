"""A sign-in goes on while all keys are rotated between any two of its steps, at two replicas."""

from itertools import cycle

from patient import fields
from patient.account import Account
from patient.card import CardDraft, OwnerId
from patient.name import Surname
from patient.sign_in import ImportedPeople, Whose
from storage.database import Database
from storage.index_keys import IndexKeys
from storage.key_ring import KeyRing
from storage.migration import migrate
from storage.remarking import remark
from storage.resealing import reseal
from storage.sign_ins import SignIns, Stage

ANNA, BORIS = OwnerId(1001), OwnerId(2002)
PEOPLE = ImportedPeople(CardDraft().answered(fields.SURNAME, Surname("Канарейкина")), ())


class Replicas:
    """Two replicas of one bot, of which each step meets another, with keys of before the last rotation."""

    def __init__(self, one, other, path):
        self._turns = cycle(((one, other), (other, one)))
        self._path = path

    async def step(self, name, *given):
        """Take a step of a sign-in at one replica, after the other one's operator has rotated all keys."""
        (here, _), (other, vault) = next(self._turns)
        KeyRing.load(self._path).rotated().save(self._path, replacing=True)
        assert vault.renew()
        await other.write(lambda tx: IndexKeys(tx).rotate())
        await reseal(other.write)
        await remark(other.write)
        return await here.write(lambda tx: getattr(SignIns(tx), name)(*given))


async def test_each_step_finds_what_the_one_before_sealed(new_place, tmp_path):
    """Both accounts come home, and the second is told of the first: it is the same person of ESIA."""
    path = tmp_path / "keys.json"
    KeyRing.fresh().save(path)
    vaults = [KeyRing.load(path).vault(path) for _ in range(2)]
    databases = [await Database.open(new_place, vault) for vault in vaults]
    await migrate(databases[0].connection, vaults[0])
    replicas, known = Replicas(*zip(databases, vaults, strict=True), path), []
    for owner in (ANNA, BORIS):
        token = await replicas.step("offer", owner, Whose.SELF, Account("Имя", None))
        assert (await replicas.step("offered", token)).account == Account("Имя", None)
        await replicas.step("begin", token, f"cookie {owner}", "state")
        attempt = await replicas.step("come_back", f"cookie {owner}", "state")
        assert await replicas.step("save", attempt, "1000000001", PEOPLE)
        waiting = await replicas.step("carried", f"cookie {owner}")
        assert waiting.stage is Stage.WAITING
        came = await replicas.step("redeem", waiting.ticket)
        known.append(await replicas.step("other_accounts", came))
        assert (await replicas.step("redeemed", owner)).people == PEOPLE
    assert known == [[], [ANNA]]
    for each in databases:
        await each.close()
