"""The sentences of the files beside, and how an intent is written there."""

from datetime import date
from pathlib import Path

from patient.watch import Hours
from patient.words.intent import Days, Intent

TODAY = date(2026, 11, 26)  # a Thursday
HERE = Path(__file__).parent


def sentences(name):
    """Return the sentences of a file, each with what it asks for."""
    lines = (HERE / name).read_text().splitlines()
    told = [line.rpartition(" | ") for line in lines if line.strip() and not line.startswith("#")]
    return [(text.strip(), expected.strip()) for text, _, expected in told]


def in_short(intent: Intent) -> str:
    """Write an intent as the files do."""
    wanted = intent.wanted
    told = (
        intent.aim.value,
        intent.not_yet and intent.not_yet.value,
        wanted.speciality and wanted.speciality.value,
        wanted.names and f"name={','.join(wanted.names)}",
        wanted.clinic and f"clinic={wanted.clinic}",
        wanted.for_children and "child",
        wanted.days and days_in_short(wanted.days),
        wanted.hours is not Hours.ANY and wanted.hours.value,
    )
    return " ".join(filter(None, told))


def days_in_short(days: Days) -> str:
    """«27.11», «30.11-06.12»."""
    first, last = (f"{day:%d.%m}" for day in (days.first, days.last))
    return first if first == last else f"{first}-{last}"
