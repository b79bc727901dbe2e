"""An errand as its room does it: what is asked outside, how often, and what is said when it was in vain."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.navigation import Go
from handlers.ground.screen import Button, Screen, plain
from handlers.ground.tables import Rendered
from locales.texts import Texts
from patient.notice import NoticeKind
from storage.errands import Errand, ErrandKind

Conclusion = Callable[[Context], Awaitable[Rendered | None]]
"""Keeps an answer, and returns the screen to show where the errand's own will not do."""

InVain = Callable[[Context, Errand], Awaitable[Rendered | None]]
"""Keeps that nothing came of an errand, and returns what says so, if anything does."""


async def offer_again(context: Context, errand: Errand) -> Rendered | None:
    """Say that there was no answer, over the button that asks again."""
    again = Button(context.t.plain("button.try_again"), Go.unpack(errand.go))
    return plain(context.t("trouble.over"), ((again,),))


async def apologise(context: Context, _: Errand) -> Rendered | None:
    """Say that the bot itself failed."""
    return over_menu(context.t, "trouble.own")


def over_menu(t: Texts, said: str) -> Screen:
    """Return the text with the key *said* over the button to the menu."""
    return plain(t(said), (onward.menu(t),))


@dataclass(frozen=True, slots=True)
class ErrandWork:
    """How the errands of one kind are done.

    *perform* does the part outside, at most *tries* times, and returns how to keep the answer; a
    `RegistryError` or a `BotApiError` that it raises means: try again. *in_vain* is what remains when no try
    had an answer, *broken* when the bot itself failed. Who had to wait hears of the outcome in a notice of
    the kind *tells*, too. Of what *is_silent* nothing is shown but what its conclusion returns.
    """

    perform: Callable[[Errand], Awaitable[Conclusion]]
    tries: int
    in_vain: InVain = offer_again
    broken: InVain = apologise
    tells: NoticeKind | None = None
    is_silent: bool = False


Works = Mapping[ErrandKind, ErrandWork]


async def keep_nothing(_: Context) -> None:
    """The card or the booking is gone: the screen says so by itself."""


def showing(view: Callable[[Texts], Screen]) -> Conclusion:
    """Return the conclusion that keeps nothing and shows *view*."""

    async def shown(context: Context) -> Screen:
        return view(context.t)

    return shown
