"""The menu's screens: the greeting, the menu, the language, and the texts that only tell something."""

from handlers.ground.config import Config
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Button, Screen
from handlers.version import VERSION
from locales.texts import LANGUAGES, Html, Texts, content

MENU = (
    (("button.cards", Place.CARDS),),
    (("button.messages", Place.MESSAGES), ("button.notices", Place.NOTICES)),
    (("button.clinics", Place.CLINICS),),
    (("button.doctors", Place.DOCTORS), ("button.help", Place.HELP)),
    (("button.law", Place.LAW),),
)


def menu(t: Texts, *, greeting: str = "menu", has_draft: bool = False, unread: int = 0) -> Screen:
    """Show the menu; *greeting* is the key of the text above it, *unread* counts the messages."""
    counts = {Place.MESSAGES: f" ({unread})"} if unread else {}
    rows = [
        tuple(Button(t.plain(key) + counts.get(place, ""), Go(to=place)) for key, place in row)
        for row in MENU
    ]
    if has_draft:
        rows.insert(0, (Button(t.plain("button.continue"), Do(what=Action.CONTINUE_FORM)),))
    return Screen(t(greeting), tuple(rows))


def told(t: Texts, name: str, config: Config) -> Screen:
    """Show a content text over the way back to the menu."""
    menu_row = (Button(t.plain("button.menu"), Go(to=Place.MENU)),)
    return Screen(t.fill(content(t.language, name), **operator_values(t, config)), (menu_row,))


def operator_values(t: Texts, config: Config) -> dict[str, str]:
    """Return what content texts may name in braces."""
    return {
        "operator": config.operator_name,
        "address": config.operator_address,
        "contact": config.support_contact or t.plain("operator.no_contact"),
        "version": VERSION,
    }


def language(t: Texts) -> Screen:
    """Offer the languages by their own names."""
    rows = tuple((Button(name, Do(what=Action.SPEAK, id=code)),) for code, name in LANGUAGES.items())
    return Screen(t("language.which"), rows)


def settings(t: Texts) -> Screen:
    """Show what can be set."""
    rows = (
        (Button(t.plain("button.notice_choices"), Go(to=Place.NOTICE_CHOICES)),),
        (Button(t.plain("button.language"), Go(to=Place.LANGUAGE)),),
        (Button(t.plain("button.watches_all"), Go(to=Place.WATCHES)),),
        (Button(t.plain("button.consents"), Go(to=Place.CONSENTS)),),
        (Button(t.plain("button.menu"), Go(to=Place.MENU)),),
    )
    return Screen(t("settings.title", language=Html(LANGUAGES[t.language])), rows)


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
