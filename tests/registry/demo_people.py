"""The sandbox's people as the bot would know them, read by the real parsers."""

from datetime import date

from patient import fields
from patient.birth_date import BirthDate
from patient.name import GivenName, Patronymic, Surname
from patient.polis import Polis
from patient.sex import Sex
from patient.snils import Snils
from registry.fhir.people import IdentifierSystems
from sandbox.people import PEOPLE
from sandbox.registry import POLIS_SYSTEM, SNILS_SYSTEM
from tests.people import person_of

SYSTEMS = IdentifierSystems(SNILS_SYSTEM, POLIS_SYSTEM)
TODAY = date(2026, 11, 23)
BY_KEY = {demo.key: demo for demo in PEOPLE}


def person(key, **changes):
    """Return the data of a person; *changes* are fields of DemoPerson to have other values."""
    demo = BY_KEY[key]
    typed = {name: changes.get(name, getattr(demo, name)) for name in demo.__dataclass_fields__}
    answers = {
        fields.SURNAME: Surname.parse(typed["surname"]),
        fields.GIVEN_NAME: GivenName.parse(typed["given_name"]),
        fields.PATRONYMIC: typed["patronymic"] and Patronymic.parse(typed["patronymic"]),
        fields.SEX: Sex(typed["sex"]),
        fields.BIRTH_DATE: BirthDate.parse(typed["birth_date"], today=TODAY),
        fields.POLIS: typed["polis"] and Polis.parse(typed["polis"]),
        fields.SNILS: typed["snils"] and Snils.parse(typed["snils"]),
    }
    return person_of(answers)
