"""The one message in which a sign-in stands in the chat: the link, then that it is under way.

It follows the attempt, and what came of that takes its place: no button of a spent link stays in the chat.
"""

from handlers.ground.calls import edit
from handlers.ground.navigation import Action, Do
from handlers.ground.notify import View, say, texts_for
from patient.card import OwnerId
from storage.outbox import Call, Outbox
from storage.sent import SentMessages
from storage.transaction import Transaction

START_PATH = "/esia/start/"
SIGNED_OUT_PATH = "/esia/ended/signed_out"
STANDS = (START_PATH.rstrip("/"), Do(what=Action.SIGN_IN_ANEW).pack())
"""How the messages are known in which a sign-in stands: by the link, or by the button that begins anew."""


async def go(transaction: Transaction, owner: OwnerId) -> None:
    """Take the standing message away: another one takes its place."""
    await SentMessages(transaction).take_back(owner, STANDS)


async def turn_into(transaction: Transaction, owner: OwnerId, view: View) -> None:
    """Turn the standing message into what *view* shows, if there is one."""
    standing = await SentMessages(transaction).showing(owner, STANDS)
    if standing:
        screen = view(await texts_for(transaction, owner))
        call = Call("editMessageText", edit(owner, max(standing), screen))
        await Outbox(transaction).add(owner, call)


async def end(transaction: Transaction, owner: OwnerId, view: View) -> None:
    """Say what *view* shows in a new message, which is heard of, in place of the standing one."""
    await go(transaction, owner)
    await say(transaction, owner, view)
