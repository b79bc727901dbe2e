"""A lexicon: which notion a word stands for, in whatever case or number, and as it is often misspelled."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

LONGEST_WORD = 30
MOST_AFTER_STEM = 8
NOUN = (
    "а я у ю ы и е о ь ой ей ою ею ом ем ым им ам ям ами ями ах ях ии ию ия ие ий иям иях иями ием ией ье ью "
    "ья ый ая яя ое ее ые его ого ему ому ую юю ых их ыми ими s es"
)
ENDINGS = frozenset(NOUN.split())
# One letter for those that are taken for one another: unstressed vowels, voiced and voiceless.
ALIKE = str.maketrans("оеэыйяюбгдзжвщ", "аиииииупктсшфш", "ьъ")
DOUBLED = re.compile(r"(.)\1+")


class Kind(Enum):
    """What may follow the letters of a form."""

    WHOLE = ""
    NOUN = "-"
    STEM = "~"


FEWEST_TO_SOUND = {Kind.WHOLE: 5, Kind.NOUN: 5, Kind.STEM: 6}
FEWEST_TO_SLIP = {Kind.NOUN: 6, Kind.STEM: 7}
# Who has such an ending is called so: a word with it is no misspelled other one, nor made of a stem.
OF_PERSONS = (
    r"(?<!че)[сц]к(?:ий|ая|ой|ого|ому|им|ом|ую)$"
    r"|(?:[оеё]в|и|ь)ич(?:а|у|ем|е)?$|(?:[оеё]в|ичн?)н(?:а|ы|е|у|ой)$"
)
CALLED_SO = re.compile(rf"(?:[оеё]в|[иы]н)(?:а|у|ым|е|ой|ою|ых|ы)$|ин$|{OF_PERSONS}")
SURNAME = re.compile(rf"{CALLED_SO.pattern}|[оеё]в$|[иы]н$|(?:ко|юк|чук|дзе|швили|ян|янц)$")


@dataclass(frozen=True, slots=True)
class WordForm:
    """A form of a notion: its first letters and what may follow them."""

    notion: str
    letters: str
    kind: Kind

    def takes(self, rest: str, endings: frozenset[str]) -> bool:
        """Tell whether *rest* may follow."""
        if self.kind is Kind.STEM:
            return len(rest) <= MOST_AFTER_STEM and not CALLED_SO.search(rest)
        return not rest or (self.kind is Kind.NOUN and rest in endings)


class Lexicon:
    """Finds the notion of a word among forms: ``word``, ``word-`` (any case), ``word~`` (whatever begins so).

    A longer form goes before a shorter one. A word that is no form may be a misspelled one: it sounds like
    one, or is one letter away from it.
    """

    def __init__(self, table: Iterable[tuple[str, str]]) -> None:
        forms = [_form(notion, text) for notion, said in table for text in said.split()]
        self._forms = {form.letters: form for form in forms}
        widest_last = sorted(forms, key=lambda form: list(Kind).index(form.kind))
        heard = ((sound(form.letters), form) for form in widest_last)
        self._sounding = {
            letters: form for letters, form in heard if len(letters) >= FEWEST_TO_SOUND[form.kind]
        }
        self._endings = frozenset(map(sound, ENDINGS))
        self._near: dict[str, list[str]] = defaultdict(list)
        for letters, form in self._sounding.items():
            if len(letters) >= FEWEST_TO_SLIP.get(form.kind, LONGEST_WORD):
                for part in _with_one_less(letters):
                    self._near[part].append(letters)

    def notion(self, word: str) -> str | None:
        """Return the notion of a *word* in small letters, if it is known."""
        if len(word) > LONGEST_WORD:
            return None
        form = self._as_written(word) or (None if SURNAME.search(word) else self._misspelled(sound(word)))
        return form.notion if form else None

    def holds(self, word: str) -> bool:
        """Tell whether a *word* in small letters is a form as it is spelled; a surname may sound like one."""
        return self._as_written(word) is not None

    def _misspelled(self, heard: str) -> WordForm | None:
        return self._as_it_sounds(heard) or self._one_slip_away(heard)

    def _as_written(self, word: str) -> WordForm | None:
        for letters, rest in _parted(word, 1):
            form = self._forms.get(letters)
            if form and form.takes(rest, ENDINGS):
                return form
        return None

    def _as_it_sounds(self, heard: str) -> WordForm | None:
        for letters, rest in _parted(heard, FEWEST_TO_SOUND[Kind.NOUN]):
            form = self._sounding.get(letters)
            if form and form.takes(rest, self._endings):
                return form
        return None

    def _one_slip_away(self, heard: str) -> WordForm | None:
        for letters, rest in _parted(heard, FEWEST_TO_SLIP[Kind.NOUN] - 1):
            for near in (each for part in _with_one_less(letters) for each in self._near.get(part, ())):
                form = self._sounding[near]
                if _is_near(letters, near) and form.takes(rest, self._endings):
                    return form
        return None


def sound(word: str) -> str:
    """Return *word* with one letter for those that are taken for one another: «записаца» is «записаться»."""
    return DOUBLED.sub(r"\1", word.translate(ALIKE).replace("тс", "ц"))


def _form(notion: str, text: str) -> WordForm:
    kind = next((kind for kind in (Kind.NOUN, Kind.STEM) if text.endswith(kind.value)), Kind.WHOLE)
    return WordForm(notion, text.removesuffix(kind.value), kind)


def _parted(word: str, fewest: int) -> Iterator[tuple[str, str]]:
    """Yield the beginnings of *word* with what follows, the longest first."""
    return ((word[:size], word[size:]) for size in range(len(word), fewest - 1, -1))


def _with_one_less(letters: str) -> Iterator[str]:
    """Yield *letters*, and them without one of each: what is one slip apart has one of these in common."""
    yield letters
    yield from (letters[:at] + letters[at + 1 :] for at in range(len(letters)))


def _is_near(one: str, other: str) -> bool:
    """Tell whether one letter is lost, added, another or changes places with the next; the first never is."""
    same = _shared(one, other)
    one, other = one[same:], other[same:]
    tail = _shared(one[::-1], other[::-1])
    one, other = one[: len(one) - tail], other[: len(other) - tail]
    is_swap = len(one) == len("ab") and one == other[::-1]
    return same > 0 and (is_swap or max(len(one), len(other)) <= 1)


def _shared(one: str, other: str) -> int:
    """Return how many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))
