"""Values of the ЕЦП as they stand in JSON: rows, ids, local times, names whose fields differ by instance."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from registry.errors import RegistryReplyMalformed
from registry.reading import NO_DAYS, few, in_utc, known, string, text

ID = re.compile(r"[0-9]{1,18}")
MINUTE = len("2026-11-27 08:00")
DAY = len("2026-11-27")
POINTED = re.compile(r"^([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
NOTHING = (None, False, "")
PHONES = re.compile(r"[,;]")
MOST_PHONES = 4

Row = Mapping[str, Any]


def rows(told: Mapping[str, Any], name: str = "") -> list[Any]:
    """Return what an answer lists: below ``data``, or below *name* there or beside it; nothing is none.

    A row of an odd shape comes back as it is, for whoever reads it.

    Raises:
        RegistryReplyMalformed: there is something else in its place, or far too much.
    """
    top = lowered(told)
    listed = few(_listed(top, name.casefold()))
    return [lowered(row) if isinstance(row, Mapping) else row for row in listed]


def _listed(top: Row, name: str) -> list[Any]:
    data = top.get("data", top.get(name))
    found = few(_as_list(data))
    inner = [row for row in found if isinstance(row, Mapping) and name in lowered(row)]
    return [each for row in inner for each in _as_list(lowered(row)[name])] if inner else found


def _as_list(value: Any) -> list[Any]:
    """Return a list, also of what stands alone or in an object by numbers (so PHP writes lists with gaps)."""
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping):
        is_list = bool(value) and all(str(key).isdecimal() for key in value)
        return list(value.values()) if is_list else [value] if value else []
    if value in NOTHING:
        return []
    raise RegistryReplyMalformed("data that is no list")


def lowered(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with small letters in its names: instances differ (Post_name, Post_Name)."""
    return {name.casefold(): value for name, value in row.items()}


def number(value: Any) -> str:
    """Return an id, a number above 0 that is written as one or as a text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    written = str(value).strip()
    if not ID.fullmatch(written) or not int(written):
        raise ValueError("id")
    return str(int(written))


def is_others(row: Any, name: str, expected: str) -> bool:
    """Tell whether a row says by the id under *name* that it is another's; it need not say whose it is."""
    value = row.get(name) if isinstance(row, dict) else None
    return value not in NOTHING and known(number, value) != expected


def day(value: Any) -> date:
    """Read a day, perhaps with a time behind it, or the way people write it."""
    return date.fromisoformat(_dated(value)[:DAY])


def _dated(value: Any) -> str:
    """Return a day, perhaps with a time, in ISO's order: PHP writes it into an object, people with points."""
    written = string(value["date"] if isinstance(value, Mapping) else value).strip()
    return POINTED.sub(r"\3-\2-\1", written)


def holds(row: Any, today: date, *parts: str) -> bool:
    """Tell whether what a row tells of is neither over nor yet to come.

    How the fields are called is not confirmed: any is looked at that ends like a first or a last day, in
    whose name one of *parts* stands, or nothing else. What cannot be read says nothing.
    """
    told = row if isinstance(row, Mapping) else {}
    begins, ends = (_days(told, end, parts) for end in ("begdate", "enddate"))
    return all(first <= today for first in begins) and all(last >= today for last in ends)


def _days(row: Row, end: str, parts: Iterable[str]) -> list[date]:
    names = (name for name in row if name.endswith(end))
    named = (name for name in names if name == end or any(part in name for part in parts))
    days = (known(day, row[name]) for name in named)
    return [found for found in days if found and found.isoformat() not in NO_DAYS]


def moment(value: Any, zone: ZoneInfo) -> datetime:
    """Read a time of the region, which comes without its zone, as UTC."""
    written = _dated(value)
    if len(written) < MINUTE:
        raise ValueError("a day alone")
    read = datetime.fromisoformat(written)
    return in_utc(read if read.tzinfo else read.replace(tzinfo=zone))


def words(row: Row, *names: str) -> str | None:
    """Return the first text that stands under one of *names*."""
    return next(filter(None, (known(text, row.get(name)) for name in names)), None)


def words_like(row: Row, part: str) -> str | None:
    """Return the first text under a name in which *part* stands: how the field is called is not confirmed."""
    return words(row, *(name for name in row if part in name and not name.endswith("_id")))


def phones(row: Row) -> tuple[str, ...]:
    """Return the phones of a row."""
    told = (phone.strip() for phone in PHONES.split(words_like(row, "phone") or ""))
    return tuple(filter(None, told))[:MOST_PHONES]


def full_name(row: Row) -> str | None:
    """Return surname, given name and patronymic in one line, without the shouting of some instances."""
    parts: Iterable[str | None] = (
        words(row, name)
        for name in ("personsurname_surname", "personfirname_firname", "personsecname_secname")
    )
    return " ".join(_cased(part) for part in parts if part) or words(row, "medstafffact_fio", "person_fio")


def _cased(name: str) -> str:
    return name.title() if name.isupper() and len(name) > 1 else name
