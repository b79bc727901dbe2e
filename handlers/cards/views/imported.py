"""The screens of who came from Gosuslugi: the list, with who of them has a card, and who is left to add."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.cards.views.form import answer_lines
from handlers.ground import onward
from handlers.ground.label import fitting
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Texts
from patient import fields
from patient.card import Card, CardDraft
from patient.form import Form
from patient.name import FullName
from patient.sign_in import Whose

Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Came:
    """One who came, under his number in what was brought; *card* is the one that there is of him."""

    index: str
    draft: CardDraft
    card: Card | None

    @property
    def is_kept(self) -> bool:
        """Whether the card says already what came."""
        known = self.card.person.draft if self.card else None
        return known is not None and known.answers == known.overlaid(self.draft).answers


def people(came: Sequence[Came], wish: Whose, t: Texts) -> Screen:
    """List who came (short name, birth year), to be added or, if there already, looked at or updated.

    The only one, if he is new and nothing has to be asked, is shown whole and can be added at once.
    """
    only = next((each for each in came if len(came) == 1 and is_ready(each)), None)
    rows: Rows = listed(came, t)
    text = t(f"sign_in.came.{wish.value}")
    if only:
        lines = answer_lines(only.draft.prepared(), t)
        text = f"{t(f'sign_in.came.{wish.value}.one')}\n\n{lines}"
        rows = ((_do(Action.IMPORT_AS_IT_IS, only, t.plain("button.import_as_it_is")),), *rows)
    screen = Screen(text, rows)
    is_enough = all(each.draft.tells_enough for each in came)
    return screen if is_enough else screen.under(t("sign_in.too_little"))


def listed(came: Sequence[Came], t: Texts) -> Rows:
    """Return the buttons of the list."""
    return (*((_listed(each, t),) for each in came), onward.cards(t))


def kept(card: Card, came: Sequence[Came], t: Texts) -> Rows:
    """Return the buttons below the word that *card* is kept: the card, and who is left to add."""
    left = [each for each in came if each.card is None]
    following = [(_do(Action.IMPORT_NEXT, each, _named("button.import_next", each, t)),) for each in left]
    return (onward.view_card(card, t), *following, onward.cards(t))


def confirmed(cards: Sequence[Card], t: Texts) -> str:
    """Tell which cards the sign-in confirmed."""
    return t("sign_in.confirmed", names=", ".join(card.person.name.short for card in cards))


def is_ready(one: Came) -> bool:
    """Tell whether somebody new can be added without any question."""
    return one.card is None and Form(draft=one.draft.prepared()).is_complete


def label(draft: CardDraft, t: Texts) -> str:
    """Return «Иванова М. П., 1987», as far as it is known."""
    surname, given_name = draft.get(fields.SURNAME), draft.get(fields.GIVEN_NAME)
    if surname and given_name:
        name = FullName(surname, given_name, draft.get(fields.PATRONYMIC)).short
    else:
        name = t.plain("sign_in.nameless")
    born = draft.get(fields.BIRTH_DATE)
    return f"{name}, {born.date.year}" if born else name


def _listed(one: Came, t: Texts) -> Button:
    if one.card is None:
        return _do(Action.IMPORT, one, _named("button.import", one, t))
    if one.is_kept:
        return Button(_named("button.imported", one, t), Go(to=Place.CARD, id=one.card.id))
    return _do(Action.IMPORT, one, _named("button.import_again", one, t))


def _do(what: Action, one: Came, words: str) -> Button:
    return Button(words, Do(what=what, id=one.index))


def _named(key: str, one: Came, t: Texts) -> str:
    """Return a label with the name; by the given name children differ where the surname has no room."""
    given_name = one.draft.get(fields.GIVEN_NAME)
    names = [label(one.draft, t), *([given_name.text] if given_name else [])]
    return fitting(*(t.plain(key, name=name) for name in names))
