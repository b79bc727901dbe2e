"""What a patronymic tells of the sex: «-ович» and «оглы» are a son's, «-овна» and «кызы» a daughter's."""

import re

from patient.sex import Sex
from patient.visible import visible

ENDINGS = {
    Sex.MALE: re.compile(
        r"(?:[а-яё]{2}(?:ич|ыч)|[a-z]{2}i(?:ch|č)|оглы|оглу|улы|уулу|угли|ogly|oglu|o['‘]?g['‘]?li)$"
    ),
    Sex.FEMALE: re.compile(r"(?:[а-яё]{2}(?:вна|чна)|[a-z]{2}(?:vna|chna)|кызы|гызы|кизи|kyzy|qizi|gizi)$"),
}


def sex_in(patronymic: str) -> Sex | None:
    """Return the sex that a patronymic tells, if it has the ending of one."""
    plain = visible(patronymic).casefold().rstrip(". ")
    return next((sex for sex, ending in ENDINGS.items() if ending.search(plain[-20:])), None)
