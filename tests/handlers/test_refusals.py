"""Another person's card: each button that names it is refused alike, and the audit log tells of it."""

from handlers.ground.navigation import Action, Place
from patient.card import OwnerId
from storage.cards import Cards
from tests.chat import adds_card, numbers

PLACES = (
    *(Place.CARD, Place.ATTACHMENTS, Place.WRONG_CLINIC, Place.VISITS, Place.PAST_VISITS, Place.SHARING),
    *(Place.CONFIRM, Place.CONSENT, Place.WORDING),
)
DEEDS = (
    *(Action.CHANGE_CARD, Action.ASK_REMOVAL, Action.REMOVE_CARD, Action.ASK_WITHDRAWAL, Action.WITHDRAW),
    *(
        Action.SEARCH_AGAIN,
        Action.INVITE,
        Action.BOOK_FOR,
        Action.READ_RENEWAL,
        Action.RENEW,
        Action.NOT_RENEW,
    ),
)
REFUSED = "SELECT count(*) FROM audit WHERE action = 'card.refused' AND object = ?"


async def test_every_refusal_is_in_the_audit_log(chat, other_chat, database):
    """A line for each, wherever the button leads, and the same words."""
    await adds_card(chat)
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    buttons = [f"go:{place}:{card.id}:0" for place in PLACES] + [f"do:{deed}:{card.id}" for deed in DEEDS]
    for count, data in enumerate(buttons, start=1):
        assert "Такой карточки у вас нет" in await other_chat.presses(data, next(numbers)), data
        assert await database.write(lambda tx: tx.rows(REFUSED, card.id)) == [(count,)], data
