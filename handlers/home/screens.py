"""The menu, the settings, and the guide: help, the laws, privacy, the way to a confirmed account."""

from collections.abc import Sequence

from handlers.ground import menu
from handlers.ground.context import Context
from handlers.ground.menu import operator_values
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.paging import page_of, page_row
from handlers.ground.screen import Button, Screen
from handlers.ground.tables import Rendered, Screens
from locales.texts import LANGUAGES, Html, Texts, content
from locales.topics import SECTIONS, Topic, topics

A_PAGE = 12


async def show_menu(context: Context, _: Go) -> Rendered:
    """Show the menu."""
    return await menu.render(context)


async def settings(context: Context, _: Go) -> Rendered:
    """Show what can be set."""
    t = context.t
    rows = (
        (Button(t.plain("button.notice_choices"), Go(to=Place.NOTICE_CHOICES)),),
        (Button(t.plain("button.language"), Go(to=Place.LANGUAGE)),),
        (Button(t.plain("button.watches_all"), Go(to=Place.WATCHES)),),
        (Button(t.plain("button.consents"), Go(to=Place.CONSENTS)),),
        _erasure(t),
        _menu(t),
    )
    return Screen(t("settings.title", language=Html(LANGUAGES[t.language])), rows)


async def language(context: Context, _: Go) -> Rendered:
    """Offer the languages by their own names."""
    rows = tuple((Button(name, Do(what=Action.SPEAK, id=code)),) for code, name in LANGUAGES.items())
    return Screen(context.t("language.which"), rows)


async def help_(context: Context, go: Go) -> Rendered:
    """Show what the bot does, the topics of help, and where to turn."""
    t = context.t
    links = (
        (Button(t.plain("button.account_guide"), Go(to=Place.ACCOUNT_GUIDE)),),
        (
            Button(t.plain("button.privacy"), Go(to=Place.PRIVACY)),
            Button(t.plain("button.consents"), Go(to=Place.CONSENTS)),
        ),
        _menu(t),
    )
    listed = _listed(topics(t.language, "help"), "help", Place.HELP, go.page)
    return Screen(_content(context, "help"), (*listed, *links))


async def laws(context: Context, go: Go) -> Rendered:
    """List the laws."""
    t = context.t
    return Screen(t("law.title"), (*_listed(topics(t.language, "law"), "law", Place.LAW, go.page), _menu(t)))


async def topic(context: Context, go: Go) -> Rendered:
    """Show a topic over the way back to its section; one that the operator took away leads to help."""
    t = context.t
    section, _, name = go.id.partition(".")
    listed = topics(t.language, section) if section in SECTIONS else []
    found = next((each for each in listed if each.name == name), None)
    if found is None:
        return await help_(context, Go(to=Place.HELP))
    place = Place.LAW if section == "law" else Place.HELP
    back = Button(t.plain("button.law" if section == "law" else "button.help"), Go(to=place))
    text = t.fill(found.text, **operator_values(t, context.config))
    return Screen(f"<b>{t('value', value=found.title)}</b>\n\n{text}", ((back,), _menu(t)))


async def privacy(context: Context, _: Go) -> Rendered:
    """Tell what is kept and how to have it deleted."""
    t = context.t
    consents = (Button(t.plain("button.consents"), Go(to=Place.CONSENTS)),)
    return Screen(_content(context, "privacy"), (consents, _erasure(t), _menu(t)))


async def account_guide(context: Context, _: Go) -> Rendered:
    """Tell the steps to a confirmed Gosuslugi account."""
    return Screen(_content(context, "account_guide"), (_menu(context.t),))


def _content(context: Context, name: str) -> str:
    return context.t.fill(content(context.t.language, name), **operator_values(context.t, context.config))


def _listed(topics: Sequence[Topic], section: str, place: Place, page: int) -> list[tuple[Button, ...]]:
    shown, pages = page_of(topics, page, A_PAGE)
    rows: list[tuple[Button, ...]] = [
        (Button(each.title, Go(to=Place.TOPIC, id=f"{section}.{each.name}")),) for each in shown
    ]
    return [*rows, *page_row(place, "", page, pages)]


def _erasure(t: Texts) -> tuple[Button, ...]:
    return (Button(t.plain("button.ask_erasure"), Do(what=Action.ASK_ERASURE)),)


def _menu(t: Texts) -> tuple[Button, ...]:
    return (Button(t.plain("button.menu"), Go(to=Place.MENU)),)


SCREENS: Screens = {
    Place.MENU: show_menu,
    Place.SETTINGS: settings,
    Place.LANGUAGE: language,
    Place.HELP: help_,
    Place.LAW: laws,
    Place.TOPIC: topic,
    Place.PRIVACY: privacy,
    Place.ACCOUNT_GUIDE: account_guide,
}
ASIDE = frozenset({Place.LANGUAGE, Place.HELP, Place.LAW, Place.TOPIC, Place.PRIVACY, Place.ACCOUNT_GUIDE})
