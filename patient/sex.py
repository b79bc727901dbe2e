"""Sex, as the card and the registry know it."""

import re
from enum import Enum
from typing import Self

from patient.errors import InvalidSex
from patient.name import Patronymic


class Sex(Enum):
    """The values are FHIR's administrative gender."""

    MALE = "male"
    FEMALE = "female"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read «м», «мужской», «female» and the like.

        Raises:
            InvalidSex: ``unknown``.
        """
        for pattern, sex in WORDS:
            if re.fullmatch(pattern, text.strip().casefold()):
                return cls(sex)
        raise InvalidSex("unknown")

    @classmethod
    def of_patronymic(cls, patronymic: Patronymic | None) -> Self | None:
        """Guess from the ending, to offer the likelier button first."""
        text = patronymic.text.casefold() if patronymic else ""
        for pattern, sex in ENDINGS:
            if re.search(pattern, text):
                return cls(sex)
        return None


WORDS = (
    (r"м|муж|мужчина|мужской|мальчик|m|male|man", "male"),
    (r"ж|жен|женщина|женский|девочка|f|female|woman", "female"),
)
ENDINGS = (
    (r"(ович|евич|ич|ыч|оглы|улы|уулу)$", "male"),
    (r"(овна|евна|ична|инична|кызы|гызы)$", "female"),
)
