"""Sex, as the card and the registry know it."""

import re
from enum import Enum
from typing import Self

from patient.errors import InvalidSex


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


WORDS = (
    (r"м|муж|мужчина|мужской|мальчик|m|male|man", "male"),
    (r"ж|жен|женщина|женский|девочка|f|female|woman", "female"),
)
