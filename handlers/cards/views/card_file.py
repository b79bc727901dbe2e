"""The card file's screens: the list of cards and the ways to add one."""

from collections import Counter
from collections.abc import Sequence

from handlers.ground import onward
from handlers.ground.label import fitting
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.paging import Page
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Texts
from patient.card import Card, CardId

CARDS_A_PAGE = 8


def listing(
    cards: Sequence[Card], damaged: Sequence[CardId], page: int, t: Texts, *, has_draft: bool
) -> Screen:
    """List the cards (name in short form, birth year), *damaged* ones first, over the ways to add one."""
    shown = Page.of(cards, Go(to=Place.CARDS, page=page), CARDS_A_PAGE)
    named = zip(shown.items, names_of(shown.items), strict=True)
    unread = t.plain("button.damaged_card")
    rows: list[Row] = [(Button(unread, Go(to=Place.CARD, id=card)),) for card in damaged[:CARDS_A_PAGE]]
    rows += [(Button(name, Go(to=Place.CARD, id=card.id)),) for card, name in named]
    rows += shown.around
    if has_draft:
        rows.append((Button(t.plain("button.continue"), Do(what=Action.CONTINUE_FORM)),))
    rows += [
        onward.sign_ins(t),
        (Button(t.plain("button.by_hand"), Do(what=Action.ADD_CARD)),),
        onward.menu(t),
    ]
    text = t.plural("cards.count", len(cards)) if cards else t("cards.none")
    screen = Screen(text, tuple(rows))
    return screen.under(t("cards.damaged")) if damaged else screen


def names_of(cards: Sequence[Card]) -> list[str]:
    """Return «Иванова М. П., 1987» for each; of twins with the same initials the given names."""
    signed = [_sign(card) + named(card) for card in cards]
    often = Counter(signed)
    pairs = zip(cards, signed, strict=True)
    return [
        fitting(words if often[words] == 1 else _sign(card) + _by_given_name(card)) for card, words in pairs
    ]


def _sign(card: Card) -> str:
    """Return what is special about the card."""
    return "❄️ " if card.is_frozen else "👪 " if card.seen_by_guest else ""


def _by_given_name(card: Card) -> str:
    name = card.person.name
    return f"{name.surname.text} {name.given_name.text}, {card.person.birth_date.date.year}"


def named(card: Card) -> str:
    """Return «Иванова М. П., 1987»."""
    return f"{card.person.name.short}, {card.person.birth_date.date.year}"


def told_of(key: str, card: Card, t: Texts) -> Screen:
    """Tell whoever reaches a card of what was done with it, over the way to it."""
    return Screen(t(key, card=named(card)), (onward.view_card(card, t),))


def choice(cards: Sequence[Card], place: Place, question: str, t: Texts) -> Screen:
    """Ask whose *place* is meant; without a card, say that one is needed first."""
    menu = onward.menu(t)
    if not cards:
        return Screen(t("cards.needed"), (onward.cards(t), menu))
    rows = tuple(
        (Button(name, Go(to=place, id=card.id)),) for card, name in zip(cards, names_of(cards), strict=True)
    )
    return Screen(question, (*rows, menu))


def unfinished(t: Texts) -> Screen:
    """Offer to go on with the form that was begun, or to begin afresh."""
    rows = (
        (Button(t.plain("button.continue"), Do(what=Action.CONTINUE_FORM)),),
        (Button(t.plain("button.afresh"), Do(what=Action.ADD_AFRESH)),),
        onward.cards(t),
    )
    return Screen(t("form.unfinished"), rows)
