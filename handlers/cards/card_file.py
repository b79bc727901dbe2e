"""The card file: the person's cards, and the ways to add one."""

from handlers.cards import form_flow
from handlers.cards.views import card_file as views
from handlers.ground import onward
from handlers.ground.calls import Answer
from handlers.ground.context import Context
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Screen
from handlers.ground.tables import Actions, Commands, Outcome, Screens
from handlers.ground.turn import Turn
from patient.form import Form
from storage.dialogues import Dialogues


async def listing(context: Context, go: Go = onward.CARDS) -> Screen:
    """Show a page of the card file, and the way on with a form that was begun."""
    dialogue = await Dialogues(context.transaction).present(context.owner)
    cards, damaged = await context.cards.listed(), await context.cards.damaged()
    return views.listing(cards, damaged, go.page, context.t, has_draft=dialogue.has_draft)


async def add(turn: Turn, _: Do) -> Outcome:
    """Begin the typed form, or offer the one in which something was answered."""
    form = turn.dialogue.form
    if form and form.draft.answers:
        return views.unfinished(turn.t)
    return await form_flow.begin(turn, Form())


async def add_afresh(turn: Turn, _: Do) -> Outcome:
    """Begin a new form in place of the one that was begun."""
    return await form_flow.begin(turn, Form())


async def go_on(turn: Turn, _: Do) -> Answer:
    """Take the form up where it was laid aside."""
    form = turn.dialogue.form
    return await form_flow.resume(turn, form) if form else turn.show(await listing(turn))


SCREENS: Screens = {Place.CARDS: listing}
ACTIONS: Actions = {Action.ADD_CARD: add, Action.ADD_AFRESH: add_afresh, Action.CONTINUE_FORM: go_on}
COMMANDS: Commands = {"cards": onward.CARDS, "add": Do(what=Action.ADD_CARD)}
