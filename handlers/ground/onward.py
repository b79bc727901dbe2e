"""The ways on from many screens: each is a row, under the same label everywhere."""

from collections.abc import Callable

from handlers.ground.navigation import Go, Place
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Texts
from patient.card import Card

CARDS = Go(to=Place.CARDS)


def menu(t: Texts) -> Row:
    """Return the way to the menu."""
    return (Button(t.plain("button.menu"), Go(to=Place.MENU)),)


def cards(t: Texts) -> Row:
    """Return the way to the card file."""
    return (Button(t.plain("button.cards"), CARDS),)


def to_card(card: Card, t: Texts) -> Row:
    """Return the way back to a card."""
    return (Button(t.plain("button.to_card"), Go(to=Place.CARD, id=card.id)),)


def view_card(card: Card, t: Texts) -> Row:
    """Return the way to a card that was told of."""
    return (Button(t.plain("button.view_card"), Go(to=Place.CARD, id=card.id)),)


def sign_ins(t: Texts) -> Row:
    """Return the two ways through Gosuslugi: one's own data, the children's."""
    myself = Button(t.plain("button.about_me"), Go(to=Place.ABOUT_ME))
    return myself, Button(t.plain("button.children"), Go(to=Place.CHILDREN))


def over_cards(key: str, t: Texts, **values: str) -> Screen:
    """Say no more than the text with this *key*, over the way to the card file."""
    return Screen(t(key, **values), (cards(t),))


def over_card(key: str, card: Card, t: Texts) -> Screen:
    """Say no more than that over the way back to a card."""
    return Screen(t(key), (to_card(card, t),))


def telling(key: str, **values: str) -> Callable[[Texts], Screen]:
    """Return what tells somebody no more than a text over the card file, in his language."""
    return lambda t: over_cards(key, t, **values)
