"""A region in one file: as many people with a card, a consent, a search and a dialogue as are asked for."""

import random
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from patient import fields
from patient.attachment import Pace, Search
from patient.birth_date import BirthDate
from patient.card import CardId, OwnerId
from patient.name import GivenName, Patronymic, Surname
from patient.sex import Sex
from patient.snils import Snils
from patient.visit import Visit, VisitState
from storage.cards import CARD
from storage.consents import CONSENT
from storage.database import Database
from storage.migration import migrate
from storage.searches import SEARCH
from storage.transaction import Transaction
from storage.vault import Vault
from storage.visits import A_DAY, VISIT, visit_key
from storage.written import written
from tests.people import person_of

FIRST = 10_000  # the lowest id of an owner
SOME = 1_000  # people a transaction
PACE = Pace(timedelta(minutes=1), timedelta(days=30))
ANNA = person_of(
    {
        fields.SURNAME: Surname("Тестова"),
        fields.GIVEN_NAME: GivenName("Анна"),
        fields.PATRONYMIC: Patronymic("Петровна"),
        fields.SEX: Sex.FEMALE,
        fields.BIRTH_DATE: BirthDate(date(1979, 10, 13)),
        fields.SNILS: Snils("11223344595"),
    }
)
CARD_CONTENT = written(ANNA)
WITH_A_VISIT = 10  # one in so many has one, within a month
SEARCH_CONTENT = written(Search.begin(CardId(""), OwnerId(0), now=datetime.now(UTC), pace=PACE))
TABLES = {
    "consent": "id, owner, card, sealed, given_at",  # it has the card looked into at once
    "card": "id, owner, sealed, created_at, updated_at, look_on",
    "search": "card, owner, sealed, next_at",
    "visits_look": "card, owner, asked_at, next_at",
    "visit": "id, owner, sealed, card, remind_day_on, remind_hours_on",
    "dialogue": "owner, language, updated_at",
    "inbox": "update_id, received_at",
}


async def settle(path: Path, vault: Vault, people: int) -> None:
    """Make the file; every search is due."""
    database = await Database.open(path, vault)
    await migrate(database.connection, vault)
    for pragma in ("synchronous = OFF", "secure_delete = OFF", "cache_size = -400000"):
        await database.connection.run(f"PRAGMA {pragma}")
    for start in range(0, people, SOME):
        await database.write(partial(_settle_some, numbers=range(start, min(start + SOME, people))))
    await database.close()


async def _settle_some(transaction: Transaction, numbers: range) -> None:
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    for number in numbers:
        async for table, row in _rows(transaction, number):
            rows[table].append(row)
    for table, columns in TABLES.items():
        marks = ", ".join([f"({', '.join('?' * len(columns.split(', ')))})"] * len(rows[table]))
        values = [value for row in rows[table] for value in row]
        await transaction.execute(f"INSERT INTO {table} ({columns}) VALUES {marks}", *values)


async def _rows(transaction: Transaction, number: int) -> AsyncIterator[tuple[str, tuple[Any, ...]]]:
    vault, now = transaction.vault, transaction.clock
    owner, card, consent = OwnerId(FIRST + number), CardId(secrets.token_urlsafe(16)), secrets.token_hex(8)
    look_on = datetime.now(UTC).toordinal() + random.randint(1, 180)
    told = {
        "owner": owner,
        "version": "2",
        "language": "ru",
        "sha256": "0",
        "subject": "self",
        "update": number,
    }
    yield "card", (card, owner, vault.seal(CARD_CONTENT, CARD.binding(card, owner)), now, now, look_on)
    yield "consent", (consent, vault.index(owner, "consent"), card,
                      vault.seal(told, CONSENT.binding(consent, 0)), now)  # fmt: skip
    yield (
        "search",
        (
            card,
            owner,
            vault.seal({**SEARCH_CONTENT, "card": card, "owner": owner}, SEARCH.binding(card, owner)),
            now - random.random(),
        ),
    )
    yield "visits_look", (card, owner, now, now + 3600 + random.random() * 36000)
    if not number % WITH_A_VISIT:
        yield "visit", await _visit(transaction, owner, card, now + random.random() * 30 * A_DAY)
    yield "dialogue", (owner, "ru", now)
    yield "inbox", (number, now)


async def _visit(transaction: Transaction, owner: OwnerId, card: CardId, start: float) -> tuple[Any, ...]:
    key, day = await visit_key(transaction, card, owner, "1"), int(start // A_DAY)
    visit = Visit("1", datetime.fromtimestamp(start, UTC), VisitState.BOOKED, doctor_name="Тестов П. А.")
    return key, owner, transaction.vault.seal(written(visit), VISIT.binding(key, owner)), card, day - 1, day
