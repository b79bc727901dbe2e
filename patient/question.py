"""A question to support, and its answer."""

from dataclasses import dataclass
from datetime import datetime

from patient.card import OwnerId
from patient.privacy import Private


@dataclass(frozen=True, slots=True, repr=False)
class Question(Private):
    """What *owner* asked at *asked_at* (UTC), and the *answer* once there is one."""

    code: str
    owner: OwnerId
    text: str
    asked_at: datetime
    answer: str | None = None
