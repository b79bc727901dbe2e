"""Sex, as the card and the registry know it."""

import re
from enum import Enum
from typing import Self

from patient.errors import InvalidSex
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
        words = LETTERS.findall(plain.casefold()) if len(plain) <= LONGEST else []
        said = " ".join(word for word in words if word not in AROUND) or plain
        for pattern, sex in WORDS:
            if re.fullmatch(pattern, said):
                return cls(sex)
        raise InvalidSex("unknown")


LONGEST = 60
TONE = re.compile("[\U0001f3fb-\U0001f3ff]")  # of the skin
LETTERS = re.compile(r"[^\W\d_]+")
AROUND = frozenset({"пол", "пола", "я", "это", "мой", "sex", "gender", "is", "my", "i", "am", "a"})
MALE = (
    r"м|муж|мужик|мужч|мужчин[аы]|муж(?:ск|ской|ское|ского)|мальчик|парень|сын",
    r"m|male|man|boy|[♂👨👦🚹]",
)
FEMALE = (
    r"ж|жен|женщ|женщин[аы]|жен(?:ск|ский|ское|ского|ская)|девочка|девушка|дочь|дочка",
    r"f|fem|female|woman|girl|lady|[♀👩👧🚺]",
)
WORDS = (("|".join(MALE), "male"), ("|".join(FEMALE), "female"))
