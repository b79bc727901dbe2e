"""The menu, the settings, and the guide: help, the laws, privacy, the way to a confirmed account."""

from collections.abc import Sequence

from handlers.ground import menu, onward
from handlers.ground.context import Context
from handlers.ground.label import fitting
from handlers.ground.menu import operator_values
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.paging import Page
from handlers.ground.screen import Button, Row, forwardable, plain
from handlers.ground.tables import Rendered, Screens
from locales.texts import LANGUAGES, Html, content
from locales.topics import COVER, Topic, find, parts, topics

A_PAGE = 12
A_PAGE_OF_HELP = 4  # with support and the menu six buttons: more hide the text on a phone
A_PAGE_OF_PARTS = 5
ACCOUNT = "30-card/20-account"
HEADINGS = {"law": Place.LAW, "help": Place.HELP}


async def show_menu(context: Context, _: Go) -> Rendered:
    """Show the menu."""
    return await menu.render(context)


async def settings(context: Context, _: Go) -> Rendered:
    """Show what can be set."""
    t = context.t
    rows = (
        onward.to(Place.NOTICE_CHOICES, t),
        onward.to(Place.LANGUAGE, t),
        (Button(t.plain("button.watches_all"), Go(to=Place.WATCHES)),),
        onward.to(Place.CONSENTS, t),
        onward.to(Place.PRIVACY, t),
        onward.to(Action.ASK_ERASURE, t),
        onward.menu(t),
    )
    return plain(t("settings.title", language=Html(LANGUAGES[t.language])), rows)


async def language(context: Context, _: Go) -> Rendered:
    """Offer the languages by their own names."""
    rows = tuple((Button(name, Do(what=Action.SPEAK, id=code)),) for code, name in LANGUAGES.items())
    return plain(context.t("language.which"), rows)


async def help_(context: Context, go: Go) -> Rendered:
    """Show what the bot does over the topics of help and the way to support."""
    t = context.t
    cover = find(t.language, "help", COVER)
    listed = _listed(parts(topics(t.language, "help")), "help", go, A_PAGE_OF_HELP)
    text = _told(context, cover) if cover else t("button.help")
    return forwardable(text, (*listed, onward.to(Action.WRITE_SUPPORT, t), onward.menu(t)))


async def laws(context: Context, go: Go) -> Rendered:
    """List the laws."""
    t = context.t
    listed = _listed(parts(topics(t.language, "law")), "law", go, A_PAGE)
    return plain(t("law.title"), (*listed, onward.menu(t)))


async def topic(context: Context, go: Go) -> Rendered:
    """Show a topic over its parts and the way back; one that the operator took away leads to help."""
    t = context.t
    section, _, name = go.id.partition(".")
    found = find(t.language, section, name) if section in HEADINGS else None
    if found is None:
        return await help_(context, Go(to=Place.HELP))
    listed = _listed(parts(topics(t.language, section), found.name), section, go, A_PAGE_OF_PARTS)
    back = (_back(context, section, found),)
    return forwardable(_told(context, found), (*listed, back) if listed else (back, onward.menu(t)))


def _back(context: Context, section: str, shown: Topic) -> Button:
    """Return the way to the topic of which *shown* is a part, or to the section."""
    whole = find(context.t.language, section, shown.whole)
    if whole:
        return _way(section, whole)
    place = HEADINGS[section]
    return Button(context.t.plain(f"button.{place.name.lower()}"), Go(to=place))


async def privacy(context: Context, _: Go) -> Rendered:
    """Tell what is kept and how to have it deleted."""
    t = context.t
    text = t.fill(content(t.language, "privacy"), **operator_values(t, context.config))
    return forwardable(text, (onward.to(Place.CONSENTS, t), onward.to(Action.ASK_ERASURE, t), onward.menu(t)))


async def account_guide(context: Context, _: Go) -> Rendered:
    """Tell the steps to a confirmed Gosuslugi account, over the way to sign in with it."""
    t = context.t
    guide = find(t.language, "help", ACCOUNT)
    if guide is None:
        return await help_(context, Go(to=Place.HELP))
    return forwardable(_told(context, guide), (onward.to(Place.ABOUT_ME, t), onward.menu(t)))


def _told(context: Context, shown: Topic) -> str:
    t = context.t
    text = t.fill(shown.text, **operator_values(t, context.config))
    return f"<b>{t('value', value=shown.title)}</b>\n\n{text}"


def _listed(listed: Sequence[Topic], section: str, go: Go, size: int) -> list[Row]:
    return Page.of(listed, go, size).rows(lambda each: _way(section, each))


def _way(section: str, topic: Topic) -> Button:
    return Button(fitting(topic.title), Go(to=Place.TOPIC, id=f"{section}.{topic.name}"))


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
