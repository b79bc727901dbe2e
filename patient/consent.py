"""The consent to the processing of personal data, given for one card (152-ФЗ, article 9)."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from patient.card import CardId, OwnerId
from patient.privacy import Private

Subject = Literal["self", "child", "adult"]
"""Who consents: the person himself, a child's representative, or an adult who lets another keep his card."""


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
    """A record that can be proved; *given_at* is UTC.

    *giver* is a keyed mark of ESIA's number of who consented, where that was not who holds the account.
    """

    id: str
    owner: OwnerId
    card: CardId
    text: ConsentText
    subject: Subject
    given_at: datetime
    giver: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class GivenConsent(Private):
    """A consent that was just given, or waits for what makes it hold: to which words, when, by which tap."""

    text: ConsentText
    wording: str
    given_at: datetime
    update: int
