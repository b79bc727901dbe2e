"""The log: what happened to which chat, update and search; no names, numbers, texts or tokens.

An exception may quote a person, so whoever logs one, its class and its place are written and never its text.
What would be written past our formatter (tasks nobody awaits, warnings, the interpreter's last words) goes
through it too.
"""

import asyncio
import logging
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from datetime import datetime
from types import TracebackType
from typing import Any

from pydantic import ValidationError
from pythonjsonlogger.json import JsonFormatter

from storage.origin import ORIGIN

LINE = "%(time)s %(levelname)s %(name)s %(origin)s%(message)s%(error)s"
FIELDS = ("time", "levelname", "name", "origin", "message", "error")
SECRETS = re.compile(
    r"bot\d+:[\w-]+|\d{3}-\d{3}-\d{3}[ -]\d{2}|\b\d{16}\b|\b\d{11}\b|\+7\d{10}|eyJ[\w-]+\.[\w.-]+"
)
ROOMS = frozenset({"bot", "handlers", "esia", "registry", "storage", "barcode", "locales", "patient"})
LONGEST_CHAIN = 5  # exceptions of which one led to the other
QUOTING = re.compile(r"[<'\"(\[{:]")  # where asyncio's messages begin to show objects

log = logging.getLogger(__name__)


class Redaction(logging.Formatter):
    """The one formatter, in either form: exceptions by class and place, the rest without secrets."""

    def __init__(self, form: "Line | Json | None" = None) -> None:
        super().__init__()
        self._form = form or Line()

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what a library hung on the record besides its message is left out."""
        error = record.exc_info[1] if record.exc_info else None
        told = {
            "name": record.name,
            "levelname": record.levelname,
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "origin": ORIGIN.get(),
            "msg": _clean(_message(record)),
            "error": _clean(reason(error)) if error else "",
        }
        return self._form.format(logging.makeLogRecord(told))


class Line(logging.Formatter):
    """One line of text a record."""

    def __init__(self) -> None:
        super().__init__(LINE)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, the origin in brackets if there is one."""
        given = vars(record)
        origin, error = given["origin"], given["error"]
        given |= {"origin": f"[{origin}] " if origin else "", "error": f": {error}" if error else ""}
        return super().format(record)


class Json(JsonFormatter):
    """One object of JSON a record, without what there is nothing to tell of."""

    def __init__(self) -> None:
        super().__init__(FIELDS, rename_fields={"levelname": "level", "name": "logger"})

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Return what is told."""
        return {name: value for name, value in log_data.items() if value}


FORMS: Mapping[str, Callable[[], Line | Json]] = {"text": Line, "json": Json}


def set_up(level: str, form: str = "text") -> None:
    """Write our own lines at *level* to standard error, other libraries' only from warnings on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redaction(FORMS[form]()))
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    for room in ROOMS:
        logging.getLogger(room).setLevel(number)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of ticks that are left out on purpose
    logging.raiseExceptions = False  # a line that cannot be written would be told with its traceback
    warnings.showwarning = lambda _, kind, file, line, *_more: _tell_warning(kind, file, line)
    sys.excepthook = _tell_end
    sys.unraisablehook = lambda given: _tell("nobody could be told of an error", given.exc_value)
    threading.excepthook = lambda given: _tell("a thread has ended", given.exc_value)


def watch_loop(loop: asyncio.AbstractEventLoop) -> None:
    """Have what nobody awaits in *loop* told in our own way."""
    loop.set_exception_handler(_tell_of_loop)


def reason(error: BaseException) -> str:
    """Name what happened and where, and what led to it, without the texts: they may quote a person."""
    return " after ".join(map(_brief, _chain(error)))


def _brief(error: BaseException) -> str:
    if isinstance(error, ValidationError):
        return f"not understood: {error.error_count()} fields"
    inner = ""
    if isinstance(error, BaseExceptionGroup):
        inner = f" of {', '.join(map(_brief, error.exceptions[:LONGEST_CHAIN]))}"
    return f"{type(error).__name__}{inner}{_place(error.__traceback__)}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error, and those before it that Python would show."""
    following: BaseException | None = error
    for _ in range(LONGEST_CHAIN):
        if following is None:
            return
        yield following
        context = None if following.__suppress_context__ else following.__context__
        following = following.__cause__ or context


def _place(traceback: TracebackType | None) -> str:
    """Return the innermost line of our own, or of whoever's where none is ours."""
    where = ""
    is_ours = False
    while traceback:
        frame = traceback.tb_frame
        module = str(frame.f_globals.get("__name__", "?"))
        if module.partition(".")[0] in ROOMS or not is_ours:
            is_ours = is_ours or module.partition(".")[0] in ROOMS
            where = f" at {module.replace('.', '/')}.py:{traceback.tb_lineno} {frame.f_code.co_name}"
        traceback = traceback.tb_next
    return where


def _message(record: logging.LogRecord) -> str:
    safe = copy(record)
    if record.name.partition(".")[0] not in ROOMS:  # ours are written to be read
        safe.args = _without_exceptions(record.args)
    return safe.getMessage()


def _clean(text: str) -> str:
    return SECRETS.sub("•••", text).replace("\n", " ").replace("\r", " ")


def _without_exceptions(given: Any) -> Any:
    """Return a record's arguments with each exception named as `reason` does."""
    if isinstance(given, tuple):
        return tuple(reason(value) if isinstance(value, BaseException) else value for value in given)
    return given


def _tell(what: str, error: BaseException | None) -> None:
    log.error(what, exc_info=error)


def _tell_end(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    log.critical("the process ends by an error nobody foresaw", exc_info=error)


def _tell_warning(kind: type[Warning], file: str, line: int) -> None:
    """Tell of a warning without its message, which may quote a person."""
    log.warning("%s at %s:%d", kind.__name__, file, line)


def _tell_of_loop(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tell asyncio's own words up to where they show objects, and the task by the name of its code."""
    what = QUOTING.split(str(context.get("message", "")))[0].strip()
    task = context.get("task") or context.get("future")
    code = task.get_coro() if isinstance(task, asyncio.Task) else None
    name = getattr(code, "__qualname__", "")
    log.error("%s%s", what, f" ({name})" if name else "", exc_info=context.get("exception"))
