"""Values of FHIR R4 as they stand in JSON: ids, references, texts, times."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from registry.reading import NO_DAYS, ODD, few, in_utc, known, strict, string, text

ID = re.compile(r"[A-Za-z0-9-][A-Za-z0-9.-]{0,63}")  # R4, datatypes, id; without «.» and «..»: paths
DAY = len("2019-05-14")
PARTIAL = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")  # R4, datatypes, dateTime: it may stop at the year
EASTERNMOST, WESTERNMOST = timedelta(hours=14), timedelta(hours=-12)  # a day without a zone may be anywhere's
FAILURES = ("fatal", "error")
LEAP_SECOND = re.compile(r"(T[0-9]{2}:[0-9]{2}):60")
USUAL_PORTS = {"http": ":80", "https": ":443"}
NO_LONGER_USED = ("old", "maiden")
INFORMAL = ("nickname", "anonymous")


@strict
def entries(bundle: Any) -> list[Any]:
    """Return what a Bundle holds as hits: resources, or whatever stands in their place.

    None at all beside the word that the search went wrong is no answer: nobody may hear «not found» of it.
    """
    expect(bundle, "Bundle")
    told = few(bundle.get("entry") or [])
    hits = [_resource(entry) for entry in told if _is_hit(entry)]
    if told and not hits and any(known(_went_wrong, _resource(entry)) for entry in told):
        raise ValueError("outcome")
    return hits


def _went_wrong(resource: Any) -> bool:
    """Tell whether a remark on a search (R4, OperationOutcome) says that it failed; warnings do not."""
    is_outcome = resource["resourceType"] == "OperationOutcome"
    return is_outcome and any(issue["severity"] in FAILURES for issue in resource["issue"])


def _is_hit(entry: Any) -> bool:
    """Tell whether an entry is what was searched for (R4, search, 3.1.1.4), or an odd thing in its place."""
    search = entry.get("search") if isinstance(entry, Mapping) else None
    mode = (search.get("mode") or "match") if isinstance(search, Mapping) else "match"
    resource = _resource(entry)
    is_outcome = isinstance(resource, Mapping) and resource.get("resourceType") == "OperationOutcome"
    return mode == "match" and not is_outcome


def _resource(entry: Any) -> Any:
    return entry.get("resource") if isinstance(entry, Mapping) else None


@strict
def next_link(bundle: Any) -> str | None:
    """Return the address of the page that follows; where a server names none, there is none."""
    links = (link for link in bundle.get("link") or [] if isinstance(link, Mapping))
    link = next((link.get("url") for link in links if link.get("relation") == "next"), None)
    return link if link is None else string(link)


def expect(resource: Any, kind: str) -> None:
    """Raise unless *resource* is of this kind."""
    if not isinstance(resource, Mapping) or resource.get("resourceType") != kind:
        raise ValueError(kind)


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when something holds, as far as it is told: days, months or years as a whole."""

    begins: str = ""
    ends: str = ""

    def holds(self, now: datetime) -> bool:
        """Tell whether it is neither over nor yet to come."""
        latest, earliest = ((now + shift).date().isoformat() for shift in (EASTERNMOST, WESTERNMOST))
        is_over = bool(self.ends) and self.ends < earliest[: len(self.ends)]
        return not is_over and self.begins <= latest[: len(self.begins)]


ALWAYS = Period()


def period(value: Any) -> Period:
    """Read a Period; an end of it that is odd or missing is open."""
    told = value if isinstance(value, Mapping) else {}
    return Period(*(known(_partial, told.get(name)) or "" for name in ("start", "end")))


def _partial(value: Any) -> str:
    written = string(value)[:DAY]
    if not PARTIAL.fullmatch(written) or written in NO_DAYS:
        raise ValueError("date")
    return written


def is_used(part: Any) -> bool:
    """Tell whether a name, an address or a phone is not told as one of before."""
    return part.get("use") not in NO_LONGER_USED and period(part.get("period")).holds(datetime.now(UTC))


def contained(resource: Any, value: Any) -> Any:
    """Return the resource within *resource* to which *value* refers («#id»); raises where there is none."""
    return {f"#{each['id']}": each for each in resource["contained"]}[value["reference"]]


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def id_of(value: Any) -> str:
    """Return a FHIR id: nothing that could lead to another path."""
    identifier = string(value)
    if not ID.fullmatch(identifier):
        raise ValueError("id")
    return identifier


def reference(value: Any, kind: str, base: str) -> str | None:
    """Return the id of a reference ``Kind/ID`` or ``base/Kind/ID``, if it is more than a name."""
    if "reference" not in _object(value):
        return None
    named, identifier = _split(value, base)
    if named != kind:
        raise ValueError(kind)
    return identifier


def leads_to(value: Any, kind: str, base: str, *, name: str | None) -> str:
    """Return the id of a reference; one that leads nowhere may still tell a *name*."""
    try:
        return reference(value, kind, base) or ""
    except ODD:
        if name:
            return ""
        raise


def refers_to(value: Any, kind: str, base: str) -> str | None:
    """Return the id if *value* refers to a resource of this kind, none if to one of another."""
    if "reference" not in value or not local(value["reference"], base).startswith(f"{kind}/"):
        return None
    return _split(value, base)[1]


def local(value: Any, base: str) -> str:
    """Return a reference as ``Kind/ID`` if it leads below *base*, else as it is.

    The host may be in capitals, or with the port that goes without saying.
    """
    written = string(value)
    if "://" in written:
        try:
            url = urlsplit(written)
        except ValueError:
            return written
        host = url.netloc.lower().removesuffix(USUAL_PORTS.get(url.scheme, ":"))
        written = url._replace(netloc=host).geturl()
    return written.removeprefix(base).partition("/_history/")[0]


def _split(value: Any, base: str) -> tuple[str, str]:
    """Split a reference; a version behind it (``/_history/2``) says nothing to us."""
    named, _, identifier = local(value["reference"], base).partition("/")
    return named, id_of(identifier)


def words(concept: Any) -> str | None:
    """Return the words of a CodeableConcept, the first that can be read."""
    displays = (known(_display, coding) for coding in concept.get("coding") or [])
    return next(filter(None, (known(text, concept.get("text")), *displays)), None)


def _display(coding: Any) -> str:
    return text(coding["display"])


def address_of(address: Any) -> str | None:
    """Return an Address as one line."""
    if address.get("text"):
        return text(address["text"])
    parts = [address.get("city"), *(address.get("line") or [])]
    return text(", ".join(string(part) for part in parts if part)) or None


def day(value: Any) -> date | None:
    """Read a FHIR dateTime as a day; one without a day (2019, 2019-05) tells none."""
    written = string(value)[:DAY]
    return date.fromisoformat(written) if len(written) == DAY and written not in NO_DAYS else None


def instant(value: Any) -> datetime:
    """Read a FHIR instant, which has a zone, as UTC; a leap second is the next one."""
    written, leap = LEAP_SECOND.subn(r"\1:59", string(value).strip().upper())
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError("zone")
    return in_utc(moment + timedelta(seconds=leap))


def human_name(names: Any) -> str | None:
    """Return a HumanName in one line, surname first: the rather one in use and proper."""
    told = [name for name in names if isinstance(name, Mapping)]
    lines = (known(_line, name) for name in sorted(told, key=_is_proper, reverse=True))
    return next(filter(None, lines), None)


def _is_proper(name: Any) -> bool:
    return is_used(name) and name.get("use") not in INFORMAL


def _line(name: Any) -> str:
    parts = [name.get("family"), *(name.get("given") or [])]
    return text(name.get("text") or " ".join(string(part) for part in parts if part))
