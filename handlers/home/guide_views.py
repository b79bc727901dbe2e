"""The guide's screens: help and the laws, topic by topic."""

from collections.abc import Sequence

from handlers.ground.config import Config
from handlers.ground.navigation import Go, Place
from handlers.ground.paging import page_of, page_row
from handlers.ground.screen import Button, Screen
from handlers.home.views import operator_values
from locales.texts import Texts, content
from locales.topics import Topic

A_PAGE = 12


def help_screen(topics: Sequence[Topic], page: int, config: Config, t: Texts) -> Screen:
    """Show what the bot does, the topics of help, and where to turn."""
    links = (
        (Button(t.plain("button.account_guide"), Go(to=Place.ACCOUNT_GUIDE)),),
        (
            Button(t.plain("button.privacy"), Go(to=Place.PRIVACY)),
            Button(t.plain("button.consents"), Go(to=Place.CONSENTS)),
        ),
        _menu(t),
    )
    text = t.fill(content(t.language, "help"), **operator_values(t, config))
    return Screen(text, (*_listed(topics, "help", Place.HELP, page), *links))


def laws(topics: Sequence[Topic], page: int, t: Texts) -> Screen:
    """List the laws."""
    return Screen(t("law.title"), (*_listed(topics, "law", Place.LAW, page), _menu(t)))


def topic(one: Topic, section: str, config: Config, t: Texts) -> Screen:
    """Show a topic over the way back to its section."""
    place = Place.LAW if section == "law" else Place.HELP
    back = Button(t.plain("button.law" if section == "law" else "button.help"), Go(to=place))
    text = t.fill(one.text, **operator_values(t, config))
    return Screen(f"<b>{t('value', value=one.title)}</b>\n\n{text}", ((back,), _menu(t)))


def _listed(topics: Sequence[Topic], section: str, place: Place, page: int) -> list[tuple[Button, ...]]:
    shown, pages = page_of(topics, page, A_PAGE)
    rows: list[tuple[Button, ...]] = [
        (Button(each.title, Go(to=Place.TOPIC, id=f"{section}.{each.name}")),) for each in shown
    ]
    return [*rows, *page_row(place, "", page, pages)]


def _menu(t: Texts) -> tuple[Button, ...]:
    return (Button(t.plain("button.menu"), Go(to=Place.MENU)),)
