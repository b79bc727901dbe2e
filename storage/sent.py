"""The sent messages: what came of each call, and which messages to take back when data are deleted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from patient.card import CardId, OwnerId
from storage.connection import among
from storage.dialogue import tapped_by
from storage.dialogues import Dialogues
from storage.errands import ErrandQueue
from storage.marked import Marked
from storage.outbox import Call, Outbox, Outgoing
from storage.replicas import Replicas
from storage.repository import Repository
from storage.sealed import Sealed
from storage.support import SupportDesk
from storage.transaction import Transaction

SENT = Marked("sent_message", "mark", is_owned=True, is_key=True)
LIFE = timedelta(hours=48)  # Telegram lets a bot delete what is younger
MOST = 500  # messages of one person that are remembered, the newest, and
FORGETTING = 16  # messages more or so, between two looks for older ones
A_CALL = 100  # ids that one deleteMessages takes
FORM = "f:"  # how the data of a form's buttons begin: they name no card, and the form shows one's data


@dataclass(frozen=True, slots=True, repr=False)
class Receipt:
    """The *message* that came of a call, and the *chat* in which it stands."""

    outgoing: Outgoing
    chat: int
    message: int

    @property
    def is_new(self) -> bool:
        """Whether the message was made by this call, and not changed by it."""
        return self.outgoing.call.parameters.get("message_id") != self.message


async def note_sent(receipts: Mapping[int, Receipt | None], transaction: Transaction) -> None:
    """Take what was sent out of the outbox, by its ids, and remember which messages came of it.

    What was withdrawn while it was under way is taken back: the data that it shows are deleted. To a replica
    that the others have buried a row may be missing because one of them has sent it.
    """
    replica = transaction.standing.replica
    if replica is not None and not await Replicas(transaction).is_known(replica):
        return
    wanted = await Outbox(transaction).done(receipts)
    for receipt in filter(None, receipts.values()):
        if receipt.outgoing.id not in wanted:
            await Outbox(transaction).add(receipt.chat, *_deletions(receipt.chat, [receipt.message]))
            continue
        await SentMessages(transaction).note(receipt)
        needless = await _needless(receipt, transaction)
        await Outbox(transaction).add(receipt.chat, *_deletions(receipt.chat, needless))


async def _needless(receipt: Receipt, transaction: Transaction) -> list[int]:
    """Tell those for whom the message was made which one it is; return the messages that nobody wants now."""
    call, chat, message = receipt.outgoing.call, receipt.chat, receipt.message
    if call.question:
        await SupportDesk(transaction).remember_place(call.question, chat, message)
    is_wanted = True
    if call.prompt and receipt.is_new:
        awaited = call.parameters.get("message_id", -call.prompt)
        is_wanted = await Dialogues(transaction).place_form(chat, message, awaited=awaited)
    if call.is_keyboard:
        is_wanted = await Dialogues(transaction).remember_keyboard(chat, message)
    if call.errand:
        is_wanted = await ErrandQueue(transaction).place(call.errand, message)
    return [] if is_wanted else [message]


class SentMessages(Repository):
    """One row a message in a private chat, for as long as it can be deleted."""

    async def note(self, receipt: Receipt) -> None:
        """Remember the message, or what it shows now; of who has no dialogue, having been erased, nothing."""
        owner, message = receipt.chat, receipt.message
        mark = await self._mark(owner, message)
        content = {"message": message, "shows": list(_shown(receipt.outgoing.call))}
        sealed = self._transaction.vault.seal(content, SENT_MESSAGE.binding(mark.hex().upper(), owner))
        if not receipt.is_new:
            await self._transaction.execute(
                "UPDATE sent_message SET sealed = ? WHERE owner = ? AND mark = ?", sealed, owner, mark
            )
            return
        row = await self._transaction.insert(
            "INSERT INTO sent_message (owner, mark, sealed, at)"
            " SELECT owner, ?, ?, ? FROM dialogue WHERE owner = ?"
            " ON CONFLICT (owner, mark) DO UPDATE SET sealed = excluded.sealed, at = excluded.at",
            mark,
            sealed,
            self._transaction.clock,
            owner,
        )
        if row % FORGETTING == 0:
            await self._forget_oldest(owner)

    async def is_newest(self, owner: OwnerId, message: int) -> bool:
        """Tell whether nothing was said to *owner* after this message."""
        mark = await self._mark(owner, message)
        statement = (
            "SELECT max(id) = (SELECT id FROM sent_message WHERE owner = ?1 AND mark = ?2)"
            " FROM sent_message WHERE owner = ?1"
        )
        return bool(await self._transaction.value(bool, statement, owner, mark))

    async def may_go(self, owner: OwnerId, message: int) -> bool:
        """Tell whether the message is young enough for Telegram to delete it."""
        mark = await self._mark(owner, message)
        statement = "SELECT 1 FROM sent_message WHERE owner = ? AND mark = ? AND at >= ?"
        return await self._transaction.row(statement, owner, mark, self._transaction.ago(LIFE)) is not None

    async def _forget_oldest(self, owner: int) -> None:
        await self._transaction.execute(
            "DELETE FROM sent_message WHERE owner = ? AND id <="
            " (SELECT id FROM sent_message WHERE owner = ? ORDER BY id DESC LIMIT 1 OFFSET ?)",
            owner,
            owner,
            MOST,
        )

    async def forget(self, owner: OwnerId) -> None:
        """Delete from the chat all that the bot wrote to *owner*, as far as Telegram lets it."""
        await self._take_back(owner, lambda _message, _shown: True)

    async def forget_card(self, owner: OwnerId, card: CardId) -> None:
        """Delete from the chat with *owner* what shows *card*, and send nothing of it that still waits."""
        names = await self._names(card)
        standing = await Dialogues(self._transaction).prompt_beside(owner, card)
        await Outbox(self._transaction).withdraw(owner, lambda call: _is_about(names, list(_shown(call))))
        await self._take_back(
            owner,
            lambda message, shown: _is_about(names, shown) or (_is_of_form(shown) and message != standing),
        )

    async def showing(self, owner: OwnerId, names: Sequence[str]) -> Mapping[int, Sequence[str]]:
        """Return the messages that show what one of *names* stands for, and all that each shows."""
        every = await self._all(owner)
        return {message: shown for message, shown, _ in sorted(every) if _is_about(names, shown)}

    async def take_back(self, owner: OwnerId, names: Sequence[str]) -> None:
        """Delete those messages from the chat, but the one that was tapped just now."""
        tapped = tapped_by(owner)
        await self._take_back(owner, lambda message, shown: message != tapped and _is_about(names, shown))

    async def _take_back(self, owner: OwnerId, is_unwanted: Callable[[int, Sequence[str]], bool]) -> None:
        """Delete those messages; the one that was tapped just now is about to show something else."""
        gone = {message: row for message, shown, row in await self._all(owner) if is_unwanted(message, shown)}
        if not gone:
            return
        one, rows = among(gone.values())
        await self._transaction.execute(f"DELETE FROM sent_message WHERE id {one}", *rows)
        numbers = sorted(gone.keys() - {tapped_by(owner)})
        await Dialogues(self._transaction).forget_prompt(owner, numbers)
        await Outbox(self._transaction).add(owner, *_deletions(owner, numbers))

    async def _all(self, owner: OwnerId) -> list[tuple[int, list[str], int]]:
        condition = "WHERE owner = ? AND at >= ?"
        return await self._transaction.all(SENT_MESSAGE, condition, owner, self._transaction.ago(LIFE))

    async def _names(self, card: CardId) -> list[str]:
        """Return how buttons name *card* and what belongs to it: ids that nobody guesses, and places."""
        ids = await self._transaction.column(
            str,
            "SELECT id FROM booking WHERE card = ?1 UNION ALL SELECT id FROM watch WHERE card = ?1"
            " UNION ALL SELECT id FROM share_offer WHERE card = ?1"
            " UNION ALL SELECT id FROM card_share WHERE card = ?1"
            " UNION ALL SELECT 'go:notice:' || id || ':' FROM notice WHERE card = ?1"
            " UNION ALL SELECT 'go:msg:' || id || ':' FROM message WHERE card = ?1",
            card,
        )
        return [card, *ids]

    async def _mark(self, owner: int, message: int) -> bytes:
        return await self._transaction.mark(SENT, owner, "message", str(message))


def _shown(call: Call) -> Iterator[str]:
    """Tell what a message is about: the data of its buttons, and the card that no button names.

    Of a link its last part is left out: that is the secret in it.
    """
    for row in call.parameters.get("reply_markup", {}).get("inline_keyboard", []):
        yield from (button["callback_data"] for button in row if "callback_data" in button)
        yield from (button["url"].rpartition("/")[0] for button in row if "url" in button)
    if call.shows:
        yield call.shows


def _is_about(names: Sequence[str], shown: Sequence[str]) -> bool:
    return any(name in data for data in shown for name in names)


def _is_of_form(shown: Sequence[str]) -> bool:
    return any(data.startswith(FORM) for data in shown)


def _deletions(chat: int, messages: list[int]) -> Iterator[Call]:
    for start in range(0, len(messages), A_CALL):
        yield Call("deleteMessages", {"chat_id": chat, "message_ids": messages[start : start + A_CALL]})


def _sent(_mark: str, _owner: int, content: Any, number: int) -> tuple[int, list[str], int]:
    return int(content["message"]), list(content["shows"]), number


SENT_MESSAGE = Sealed("sent_message", "hex(mark), owner, sealed, id", _sent, key_is_mark=True)
