"""Searching the directory by what was typed: a part of a name, a name in any case, a speciality, a number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from handlers.ground.context import Context
from handlers.ground.navigation import Go, Place
from patient.clinic import Clinic, Doctor, Listed
from patient.name import compared
from patient.visible import visible
from patient.words.clinics import number_of
from patient.words.intent import Wish
from patient.words.names import beginning, likeness
from patient.words.understanding import understand
from patient.words.whom import is_for_children, specialities_of
from storage.directory import Directory

FEWEST_LETTERS = 3
MOST_LETTERS = 24  # so that they fit into a button, two bytes each
SEPARATORS = str.maketrans(dict.fromkeys(":\n", " "))

T = TypeVar("T", Clinic, Doctor)


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found."""

    clinics: Sequence[Listed[Clinic]] = ()
    doctors: Sequence[Listed[Doctor]] = ()

    def __bool__(self) -> bool:
        return bool(self.clinics or self.doctors)


async def place_found(context: Context, text: str) -> Go | None:
    """Return where the words lead, none if they find nobody."""
    plain = " ".join(visible(text).translate(SEPARATORS).split())
    words = plain if len(plain) <= MOST_LETTERS else understand(plain, context.today).wish.in_short
    words = words[:MOST_LETTERS].strip()
    if len(words) < FEWEST_LETTERS:
        return None
    return Go(to=Place.FOUND, id=words) if await search(context, words) else None


async def is_somebodys_name(context: Context, text: str) -> bool:
    """Tell whether *text* is nothing but words of a doctor's name: «Суббота» may be called so."""
    words = frozenset(compared(text).split())
    doctors = await context.directory.doctors(words=text) if words else []
    return any(words <= set(compared(each.value.name).split()) for each in doctors)


async def search(context: Context, words: str) -> Hits:
    """Return who is meant: by speciality and number, else by letters, else by names in any case."""
    directory, wish = context.directory, understand(words, context.today).wish
    clinics = await directory.clinics(words)
    found = Hits()
    if wish.speciality or wish.clinic:
        found = Hits(await _numbered(directory, wish) or clinics, await doctors_wanted(directory, wish))
    literal = Hits(clinics, await directory.doctors(words=words))
    return found or literal or await _named(directory, {*compared(words).split(), *wish.names})


async def doctors_wanted(directory: Directory, wish: Wish) -> list[Listed[Doctor]]:
    """Return the doctors of the speciality or of the name; those who see children if that is said."""
    if wish.speciality is None:
        return list((await _named(directory, wish.names)).doctors)
    titles = [each for each in await directory.specialities() if wish.speciality in specialities_of(each)]
    found = [each for title in titles for each in await directory.doctors(speciality=title)]
    for_children = [each for each in found if is_for_children(each.value.speciality)]
    return _likest(found, wish.names) or (for_children if wish.for_children else []) or found


async def clinics_wanted(directory: Directory, wish: Wish) -> list[Listed[Clinic]]:
    """Return the clinics of the number, or of the name."""
    return await _numbered(directory, wish) or list((await _named(directory, wish.names)).clinics)


async def _numbered(directory: Directory, wish: Wish) -> list[Listed[Clinic]]:
    if wish.clinic is None:
        return []
    found = [each for each in await directory.clinics() if number_of(each.value.name) == wish.clinic]
    for_children = [each for each in found if is_for_children(each.value.name)]
    return (for_children if wish.for_children else []) or found


async def _named(directory: Directory, words: Collection[str]) -> Hits:
    """Return who is called so in whatever case: those first in whose names most of the words stand."""
    beginnings = [beginning(word) for word in words if len(word) >= FEWEST_LETTERS]
    clinics = [each for part in beginnings for each in await directory.clinics(part)]
    doctors = [each for part in beginnings for each in await directory.doctors(words=part)]
    return Hits(_likest(clinics, words), _likest(doctors, words))


def _likest(found: Sequence[Listed[T]], words: Collection[str]) -> list[Listed[T]]:
    """Return those whose names have the most of the *words*, each once, none where no name has any."""
    likeness_of = {each: likeness(_called(each.value), words) for each in found}
    most = max(likeness_of.values(), default=0)
    return [each for each, alike in likeness_of.items() if alike == most > 0]


def _called(one: Clinic | Doctor) -> str:
    """Return the names by which one is looked for, a clinic also by the place where it stands."""
    place = (one.address, one.district) if isinstance(one, Clinic) else ()
    return compared(" ".join(filter(None, (one.name, *place))))
