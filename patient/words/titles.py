"""A registry's title of a doctor taken apart: «Педиатр участковый», «Врач - детский уролог-андролог»."""

from dataclasses import dataclass
from typing import Self

from patient.words.sentence import SPECIALITIES, Sentence
from patient.words.specialities import Speciality
from patient.words.whom import specialities_of

BESIDE = SPECIALITIES | {"doctor", "children", "district", "common", "practice", "family"}


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says, all of it."""

    specialities: tuple[Speciality, ...]
    for_children: bool
    of_district: bool

    @classmethod
    def read(cls, title: str) -> Self | None:
        """Read a *title*; none where it says something else besides, or nothing that is known."""
        notions = {word.notion for word in Sentence.read(title).words}
        found = tuple(sorted(specialities_of(title)))
        if not found or not notions <= BESIDE:
            return None
        is_childrens = "children" in notions and found != (Speciality.PAEDIATRICIAN,)
        return cls(found, is_childrens, "district" in notions)
