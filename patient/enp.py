"""ЕНП, the new polis's number: what its 16 digits tell.

``RR MMYYYYDD SSSSS K``: the birth date and sex are in the second group (month + 20 up to 1950, + 40 up to
2000; year reversed; day + 50 for men; each digit taken from 9), and K is the HL7 v2 "Mod 10" digit, the same
as Luhn's. Real numbers of other origin exist that fail these rules.
"""

import re
from datetime import date

from patient.birth_date import EARLIEST
from patient.sex import Sex

DIGITS = 16
MALE_DAYS = 50
CENTURIES = ((1950, 20), (2000, 40), (9999, 0))


def is_sure(text: str) -> bool:
    """Tell whether *text* is such a number beyond doubt, whatever stands around it."""
    is_one = re.fullmatch(rf"[0-9]{{{DIGITS}}}", text) is not None
    return is_one and adds_up(text) and birth_date_in(text) is not None


def adds_up(number: str) -> bool:
    """Tell whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in number[-1::-2])) % 10 == 0


def birth_date_in(number: str) -> date | None:
    """Return the birth date that the number tells, if it tells a possible one."""
    month, year, day = _complement(number)
    offset = next(offset for last, offset in CENTURIES if year <= last)
    try:
        found = date(year, month - offset, day % MALE_DAYS)
    except ValueError:
        return None
    return found if found >= EARLIEST else None


def sex_in(number: str) -> Sex | None:
    """Return the sex that the number tells, if the date beside it is a possible one."""
    if birth_date_in(number) is None:
        return None
    return Sex.MALE if _complement(number)[2] > MALE_DAYS else Sex.FEMALE


def _complement(number: str) -> tuple[int, int, int]:
    """Return month, year and day, still with their offsets."""
    digits = "".join(str(9 - int(digit)) for digit in number[2:10])
    return int(digits[:2]), int(digits[5:1:-1]), int(digits[6:])
