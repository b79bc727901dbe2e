"""The questions to support: each under a code that tells the desk nothing about who asks."""

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from patient.question import Question
from storage.repository import Owned, Repository
from storage.sealed import Sealed
from storage.transaction import Transaction
from storage.written import read

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without those that are taken for one another
CODE = re.compile(f"#([{LETTERS}]{{5}})")
CODE_LETTERS = 5
A_DAY = timedelta(days=1)
LISTED = 100


class Support(Owned):
    """What somebody asks of support."""

    async def ask(self, text: str) -> Question:
        """Keep a question under a fresh code."""
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
        while await SupportDesk(self._transaction).find(code):
            code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
        question = Question(code, self._owner, text, self._transaction.now)
        await self._transaction.execute(
            "INSERT INTO support_question (code, owner, sealed, asked_at) VALUES (?, ?, ?, ?)",
            code,
            self._owner,
            _sealed(self._transaction, question, None),
            self._transaction.clock,
        )
        return question

    async def count_open(self) -> int:
        """Return how many questions the person asked within a day that nobody has answered."""
        ((number,),) = await self._transaction.rows(
            "SELECT count(*) FROM support_question WHERE owner = ? AND asked_at > ? AND answered_at IS NULL",
            self._owner,
            self._transaction.clock - A_DAY.total_seconds(),
        )
        return int(number)


class SupportDesk(Repository):
    """The desk finds a question by its code and never learns the owner's id."""

    async def open(self) -> list[Question]:
        """Return the questions that nobody has answered, the oldest first."""
        rows = await self._transaction.rows(
            f"SELECT {QUESTION.columns} FROM support_question WHERE answered_at IS NULL"
            " ORDER BY asked_at LIMIT ?",
            LISTED,
        )
        return await self._transaction.read(QUESTION, rows)

    async def find(self, code: str) -> Question | None:
        """Return the question with this code, in capitals and without the ``#``."""
        row = await self._transaction.row(
            f"SELECT {QUESTION.columns} FROM support_question WHERE code = ?",
            code,
        )
        return await self._transaction.read_one(QUESTION, row)

    async def remember_place(self, code: str, desk: int, message: int) -> None:
        """Note which message of the group *desk* holds the question."""
        await self._transaction.execute(
            "UPDATE OR IGNORE support_question SET desk = ?, desk_message = ? WHERE code = ?",
            desk,
            message,
            code,
        )

    async def code_at(self, desk: int, message: int) -> str | None:
        """Return the code of the question that this message of the group *desk* holds."""
        row = await self._transaction.row(
            "SELECT code FROM support_question WHERE desk = ? AND desk_message = ?", desk, message
        )
        return str(row[0]) if row else None

    async def stands_in(self, code: str, desk: int) -> bool:
        """Tell whether it is known which message of the group *desk* holds the question."""
        row = await self._transaction.row(
            "SELECT 1 FROM support_question WHERE code = ? AND desk = ?", code, desk
        )
        return row is not None

    async def answer(self, question: Question, text: str) -> bool:
        """Keep the answer, to be told by whoever takes it; False when there is one already."""
        return bool(
            await self._transaction.execute(
                "UPDATE support_question SET sealed = ?, answered_at = ?"
                " WHERE code = ? AND answered_at IS NULL",
                _sealed(self._transaction, question, text),
                self._transaction.clock,
                question.code,
            )
        )

    async def take_undelivered(self, limit: int) -> list[Question]:
        """Take answered questions; whoever takes them tells the answers in this transaction."""
        rows = await self._transaction.rows(
            "UPDATE support_question SET told_at = ? WHERE code IN ("
            " SELECT code FROM support_question WHERE answered_at IS NOT NULL AND told_at IS NULL"
            f" AND {QUESTION.sound}"
            " ORDER BY answered_at LIMIT ?)"
            f" RETURNING {QUESTION.columns}",
            self._transaction.clock,
            limit,
        )
        return await self._transaction.read(QUESTION, rows)


def _sealed(transaction: Transaction, question: Question, answer: str | None) -> bytes:
    content = {"text": question.text, "answer": answer}
    return transaction.vault.seal(content, QUESTION.binding(question.code, question.owner))


def _question(code: str, owner: int, content: Any, asked_at: float) -> Question:
    return read(Question, content, code=code, owner=owner, asked_at=datetime.fromtimestamp(asked_at, UTC))


QUESTION = Sealed("support_question", "code, owner, sealed, asked_at", _question)
