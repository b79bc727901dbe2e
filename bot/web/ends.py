"""The ends of a sign-in that its browser did not reach: the attempt is over, and who began it hears why."""

from handlers.ground.calls import message
from handlers.ground.notify import View, texts_for
from handlers.sign_in import views
from storage.audit import Audit
from storage.outbox import Call, Outbox
from storage.sign_ins import Attempt, SignIns
from storage.transaction import Transaction


async def refuse(token: str, transaction: Transaction) -> bool:
    """End the attempt of which the person says that the link was sent to him; tell who began it."""
    attempt = await SignIns(transaction).refuse(token)
    if attempt:
        await _notify(transaction, attempt, "sign_in.refused", views.cancelled)
    return attempt is not None


async def end_exposed(cookie: str, state: str, transaction: Transaction) -> bool:
    """End the attempt whose state came back through another browser, for good; tell who began it."""
    attempt = await SignIns(transaction).exposed(cookie, state)
    if attempt:
        await SignIns(transaction).drop(attempt)
        await _notify(transaction, attempt, "sign_in.exposed", views.exposed)
    return attempt is not None


async def _notify(transaction: Transaction, attempt: Attempt, action: str, view: View) -> None:
    await Audit(transaction, attempt.owner).note(action, attempt.id, "refused")
    screen = view(await texts_for(transaction, attempt.owner))
    await Outbox(transaction).add(attempt.owner, Call("sendMessage", message(attempt.owner, screen)))
