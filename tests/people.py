"""Invented people, as cards tell of them."""

from collections.abc import Mapping
from typing import Any

from patient.card import CardDraft, PersonalData
from patient.fields import FIELDS, AnyField


def person_of(answers: Mapping[AnyField, Any]) -> PersonalData:
    """Return the person of whom these *answers* tell; the other fields stay empty."""
    return CardDraft({**dict.fromkeys(FIELDS), **answers}).complete()


def changed(person: PersonalData, answers: Mapping[AnyField, Any]) -> PersonalData:
    """Return *person* with these *answers* in place of the earlier ones."""
    return person_of({**person.draft.answers, **answers})
