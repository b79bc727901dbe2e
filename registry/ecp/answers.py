"""Answers of the ЕЦП: what its error codes and its words say, and how a session that is over looks.

Its texts may quote a person, so they are looked into and never passed on.
"""

import re
from collections.abc import Mapping
from typing import Any

from registry.ecp.values import lowered
from registry.errors import (
    PersonUnknown,
    RegistryError,
    RegistryMissing,
    RegistryRefused,
    RegistryReplyMalformed,
    RegistryUnavailable,
    RegistryUnsupported,
    SlotTaken,
)
from registry.wire import Answer

ELSEWHERE = frozenset({301, 302, 303, 307, 308, 401})
MISSING_PARAMETER, UNKNOWN, REFUSED = 3, 4, 6
LARGEST_CODE = 10**6
TICKET = re.compile("бир(?:к|ок)|врем(?:я|ен)")
IS_GONE = re.compile("свободн| занят|не найден|не существ|удален|заблокирован")
SESSION = re.compile("сесси|авториз|session|unauthori[sz]ed")
PASSING = re.compile(
    "временно недоступ|поз(?:же|дне)|ошибка (?:базы|бд|сервер|sql)|внутренняя ошибка|deadlock|time-?out"
    "|тайм-?аут|время ожидания|(?:количество|число|лимит) запросов|перегруж"
)
THIS_VERY = re.compile(r"уже записан\w* на (?:данн|эт|указанн|выбранн)\w* бирк")  # another one proves nothing
NOTHING_FOUND = re.compile(
    "не найден|нет данных|нет записей|(?:данные|записи) отсутств|отсутствуют данные|список пуст"
)
TOLD = frozenset({"data", "personlist", "sess_id", "timetable"})


class SessionOver(Exception):
    """The session may be over; *then* is what it means where a new one does not help."""

    def __init__(self, then: RegistryError) -> None:
        super().__init__()
        self.then = then


class CallRefused(RegistryRefused):
    """It refuses this call for a reason of substance (error 6): another one it may take."""


class AlreadyBooked(CallRefused):
    """The same person holds this very time: our own booking stands."""


def told(answer: Answer) -> Mapping[str, Any]:
    """Return what an answer tells.

    Raises:
        SessionOver: a login page, HTTP 401, or an error code that says nothing else to us.
        RegistryError: it refuses; which of them says what to do next.
    """
    if answer.status in ELSEWHERE:
        raise SessionOver(RegistryRefused(f"HTTP {answer.status}"))
    if is_page(answer):
        raise SessionOver(RegistryReplyMalformed("a page instead of an answer"))
    content = answer.json()
    if not isinstance(content, Mapping):
        raise RegistryReplyMalformed("an answer without error_code")
    code = error_code(content)
    if code == 0:
        return content
    if code in {MISSING_PARAMETER, UNKNOWN, REFUSED}:
        raise _meant(code, _words(content))
    raise SessionOver(RegistryUnavailable(f"error {code}" if abs(code) < LARGEST_CODE else "an odd error"))


def is_page(answer: Answer) -> bool:
    """Tell whether it is made for a browser."""
    return answer.body.lstrip()[:1] == b"<"


def error_code(content: Mapping[str, Any]) -> int:
    """Return the error code, 0 where all went well; an answer that only tells something has none to tell.

    Raises:
        RegistryReplyMalformed: there is neither.
    """
    names = lowered(content)
    code = names.get("error_code")
    if code in (None, "", False) and TOLD & set(names):
        return 0
    if isinstance(code, bool) or not isinstance(code, int | str):
        raise RegistryReplyMalformed("an answer without error_code")
    try:
        return int(code)
    except ValueError:
        return LARGEST_CODE


def is_passing(content: Mapping[str, Any]) -> bool:
    """Tell whether its words call the error one of this moment; no other code says so."""
    return bool(PASSING.search(_words(content)))


def _words(content: Mapping[str, Any]) -> str:
    return str(lowered(content).get("error_msg", "")).casefold().replace("ё", "е")


def _meant(code: int, words: str) -> Exception:
    """Return what a code means with such *words*, which may speak of a session or of a bad moment."""
    if PASSING.search(words):
        return RegistryUnavailable(f"error {code}")
    if SESSION.search(words):
        return SessionOver(CallRefused(f"error {code}"))
    return _refusal(code, words)


def _refusal(code: int, words: str) -> RegistryError:
    """Return what a code and its *words*, in small letters and without Ё, mean to whoever asked."""
    said = f"error {code}"
    if code == MISSING_PARAMETER:
        return RegistryUnsupported(said)
    if code == UNKNOWN:
        return RegistryMissing(said)
    if THIS_VERY.search(words):
        return AlreadyBooked(said)
    if TICKET.search(words) and IS_GONE.search(words):
        return SlotTaken(said)
    if NOTHING_FOUND.search(words):
        is_person = any(word in words for word in ("пациент", "человек", "person"))
        return PersonUnknown("no record") if is_person else RegistryMissing(said)
    return CallRefused(said)
