"""Full age (совершеннолетие): until when a parent decides, and what becomes of a child's card then."""

from datetime import date

from patient import fields
from patient.card import FULL_AGE, CardDraft, PersonalData
from patient.consent import Subject
from patient.fields import NAMES
from patient.name import same_name


def full_age_on(person: PersonalData) -> date:
    """Return the day on which the person comes of age; who was born on 29 February does so on 1 March."""
    born = person.birth_date.date
    year = born.year + FULL_AGE
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def is_frozen(person: PersonalData, consented_as: Subject, today: date) -> bool:
    """Tell whether nobody may look at the card until the person himself allows it.

    So it is once the person is of full age and the card is still kept under a parent's consent
    (*consented_as* is the subject of the newest consent in force).
    """
    return consented_as == "child" and not person.is_child(today)


def is_about(known: CardDraft, person: PersonalData) -> bool:
    """Tell whether *person* is the one of whom Gosuslugi told *known*.

    The SNILS agrees, or the full name, the birth date and the polis all do.
    """
    snils = known.get(fields.SNILS)
    if snils and snils == person.snils:
        return True
    polis = known.get(fields.POLIS)
    return bool(
        polis
        and person.polis
        and polis.number == person.polis.number
        and known.get(fields.BIRTH_DATE) == person.birth_date
        and same_name(_full_name(known), person.name.full)
    )


def _full_name(known: CardDraft) -> str:
    return " ".join(value.text for part in NAMES if (value := known.get(part)))
