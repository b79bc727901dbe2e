"""The days that a sentence names, seen from a given today: «завтра», «в пятницу», «12 декабря»."""

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from patient.words.intent import Days
from patient.words.sentence import Word

A_DAY, A_WEEK, A_MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
SATURDAY, SUNDAY = 5, 6
DECEMBER = 12
FARTHEST = timedelta(days=366)
SOON = {"today": 0, "tomorrow": 1, "day_after_tomorrow": 2}
LASTING = {"several_days": A_DAY, "day": A_DAY, "week": A_WEEK, "month": A_MONTH}
COUNTED = {
    "один": 1,
    "одну": 1,
    "два": 2,
    "две": 2,
    "пару": 2,
    "три": 3,
    "четыре": 4,
    "пять": 5,
    "десять": 10,
}
COUNTED |= {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
NUMBERS = re.compile(r"(?P<day>[0-9]{1,2})[./](?P<month>[0-9]{1,2})(?:[./](?P<year>20[0-9]{2}|[0-9]{2}))?")
CENTURY, SHORT_YEAR = 2000, 2
OF_A_MONTH = ("а", "я")  # «мая» belongs to a day; alone it is rather «моя», and «Марта» a name
NEAR = 3
BETWEEN = frozenset({"next_one", "this", "day"})


@dataclass(frozen=True, slots=True)
class Line:
    """The words seen from one of them; where there is none, an empty one stands."""

    words: Sequence[Word]
    at: int = 0
    today: date = date.min

    def word(self, step: int = 0) -> Word:
        """Return the word so many steps on."""
        place = self.at + step
        return self.words[place] if 0 <= place < len(self.words) else Word("")

    @property
    def around(self) -> Sequence[Word]:
        """The words near by: «в пятницу на следующей неделе», and not what another part of it says."""
        return self.words[max(self.at - NEAR, 0) : self.at + NEAR + 1]

    def kind(self, step: int = 0) -> tuple[str, int]:
        """Return the notion of that word and its number: «декабря» is the 12th month."""
        name, _, number = (self.word(step).notion or "").partition(".")
        return name, int(number or 0)

    def is_after(self, *notions: str) -> bool:
        """Tell whether the word before stands for one of *notions*."""
        return self.kind(-1)[0] in notions


def days_in(words: Sequence[Word], today: date) -> Days | None:
    """Return the days that are welcome, none where nothing is said of them.

    Of several, what follows «на» or «в» is meant: «перенесите с понедельника на вторник».
    """
    found = list(_mentions(words, today))
    if [after for after, _ in found] == ["from", "by"] and found[0][1].first <= found[1][1].last:
        return Days(found[0][1].first, found[1][1].last)
    after_on = (days for after, days in found if after == "on")
    return next(after_on, found[0][1] if found else None)


def days_of_move(words: Sequence[Word], today: date) -> tuple[Days | None, Days | None]:
    """Return the days from which, and those to which a visit is to be moved, as far as they are named."""
    found = list(_mentions(words, today))
    if [after for after, _ in found] == ["from", "by"]:
        return None, days_in(words, today)
    target = next((days for after, days in reversed(found) if after in {"on", "to"}), None)
    return next((days for _, days in found if days is not target), None), target


def _mentions(words: Sequence[Word], today: date) -> Iterator[tuple[str, Days]]:
    """Yield the days that are named, each with the notion of the word before."""
    telling = (at for at, word in enumerate(words) if not word.is_unknown)
    for line in (Line(words, at, today) for at in telling):
        days = next(filter(None, (read(line) for read in READERS)), None)
        if days and today <= days.last and days.first <= today + FARTHEST:
            yield _before(line), Days(max(days.first, today), days.last)


def _before(line: Line) -> str:
    step = -1
    while line.kind(step)[0] in BETWEEN:
        step -= 1
    return line.kind(step)[0]


def _soon(line: Line) -> Days | None:
    name = line.kind()[0]
    return _one(line.today + SOON[name] * A_DAY) if name in SOON else None


def _counted(line: Line) -> Days | None:
    """«через неделю», «через 3 дня», "in two weeks"."""
    if line.kind()[0] not in {"through", "on"}:
        return None
    count = 1 if line.kind(1)[0] in LASTING else _count(line.word(1))
    length = LASTING.get(line.kind(1)[0]) or LASTING.get(line.kind(2)[0])
    is_said = line.kind()[0] == "through" or line.word().text == "in"
    return _one(line.today + count * length) if count and length and is_said else None


def _count(word: Word) -> int:
    is_short = word.text.isdecimal() and len(word.text) <= SHORT_YEAR
    return int(word.text) if is_short else COUNTED.get(word.text, 0)


def _weekday(line: Line) -> Days | None:
    name, number = line.kind()
    if name != "weekday":
        return None
    if _names_next_week(line):
        return _one(_next_monday(line.today) + number * A_DAY)
    return _one(line.today + ((number - line.today.weekday() - 1) % 7 + 1) * A_DAY)


def _week(line: Line) -> Days | None:
    """«на следующей неделе», «на этой неделе», «на неделе»."""
    monday = _next_monday(line.today)
    has_day = any((word.notion or "").startswith("weekday.") for word in line.around)
    if line.kind()[0] != "week" or has_day:
        return None
    if line.is_after("next_one"):
        return Days(monday, monday + SUNDAY * A_DAY)
    return Days(line.today, monday - A_DAY) if line.is_after("this", "on") else None


def _weekend(line: Line) -> Days | None:
    sunday = _next_monday(line.today) - A_DAY
    return Days(sunday - A_DAY, sunday) if line.kind()[0] == "weekend" else None


def _month(line: Line) -> Days | None:
    """«в следующем месяце», «в этом месяце», «в декабре»."""
    name, number = line.kind()
    if name != "month" or any(line.word(step).is_figure for step in (-1, 1)) or line.is_after("nth"):
        return None
    if number and line.word().text.endswith(OF_A_MONTH):
        return None
    if number:
        return _whole(_next_month(line.today, number))
    this = line.today.replace(day=1)
    named = {"next_one": this + 31 * A_DAY, "this": this}.get(line.kind(-1)[0])
    return _whole(named.replace(day=1)) if named else None


def _dated(line: Line) -> Days | None:
    """«12 декабря», «двадцать пятого декабря», «12 числа», «с 3 по 5 декабря», "December 12"."""
    day = _day_of_month(line)
    if not day:
        return None
    step = 2 if line.kind(1)[0] == "day" and line.kind(2)[0] == "month" else 1
    step = 3 if line.kind(1)[0] == "by" and line.kind(3)[0] == "month" else step
    name, month = line.kind(step)
    if name != "month":
        name, month = line.kind(-1)
    if name == "month" and month:
        return _coming(line.today, day, month)
    return _this_or_next_month(line.today, day) if line.word(1).text in {"числа", "число"} else None


def _day_of_month(line: Line) -> int:
    name, number = line.kind()
    tens = line.kind(-1)[1] if line.is_after("tens") else 0
    return tens + number if name == "nth" else _count(line.word()) if line.word().is_figure else 0


def _numbered(line: Line) -> Days | None:
    """«12.12», «12.12.2026»; what is no date is a time of the clock."""
    found = NUMBERS.fullmatch(line.word().text)
    if not found:
        return None
    day, month, year = int(found["day"]), int(found["month"]), int(found["year"] or 0)
    if not year:
        return _coming(line.today, day, month)
    with suppress(ValueError):
        return _one(date(year if year > CENTURY else CENTURY + year, month, day))
    return None


READERS: tuple[Callable[[Line], Days | None], ...] = (
    _soon,
    _counted,
    _weekday,
    _week,
    _weekend,
    _month,
    _dated,
    _numbered,
)


def _names_next_week(line: Line) -> bool:
    pairs = zip(line.around, line.around[1:], strict=False)
    has_week = any((one.notion, other.notion) == ("next_one", "week") for one, other in pairs)
    return has_week or (line.is_after("next_one") and line.word(-1).text.startswith(("след", "next")))


def _coming(today: date, day: int, month: int) -> Days | None:
    """Return that day of this year or, once it is over, of the next."""
    for year in (today.year, today.year + 1):
        with suppress(ValueError):
            found = date(year, month, day)
            if found >= today:
                return _one(found)
    return None


def _this_or_next_month(today: date, day: int) -> Days | None:
    for first in (today.replace(day=1), (today.replace(day=1) + 31 * A_DAY).replace(day=1)):
        with suppress(ValueError):
            if first.replace(day=day) >= today:
                return _one(first.replace(day=day))
    return None


def _next_monday(today: date) -> date:
    return today + (7 - today.weekday()) * A_DAY


def _next_month(today: date, month: int) -> date:
    return date(today.year + (month < today.month), month, 1)


def _whole(first: date) -> Days:
    return Days(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))


def _one(day: date) -> Days:
    return Days(day, day)
