"""What is said at the door: the greeting, the language, leaving the form, and what nobody understands."""

from handlers.cards import form_acts, form_flow
from handlers.ground import menu
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import plain
from handlers.ground.tables import Actions, Commands, Outcome, once
from handlers.ground.turn import Turn
from handlers.home.greeting import greet
from locales.texts import LANGUAGES, texts


async def speak(turn: Turn, do: Do) -> Outcome:
    """Go on in the language that was chosen."""
    if do.id in LANGUAGES:
        turn.dialogue.chosen_language = do.id
        turn.t = texts(do.id)
    chosen = turn.show(await menu.render(turn, greeting="language.chosen"))
    return [*chosen, *await form_flow.show_present(turn)]


async def cancel(turn: Turn, _: object) -> Outcome:
    """Forget the form, if there is one, and show the menu."""
    form = turn.dialogue.form
    if form is not None:
        return await form_acts.cancel(turn, form, "")
    return await menu.render(turn, greeting="cancel.nothing")


async def answer_unknown_command(turn: Turn, _: str) -> Outcome:
    """Say that there is no such command, and show again what stands."""
    if present := await form_flow.show_present(turn):
        return [turn.say(plain(turn.t("unknown.command"))), *present]
    return await menu.render(turn, greeting="unknown.command")


async def answer_unknown(turn: Turn) -> Outcome:
    """Answer what fits nowhere with the menu; what came in place of words by a word about its kind."""
    key = "unknown" if turn.text else f"wordless.{turn.wordless}"
    return await menu.render(turn, greeting=key)


async def answer_unknown_tap(turn: Turn) -> Outcome:
    """Answer a button of a release long past."""
    return [turn.acknowledge(turn.t.plain("stale")), turn.say(await menu.render(turn))]


ACTIONS: Actions = {Action.SPEAK: once(speak, "already.done")}
COMMANDS: Commands = {
    "start": greet,
    "cancel": cancel,
    "help": Go(to=Place.HELP),
    "privacy": Go(to=Place.PRIVACY),
    "language": Go(to=Place.LANGUAGE),
    "settings": Go(to=Place.SETTINGS),
}
