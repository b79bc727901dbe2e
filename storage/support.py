"""The questions to support: each under a code that tells the desk nothing about who asks."""

import re
import secrets
from datetime import timedelta

from patient.question import Question
from storage.repository import Owned, Repository
from storage.sealed import Sealed

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without those that are taken for one another
CODE = re.compile(f"#([{LETTERS}]{{5}})")
CODE_LETTERS = 5
A_DAY = timedelta(days=1)
LISTED = 100


QUESTION = Sealed.of(Question, "support_question", "code, owner, sealed, asked_at")


class Support(Owned):
    """What somebody asks of support."""

    async def ask(self, text: str) -> Question:
        """Keep a question under a fresh code."""
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
        while await SupportDesk(self._transaction).find(code):
            code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
        question = Question(code, self._who, text, self._transaction.now)
        content = {"text": text, "answer": None}
        asked_at = self._transaction.clock
        await self._transaction.add(QUESTION, self._who, content, key=code, asked_at=asked_at)
        return question

    async def count_open(self) -> int:
        """Return how many questions the person asked within a day that nobody has answered."""
        return await self._transaction.count(
            "support_question",
            "WHERE owner = ? AND asked_at > ? AND answered_at IS NULL",
            self._who,
            self._transaction.ago(A_DAY),
        )


class SupportDesk(Repository):
    """The desk finds a question by its code and never learns the owner's id."""

    async def open(self) -> list[Question]:
        """Return the questions that nobody has answered, the oldest first."""
        return await self._transaction.all(
            QUESTION, "WHERE answered_at IS NULL ORDER BY asked_at LIMIT ?", LISTED
        )

    async def find(self, code: str) -> Question | None:
        """Return the question with this code, in capitals and without the ``#``."""
        return await self._transaction.one(QUESTION, "WHERE code = ?", code)

    async def remember_place(self, code: str, desk: int, message: int) -> None:
        """Note which message of the group *desk* holds the question."""
        if await self.code_at(desk, message) is None:
            statement = "UPDATE support_question SET desk = ?, desk_message = ? WHERE code = ?"
            await self._transaction.execute(statement, desk, message, code)

    async def code_at(self, desk: int, message: int) -> str | None:
        """Return the code of the question that this message of the group *desk* holds."""
        statement = "SELECT code FROM support_question WHERE desk = ? AND desk_message = ?"
        return await self._transaction.value(str, statement, desk, message)

    async def stands_in(self, code: str, desk: int) -> bool:
        """Tell whether it is known which message of the group *desk* holds the question."""
        statement = "SELECT 1 FROM support_question WHERE code = ? AND desk = ?"
        return await self._transaction.row(statement, code, desk) is not None

    async def answer(self, question: Question, text: str) -> bool:
        """Keep the answer, to be told by whoever takes it; False when there is one already."""
        binding = QUESTION.binding(question.code, question.owner)
        sealed = self._transaction.vault.seal({"text": question.text, "answer": text}, binding)
        condition = "WHERE code = ? AND answered_at IS NULL"
        statement = f"UPDATE support_question SET sealed = ?, answered_at = ? {condition}"
        return bool(
            await self._transaction.execute(statement, sealed, self._transaction.clock, question.code)
        )

    async def take_undelivered(self, limit: int) -> list[Question]:
        """Take answered questions; whoever takes them tells the answers in this transaction."""
        return await self._transaction.take(
            QUESTION,
            "SET told_at = ? WHERE code IN (SELECT code FROM support_question"
            f" WHERE answered_at IS NOT NULL AND told_at IS NULL AND {QUESTION.sound}"
            " ORDER BY answered_at LIMIT ?)",
            *(self._transaction.clock, limit),
        )
