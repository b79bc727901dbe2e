"""The consent to the processing of personal data, given for one card (152-ФЗ, article 9)."""

import re
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

    @property
    def edition(self) -> int:
        """The number in the version, 0 if there is none: a higher one names more, and is asked for anew."""
        found = re.search(r"[0-9]{1,9}", self.version)
        return int(found[0]) if found else 0


@dataclass(frozen=True, slots=True)
class Consent:
    """A record that can be proved; *given_at* is UTC."""

    id: str
    owner: OwnerId
    card: CardId
    text: ConsentText
    subject: Subject
    given_at: datetime
