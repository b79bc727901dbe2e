"""The outbox: what is still to be sent to Telegram, in the order in which it was said."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from patient.card import CardId
from storage.connection import among
from storage.repository import Repository
from storage.sealed import Sealed
from storage.written import read, written

MOST_WAITING = 100  # pushes, some four seconds of them: jobs with many to send pause, so others need not wait


class Urgency(StrEnum):
    """Replies go before pushes: somebody is waiting for them."""

    REPLY = "reply"
    PUSH = "push"


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """A small text file to send along."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """A call of the Bot API: *method* with *parameters* as JSON, and perhaps a *file* as its document.

    ``prompt`` is the number of the update since which the message that comes of it holds the form, 0: it does
    not. ``is_keyboard``: that message brings the contact's keyboard, which goes with it.
    ``question`` is the code of the question to support that this brings to the operator's group.
    ``errand`` is the id of the errand whose outcome is drawn into the message that comes of it.
    ``shows`` is the card whose data the message shows where none of its buttons names it.
    """

    method: str
    parameters: dict[str, Any]
    prompt: int = 0
    file: File | None = None
    question: str = ""
    errand: str = ""
    shows: str = ""
    is_keyboard: bool = False

    @property
    def awaits_form(self) -> bool:
        """Whether it changes the message that holds the form, which was not sent when the call was made."""
        return int(self.parameters.get("message_id", 0)) < 0

    def into(self, message: int | None) -> "Call":
        """Return the call that changes this *message*, none: that makes a new one."""
        if message is None:
            awaited = -int(self.parameters["message_id"]) if self.prompt else 0
            return replace(self, method="sendMessage", parameters=anew(self.parameters), prompt=awaited)
        return replace(self, parameters=self.parameters | {"message_id": message})


def anew(edit: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that say in a new message what an *edit* would have shown."""
    return {name: value for name, value in edit.items() if name != "message_id"} | {"protect_content": True}


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """A call on its way to one chat; it *waits* while an earlier one of the chat may be another replica's."""

    id: int
    chat: int
    urgency: Urgency
    call: Call
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Told after the commit: the calls with these ids are not to be sent any more."""

    ids: frozenset[int]


class Outbox(Repository):
    """Rows to send; one is deleted when Telegram has it."""

    async def add(
        self, chat: int, *calls: Call, urgency: Urgency = Urgency.REPLY, card: CardId | None = None
    ) -> None:
        """Add calls in their order; they are handed to the sender right after the commit.

        What is about a *card* is withdrawn with it, and deleted from the chat when it was sent by then.
        Pushes are the leader's: one replica alone keeps their pace.
        """
        if not calls:
            return
        standing = self._transaction.standing
        is_ours = standing.leads or urgency is Urgency.REPLY
        if card:
            calls = tuple(call if call.shows else replace(call, shows=card) for call in calls)
        rows = await self._insert(chat, urgency, calls, standing.replica if is_ours else None, card)
        for (number, waits), call in zip(rows, calls, strict=True):
            if is_ours:
                self._transaction.publish(Outgoing(number, chat, urgency, call, waits))

    async def _insert(
        self, chat: int, urgency: Urgency, calls: Iterable[Call], sender: int | None, card: CardId | None
    ) -> list[tuple[int, bool]]:
        """Keep a row a call; return its id, and whether an earlier one of the chat is sent elsewhere."""
        sealed = [self._transaction.vault.seal(written(call), OUTBOX.binding("", chat)) for call in calls]
        standing = self._transaction.standing
        waits, of = ("0", ()) if standing.is_alone else (ELSEWHERE[urgency], (chat, standing.replica))
        rows = await self._transaction.rows(
            "INSERT INTO outbox (chat, urgency, sealed, created_at, card, sender)"
            f" VALUES {', '.join(['(?, ?, ?, ?, ?, ?)'] * len(sealed))} RETURNING id, {waits}",
            *(v for one in sealed for v in (chat, urgency, one, self._transaction.clock, card, sender)),
            *of,
        )
        return sorted((int(number), bool(waits)) for number, waits in rows)

    async def left_over(self) -> list[Outgoing]:
        """Return what an earlier process did not send, oldest first."""
        return await self._transaction.all(OUTBOX, "ORDER BY id")

    async def take_over(self, replica: int) -> None:
        """Have *replica*, the leader, send what is nobody's, or that of replicas which are dead or gone."""
        taken = await self._transaction.take(
            OUTBOX,
            "SET sender = ? WHERE sender IS NULL OR sender NOT IN (SELECT id FROM replica)",
            replica,
        )
        self._publish_in_order(taken)

    async def hand_out(self, replica: int, ids: Collection[int]) -> None:
        """Hand those of the rows with these *ids* out that *replica* is to send."""
        one, values = among(ids)
        self._publish_in_order(
            await self._transaction.all(OUTBOX, f"WHERE sender = ? AND id {one}", replica, *values)
        )

    def _publish_in_order(self, rows: Iterable[Outgoing]) -> None:
        for outgoing in sorted(rows, key=lambda each: each.id):
            self._transaction.publish(replace(outgoing, waits=True))

    async def ids_of(self, replica: int) -> frozenset[int]:
        """Return which rows *replica* sends."""
        statement = "SELECT id FROM outbox WHERE sender = ?"
        return frozenset(await self._transaction.column(int, statement, replica))

    async def waiting_of(self, ids: Collection[int]) -> set[int]:
        """Return those of *ids* whose chats have earlier calls that are not this replica's to send."""
        one, values = among(ids)
        waiting = await self._transaction.column(
            int,
            f"SELECT id FROM outbox AS mine WHERE id {one} AND EXISTS ("
            " SELECT 1 FROM outbox AS other WHERE other.chat = mine.chat AND other.id < mine.id"
            " AND other.sender IS DISTINCT FROM ? AND (other.urgency = 'reply' OR mine.urgency = 'push'))",
            *values,
            self._transaction.standing.replica,
        )
        return set(waiting)

    async def count(self) -> int:
        """Return how many calls a start would send: those that wait, and those sent but not yet marked."""
        return await self._transaction.count("outbox", f"WHERE {OUTBOX.sound}")

    async def has_enough_pushes(self) -> bool:
        """Tell whether so many pushes wait that no more need be added now."""
        statement = f"SELECT id FROM outbox WHERE urgency = 'push' AND {OUTBOX.sound} LIMIT ?"
        return len(await self._transaction.rows(statement, MOST_WAITING)) == MOST_WAITING

    async def done(self, ids: Collection[int]) -> set[int]:
        """Forget what was sent, or can never be; return the ids that had not been withdrawn meanwhile."""
        one, values = among(ids)
        statement = f"DELETE FROM outbox WHERE id {one} RETURNING id"
        return set(await self._transaction.column(int, statement, *values))

    async def forget(self, chat: int) -> None:
        """Drop all that waits for *chat*, also what the sender already holds."""
        statement = "DELETE FROM outbox WHERE chat = ? RETURNING id"
        self._withdraw(await self._transaction.column(int, statement, chat))

    async def forget_card(self, chat: int, card: CardId) -> None:
        """Drop what waits for *chat* and is about *card*, also what the sender already holds."""
        statement = "DELETE FROM outbox WHERE chat = ? AND card = ? RETURNING id"
        self._withdraw(await self._transaction.column(int, statement, chat, card))

    async def withdraw(self, chat: int, is_unwanted: Callable[[Call], bool]) -> None:
        """Drop what waits for *chat* and is not wanted any more, also what the sender already holds."""
        waiting = await self._transaction.all(OUTBOX, "WHERE chat = ?", chat)
        unwanted = [each.id for each in waiting if is_unwanted(each.call)]
        await self.done(unwanted)
        self._withdraw(unwanted)

    def _withdraw(self, ids: Collection[int]) -> None:
        if ids:
            self._transaction.publish(Withdrawn(frozenset(ids)))


def _outgoing(row: int, chat: int, content: Any, urgency: str) -> Outgoing:
    return Outgoing(row, chat, Urgency(urgency), read(Call, content))


# a reply waits for no push, wherever it is sent from
ELSEWHERE = {
    Urgency.REPLY: "EXISTS (SELECT 1 FROM outbox"
    " WHERE chat = ? AND sender IS DISTINCT FROM ? AND urgency = 'reply')",
    Urgency.PUSH: "EXISTS (SELECT 1 FROM outbox WHERE chat = ? AND sender IS DISTINCT FROM ?)",
}

# a row's id is not known when it is sealed; its chat is what must not be mixed up
OUTBOX = Sealed(
    "outbox", "id, chat, sealed, urgency", _outgoing, sealed_before_its_key=True, outlives_owner=True
)
