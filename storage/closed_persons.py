"""Persons whom an account may add again only through Gosuslugi: those whose card was closed to it.

A card that was frozen at 18, and an access that its owner ended, would come back by two taps and typing. The
marks are keyed and name neither the account nor the person: they outlive the card, the share and /delete_me.
"""

from collections.abc import AsyncIterator

from patient import fields
from patient.card import PersonalData
from patient.name import GivenName
from storage.cards import traits
from storage.marked import Marked
from storage.repository import Owned

NAMES = (fields.SURNAME, fields.GIVEN_NAME)  # a patronymic is left out too easily
INITIAL = 1
CLOSED = Marked("closed_person", "mark", order=("mark",))


class ClosedPersons(Owned):
    """Keyed marks of SNILS, polis, and surname and initial with the birth date, scoped to the account."""

    async def close(self, person: PersonalData) -> None:
        """Let the account add the person only with Gosuslugi's word from now on."""
        async for mark in self._marks(person):
            statement = (
                "INSERT INTO closed_person (mark, at) VALUES (?, ?)"
                " ON CONFLICT (mark) DO UPDATE SET at = excluded.at"
            )
            await self._transaction.execute(statement, mark, self._transaction.clock)

    async def reopen(self, person: PersonalData) -> None:
        """Let the account add the person again: who may decide on it has allowed it."""
        async for mark in self._marks(person):
            await self._transaction.execute("DELETE FROM closed_person WHERE mark = ?", mark)

    async def holds(self, person: PersonalData) -> bool:
        """Tell whether the person is closed to the account."""
        async for mark in self._marks(person):
            if await self._transaction.row("SELECT 1 FROM closed_person WHERE mark = ?", mark):
                return True
        return False

    async def _marks(self, person: PersonalData) -> AsyncIterator[bytes]:
        initial = GivenName(person.name.given_name.text[:INITIAL])  # for the registry it may be the name
        draft = person.draft.answered(fields.GIVEN_NAME, initial)
        for kind, text in traits(draft, NAMES):
            yield await self._transaction.mark(CLOSED, self._who, f"closed {kind}", text)
