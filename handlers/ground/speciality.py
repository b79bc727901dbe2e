"""Specialities and kinds of attachment in the reader's language: a registry writes them in Russian alone."""

from collections import Counter
from collections.abc import Sequence

from locales.texts import DEFAULT, Texts
from patient.words.titles import Title


def speciality_named(title: str | None, t: Texts) -> str:
    """Return a doctor's *title* in words of the reader; what is not known stays as the registry sends it."""
    read = None if t.language == DEFAULT else Title.read(title or "")
    if read is None:
        return title or ""
    words = ", ".join(t.plain(f"speciality.{each}") for each in read.specialities)
    for sign, key in ((read.for_children, "children"), (read.of_district, "district")):
        words = t.plain(f"speciality.of_{key}", speciality=within(words)) if sign else words
    return words


def apart(titles: Sequence[str], t: Texts) -> list[str]:
    """Return the titles of a list; two that read alike stand with what the registry calls them."""
    words = [speciality_named(title, t) for title in titles]
    often = Counter(words)
    pairs = zip(titles, words, strict=True)
    return [f"{said} ({title})" if often[said] > 1 and said != title else said for title, said in pairs]


def kind_named(kind: str, t: Texts) -> str:
    """Return the *kind* of an attachment, as `speciality_named` does."""
    read = None if t.language == DEFAULT else Title.read(kind)
    key = f"attachment.kind.{read.specialities[0]}" if read else ""
    return t.plain(key) if key and t.has(key) else kind


def within(label: str) -> str:
    """Return a label as it is written within a line: «имя», but «СНИЛС»."""
    first = label.partition(" ")[0]
    return label if len(first) > 1 and first.isupper() else label[:1].lower() + label[1:]
