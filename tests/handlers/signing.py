"""Coming back from Gosuslugi, as far as the chat sees of it."""

from patient.account import Account
from patient.card import CardDraft, OwnerId
from patient.sign_in import ImportedPeople, Whose
from storage.cards import Cards
from storage.database import Database
from storage.sign_ins import SignIns
from tests.chat import Chat


async def signs_in(
    chat: Chat,
    database: Database,
    me: CardDraft,
    children: tuple[CardDraft, ...] = (),
    *,
    card: str = "",
    is_trust: bool = False,
    oid: str = "",
) -> str:
    """Come back from Gosuslugi with one's own data, or with those of the children."""
    wish = Whose.CHILDREN if children else Whose.SELF

    async def bring(tx):
        sign_ins = SignIns(tx)
        account = Account("Кто-то", None)
        token = await sign_ins.offer(OwnerId(chat.user), wish, account, card, is_trust=is_trust)
        await sign_ins.begin(token, f"c{chat.user}", f"s{chat.user}")
        attempt = await sign_ins.come_back(f"c{chat.user}", f"s{chat.user}")
        await sign_ins.save(attempt, oid or str(chat.user), ImportedPeople(me, children))
        return (await sign_ins.carried(f"c{chat.user}")).ticket

    return await chat.says(f"/start {await database.write(bring)}")


async def confirms(chat: Chat, database: Database) -> None:
    """Sign in as the person of the only card: Gosuslugi tells what it says."""
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    assert "подтверждена" in await signs_in(chat, database, card.person.draft)
