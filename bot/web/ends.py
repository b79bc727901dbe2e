"""The steps of a sign-in that its browser takes, as the chat that began it hears of them.

What becomes of an attempt and what is said of it land together, so no spent button stays in the chat.
"""

from functools import partial

from handlers.ground.notify import View
from handlers.sign_in import standing, views
from storage.audit import Audit
from storage.sign_ins import Attempt, Failure, SignIns
from storage.transaction import Transaction


async def begin(token: str, cookie: str, state: str, transaction: Transaction) -> Attempt | None:
    """Spend the link; the message that had it says that the sign-in is under way."""
    attempt = await SignIns(transaction).begin(token, cookie, state)
    if attempt:
        await standing.turn_into(transaction, attempt.owner, partial(views.under_way, attempt))
    return attempt


async def fail(attempt: Attempt, failure: Failure, transaction: Transaction) -> None:
    """Keep why the attempt came to nothing, and tell who began it; one that was replaced is not told of."""
    if await SignIns(transaction).fail(attempt, failure):
        await _tell(transaction, attempt, "sign_in.failed", partial(views.failed, attempt, failure))


async def refuse(token: str, transaction: Transaction) -> bool:
    """End the attempt of which the person says that the link was sent to him; tell who began it."""
    attempt = await SignIns(transaction).refuse(token)
    if attempt:
        await _tell(transaction, attempt, "sign_in.refused", _in_vain("sign_in.cancelled", attempt))
    return attempt is not None


async def end_exposed(cookie: str, state: str, transaction: Transaction) -> bool:
    """End the attempt whose state came back through another browser, for good; tell who began it."""
    attempt = await SignIns(transaction).exposed(cookie, state)
    if attempt:
        await SignIns(transaction).drop(attempt)
        await _tell(transaction, attempt, "sign_in.exposed", _in_vain("sign_in.exposed", attempt))
    return attempt is not None


def _in_vain(key: str, attempt: Attempt) -> View:
    return partial(views.in_vain, key, anew=views.way_in(attempt))


async def _tell(transaction: Transaction, attempt: Attempt, action: str, view: View) -> None:
    await Audit(transaction, attempt.owner).note(action, attempt.id, "refused")
    await standing.end(transaction, attempt.owner, view)
