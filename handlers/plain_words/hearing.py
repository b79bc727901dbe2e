"""What is typed where nothing is asked: an emergency first, then a name, then what the sentence asks for."""

from collections.abc import Awaitable, Callable, Mapping

from handlers.directory import search
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Screen
from handlers.ground.tables import Outcome
from handlers.ground.turn import Turn
from handlers.home import actions as home
from handlers.home.greeting import greet
from handlers.plain_words import views, visiting
from locales.texts import Texts
from patient.words.intent import Aim, Intent

Act = Callable[[Turn, Intent], Awaitable[Outcome | Do | None]]


async def hear(turn: Turn) -> Outcome | Do | None:
    """Answer typed words; what stands beside a picture or was changed is heard only if it is an emergency."""
    if (turn.is_edited or not turn.text.strip()) and not turn.is_cry:
        return None
    intent = turn.intent
    if turn.is_cry:
        outcome: Outcome | Do | None = views.emergency(turn.t)
    elif await search.is_somebodys_name(turn, turn.text):
        outcome = await search.place_found(turn, turn.text)
    else:
        outcome = await _answer(turn, intent)
    if outcome is not None:
        turn.dialogue.misunderstood = 0
    return outcome or await _misunderstood(turn, intent)


async def _answer(turn: Turn, intent: Intent) -> Outcome | Do | None:
    """Lead where the sentence leads; none where it leads nowhere."""
    if intent.aim in WAYS:
        return WAYS[intent.aim]
    if intent.aim in SAID:
        return SAID[intent.aim](turn.t)
    if intent.aim in ACTS:
        return await ACTS[intent.aim](turn, intent)
    return await search.place_found(turn, turn.text)


async def _misunderstood(turn: Turn, intent: Intent) -> Outcome:
    """Say so, with three ways on; the second time in a row support is offered first."""
    turn.dialogue.misunderstood += 1
    sought = " ".join(intent.wish.names) if intent.aim in {Aim.FIND, Aim.BOOK} else ""
    return views.misunderstood(turn.t, sought, is_again=turn.dialogue.misunderstood > 1)


async def _show_clinics(turn: Turn, _: Intent) -> Outcome:
    """Show the clinics in whose names the words stand, or all."""
    return await search.place_found(turn, turn.text) or Go(to=Place.CLINICS)


async def _tell_not_yet(turn: Turn, intent: Intent) -> Outcome:
    return views.not_yet(turn.t, intent.not_yet)


WAYS: Mapping[Aim, Go | Do] = {
    Aim.CARDS: Go(to=Place.CARDS),
    Aim.ADD_CARD: Go(to=Place.CARDS),
    Aim.ACCOUNT: Go(to=Place.ACCOUNT_GUIDE),
    Aim.DOCTORS: Go(to=Place.DOCTORS),
    Aim.MESSAGES: Go(to=Place.MESSAGES),
    Aim.NOTICES: Go(to=Place.NOTICES),
    Aim.LAW: Go(to=Place.LAW),
    Aim.HELP: Go(to=Place.HELP),
    Aim.SETTINGS: Go(to=Place.SETTINGS),
    Aim.LANGUAGE: Go(to=Place.LANGUAGE),
    Aim.PRIVACY: Go(to=Place.PRIVACY),
    Aim.CONSENTS: Go(to=Place.CONSENTS),
    Aim.MENU: Go(to=Place.MENU),
    Aim.ERASURE: Do(what=Action.ASK_ERASURE),
    Aim.SUPPORT: Do(what=Action.WRITE_SUPPORT),
    Aim.OTHER_CLINIC: Go(to=Place.TOPIC, id="help.20-attachment/20-wrong"),
}
SAID: Mapping[Aim, Callable[[Texts], Screen]] = {Aim.UNWELL: views.unwell, Aim.THANKS: views.thanked}
ACTS: Mapping[Aim, Act] = {
    Aim.BOOK: visiting.book,
    Aim.CLINICS: _show_clinics,
    Aim.WATCH: visiting.watch,
    Aim.VISITS: visiting.show_visits,
    Aim.MOVE: visiting.move,
    Aim.CANCEL: visiting.cancel,
    Aim.MY_CLINIC: visiting.show_clinic,
    Aim.NOT_YET: _tell_not_yet,
    Aim.STOP: home.cancel,
    Aim.GREETING: greet,
}
