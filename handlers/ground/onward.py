"""The ways on from many screens: each is a row, under the same label everywhere."""

from collections.abc import Callable

from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Texts
from patient.card import Card

CARDS = Go(to=Place.CARDS)


def to(there: Place | Action, t: Texts, about: str = "") -> Row:
    """Return the way to a place or an action, *about* the thing with this id, under its own label."""
    tap = Go(to=there, id=about) if isinstance(there, Place) else Do(what=there, id=about)
    return (Button(t.plain(f"button.{there.name.lower()}"), tap),)


def menu(t: Texts) -> Row:
    """Return the way to the menu."""
    return to(Place.MENU, t)


def cards(t: Texts) -> Row:
    """Return the way to the card file."""
    return to(Place.CARDS, t)


def to_card(card: Card, t: Texts) -> Row:
    """Return the way back to a card."""
    return (Button(t.plain("button.to_card"), Go(to=Place.CARD, id=card.id)),)


def view_card(card: Card, t: Texts) -> Row:
    """Return the way to a card that was told of."""
    return (Button(t.plain("button.view_card"), Go(to=Place.CARD, id=card.id)),)


def sign_ins(t: Texts, *, is_main: bool = False) -> Row:
    """Return the two ways through Gosuslugi, one's own data (perhaps the main way on) and the children's."""
    myself = Button(t.plain("button.about_me"), Go(to=Place.ABOUT_ME), is_main=is_main)
    return (myself, *to(Place.CHILDREN, t))


def over_cards(key: str, t: Texts, **values: str) -> Screen:
    """Say no more than the text with this *key*, over the way to the card file."""
    return Screen(t(key, **values), (cards(t),))


def over_card(key: str, card: Card, t: Texts, **values: str) -> Screen:
    """Say no more than that over the way back to a card."""
    return Screen(t(key, **values), (to_card(card, t),))


def telling(key: str, **values: str) -> Callable[[Texts], Screen]:
    """Return what tells somebody no more than a text over the card file, in his language."""
    return lambda t: over_cards(key, t, **values)
