"""The screens of the deletion of everything."""

from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Button, Screen
from locales.texts import Texts


def ask_erasure(t: Texts, cards: int, shared: int) -> Screen:
    """Ask once more before everything of the person goes."""
    yes = Button(t.plain("button.erase_yes"), Do(what=Action.ERASE_ME))
    no = Button(t.plain("button.no_keep"), Go(to=Place.MENU))
    return Screen(t("erase.ask", cards=t.plural("cards.count.short", cards), shared=shared), ((yes,), (no,)))


def erased(t: Texts, cards: int, consents: int) -> Screen:
    """Tell what was removed."""
    return Screen(
        t(
            "erase.done",
            cards=t.plural("cards.count.short", cards),
            consents=t.plural("consents.count.short", consents),
        )
    )
