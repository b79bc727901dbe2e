"""What people do so that an adult's card is kept with the adult's own consent."""

from patient.card import OwnerId
from storage.cards import Cards
from tests.handlers.family import LINK, opens_card
from tests.handlers.signing import signs_in

LABEL = "Тестова А. П., 1979"


async def asks(chat, label=LABEL):
    """Make a link for the person on the card; return what /start is to be given."""
    await opens_card(chat, label)
    assert "мамы" in await chat.taps("Карточка близкого")
    found = LINK.search(await chat.taps("Отправить ссылку"))
    assert found
    return found[1]


async def agrees(person, token):
    await person.says(f"/start {token}")
    return await person.taps("Даю согласие")


async def card_of(chat, database):
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).owned())
    return card


async def rows(database, statement, *values):
    return await database.write(lambda tx: tx.rows(statement, *values))


async def signs_in_here(chat, database, me):
    """Sign in through Gosuslugi for the only card, as its button offers; return what the bot says."""
    card = await card_of(chat, database)
    return await signs_in(chat, database, me, card=card.id, is_trust=True)
