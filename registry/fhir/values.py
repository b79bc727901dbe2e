"""Values of FHIR R4 as they stand in JSON: ids, references, texts, times."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from registry.reading import few, in_utc, strict, string, text

ID = re.compile(r"[A-Za-z0-9-][A-Za-z0-9.-]{0,63}")  # R4, datatypes, id; without «.» and «..»: paths
DAY = len("2019-05-14")


@strict
def entries(bundle: Any) -> list[Any]:
    """Return what a Bundle holds as hits: resources, or whatever stands in their place."""
    expect(bundle, "Bundle")
    return [_resource(entry) for entry in few(bundle.get("entry") or []) if _is_hit(entry)]


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


def refers_to(value: Any, kind: str, base: str) -> str | None:
    """Return the id if *value* refers to a resource of this kind, none if to one of another."""
    if "reference" not in value or not string(value["reference"]).removeprefix(base).startswith(f"{kind}/"):
        return None
    return _split(value, base)[1]


def _split(value: Any, base: str) -> tuple[str, str]:
    """Split a reference; a version behind it (``/_history/2``) says nothing to us."""
    named, _, identifier = string(value["reference"]).removeprefix(base).partition("/")
    return named, id_of(identifier.partition("/_history/")[0])


def words(concept: Any) -> str | None:
    """Return the words of a CodeableConcept."""
    displays = (coding.get("display") for coding in concept.get("coding") or [])
    word = next(filter(None, (concept.get("text"), *displays)), None)
    return word if word is None else text(word)


def address_of(address: Any) -> str | None:
    """Return an Address as one line."""
    if address.get("text"):
        return text(address["text"])
    parts = [address.get("city"), *(address.get("line") or [])]
    return text(", ".join(string(part) for part in parts if part)) or None


def day(value: Any) -> date | None:
    """Read a FHIR dateTime as a day; one without a day (2019, 2019-05) tells none."""
    written = string(value)
    return date.fromisoformat(written[:DAY]) if len(written) >= DAY else None


def instant(value: Any) -> datetime:
    """Read a FHIR instant, which has a zone, as UTC."""
    moment = datetime.fromisoformat(string(value))
    if moment.tzinfo is None:
        raise ValueError("zone")
    return in_utc(moment)


def human_name(names: Any) -> str | None:
    """Return the first HumanName in one line, surname first."""
    for name in names:
        if name.get("text"):
            return text(name["text"])
        parts = [name.get("family"), *(name.get("given") or [])]
        if line := text(" ".join(string(part) for part in parts if part)):
            return line
    return None
