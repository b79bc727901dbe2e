"""Sex, as the card and the registry know it."""

import re
from enum import Enum
from typing import Self

from patient.errors import InvalidSex
from patient.layout import AS_RUSSIAN
from patient.visible import visible


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
        plain = TONE.sub("", visible(text))
        if len(plain) <= LONGEST:
            for reading in (plain, plain.translate(AS_RUSSIAN)):
                if sex := _told(reading.casefold()):
                    return cls(sex)
        raise InvalidSex("unknown")


LONGEST = 60
TONE = re.compile("[\U0001f3fb-\U0001f3ff]")  # of the skin
WORD = re.compile(r"[^\W\d_]+|[♂👨👦🚹♀👩👧🚺]")
AROUND = frozenset(
    {"пол", "пола", "я", "это", "мой", "ребёнок", "ребенок", "sex", "gender", "is", "my", "i", "am", "a"}
)
MALE = (
    r"м|муж|мужик|мужч|мужчин[аы]|муж(?:ск|ской|ское|ского)|мальчик|парень|он|сын|сынок|внук|папа|дедушка",
    r"m|male|man|boy|he|son|[♂👨👦🚹]",
)
FEMALE = (
    r"ж|жен|женщ|женщин[аы]|жен(?:ск|ский|ское|ского|ская)|девочка|девушка|она|дочь|дочка|внучка|мама|бабушка",
    r"f|fem|female|woman|girl|lady|she|daughter|[♀👩👧🚺]",
)
WORDS = ((re.compile("|".join(MALE)), "male"), (re.compile("|".join(FEMALE)), "female"))


def _told(text: str) -> str | None:
    """Return the sex that each word of *text* tells, if all tell one; «М (мужской)» tells it twice."""
    told = {_of_word(word) for word in WORD.findall(text) if word not in AROUND}
    return told.pop() if len(told) == 1 else None


def _of_word(word: str) -> str | None:
    return next((sex for pattern, sex in WORDS if pattern.fullmatch(word)), None)
