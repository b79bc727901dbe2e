"""The consent to the processing of personal data, given for one card (152-ФЗ, article 9)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from patient.card import CardId, OwnerId

Subject = Literal["self", "child"]


@dataclass(frozen=True, slots=True)
class ConsentText:
    """Which text was agreed to; *sha256* is that of its wording with the operator's name in it."""

    version: str
    language: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Consent:
    """A record that can be proved; *given_at* is UTC."""

    id: str
    owner: OwnerId
    card: CardId
    text: ConsentText
    subject: Subject
    given_at: datetime
