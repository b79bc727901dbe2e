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
    wish = intent.wish
    told = (
        intent.aim.value,
        intent.not_yet and intent.not_yet.value,
        wish.speciality and wish.speciality.value,
        wish.names and f"name={','.join(wish.names)}",
        wish.clinic and f"clinic={wish.clinic}",
        wish.for_children and "child",
        wish.days and days_in_short(wish.days),
        wish.hours is not Hours.ANY and wish.hours.value,
        wish.moved_from and f"from={days_in_short(wish.moved_from)}",
        wish.whom and f"for={wish.whom.value}",
    )
    return " ".join(filter(None, told))


def days_in_short(days: Days) -> str:
    """«27.11», «30.11-06.12»."""
    first, last = (f"{day:%d.%m}" for day in (days.first, days.last))
    return first if first == last else f"{first}-{last}"
