"""Where everything that comes in goes: the rooms' tables, merged, and the order in which words are heard."""

import logging

from handlers.booking import actions as booking_actions
from handlers.booking import screens as booking_screens
from handlers.cards import card_form, form_flow, invitation, sharing
from handlers.cards import tables as card_tables
from handlers.cards.stages import FORM_STAGES
from handlers.directory import screens as directory_screens
from handlers.ground.calls import Answer, together
from handlers.ground.context import Context
from handlers.ground.navigation import Do, Doing, Go, Tap, read_button
from handlers.ground.tables import Actions, Commands, Outcome, Redirect, Rendered, Screens, answer, merged
from handlers.ground.turn import Turn
from handlers.home import actions as home_actions
from handlers.home import screens as home_screens
from handlers.messages import screens as message_screens
from handlers.notices import actions as notice_actions
from handlers.notices import screens as notice_screens
from handlers.plain_words import hearing
from handlers.polis_photo import actions as polis_photo_actions
from handlers.sign_in import actions as sign_in_actions
from handlers.sign_in import screens as sign_in_screens
from handlers.support import actions as support_actions
from handlers.support import desk
from handlers.visits import actions as visit_actions
from handlers.visits import screens as visit_screens
from storage.dialogues import Dialogues
from storage.outbox import Call

log = logging.getLogger(__name__)

SCREENS: Screens = merged(
    home_screens.SCREENS,
    message_screens.SCREENS,
    notice_screens.SCREENS,
    booking_screens.SCREENS,
    card_tables.SCREENS,
    directory_screens.SCREENS,
    sign_in_screens.SCREENS,
    visit_screens.SCREENS,
)
ACTIONS: Actions = merged(
    booking_actions.ACTIONS,
    card_tables.ACTIONS,
    home_actions.ACTIONS,
    notice_actions.ACTIONS,
    polis_photo_actions.ACTIONS,
    sign_in_actions.ACTIONS,
    support_actions.ACTIONS,
    visit_actions.ACTIONS,
)
COMMANDS: Commands = merged(
    booking_actions.COMMANDS,
    card_tables.COMMANDS,
    home_actions.COMMANDS,
    support_actions.COMMANDS,
    visit_actions.COMMANDS,
)


async def render(context: Context, go: str) -> Rendered:
    """Draw the screen to which the callback data *go* leads."""
    target = Go.unpack(go)
    return await SCREENS[target.to](context, target)


async def take_tap(turn: Turn) -> Answer:
    """Show the place to which a button leads, or do what it asks."""
    if not turn.is_private:
        return [turn.acknowledge()]
    if turn.message and turn.message == turn.dialogue.left_message:  # a second tap before it was seen to go
        return [turn.acknowledge(turn.t.plain("already.below"))]
    await _lay_aside(turn)
    tap = read_button(turn.button)
    return await _answer(turn, tap or await home_actions.answer_unknown_tap(turn))


async def hear(turn: Turn) -> Answer:
    """Answer what was written or changed; what holds data leaves the chat with its answer.

    A picture waits there for the job that reads it, and that deletes it.
    """
    if not turn.is_private:
        outcome = await desk.hear(turn)
        return _leave(turn) if outcome is None else await answer(turn, SCREENS, outcome)
    if turn.is_edited and turn.cry == turn.dialogue.cry:  # told again, with nothing changed in its words
        return []
    if turn.is_unsaid:
        return _stay_silent(turn)
    if turn.command:
        await _lay_aside(turn)
    answered = await _answer(turn, await _understand(turn))
    if turn.understood and turn.is_cry:
        turn.dialogue.cry = turn.cry
    is_data = (turn.stood in FORM_STAGES and not turn.command) or turn.holds_data
    if is_data and turn.message and not turn.is_kept_for_job:
        return together([turn.erase(turn.message), *answered])
    return answered


async def _understand(turn: Turn) -> Outcome | Do:
    """Ask the rooms in turn what they make of what was said; a command is never an answer to a question."""
    if (outcome := await support_actions.hear(turn)) is not None:
        return outcome
    if turn.command:
        return await _obey(turn, *turn.command)
    for take_said in (polis_photo_actions.hear, card_form.hear):
        if (outcome := await take_said(turn)) is not None:
            return outcome
    return await hearing.hear(turn) or await home_actions.answer_unknown(turn)


async def _obey(turn: Turn, name: str, arguments: str) -> Outcome | Do:
    if name == "start" and arguments.startswith(invitation.PREFIX):
        return await sharing.open_link(turn, arguments.removeprefix(invitation.PREFIX))
    if name == "start" and arguments:
        return await sign_in_actions.take_ticket(turn, arguments)
    command = COMMANDS.get(name, home_actions.answer_unknown_command)
    return command if isinstance(command, Go | Do) else await command(turn, arguments)


async def _answer(turn: Turn, outcome: Outcome | Tap) -> Answer:
    """Do what is asked for, and answer; below what only tells something the question stands again."""
    if isinstance(outcome, Doing):
        turn.wish = outcome.pack()
        outcome = await ACTIONS[outcome.what if isinstance(outcome, Do) else type(outcome)](turn, outcome)
    if isinstance(outcome, Go) and outcome.to in home_screens.ASIDE:
        outcome = Redirect(outcome, then=await form_flow.show_present(turn))
    return await answer(turn, SCREENS, outcome)


async def _lay_aside(turn: Turn) -> None:
    """Lay aside what stands at any button and any command: what is typed next is no answer to it.

    Nothing that was typed is lost, and whoever asks the question again has it stand again; `Turn.stood`
    tells what stood.
    """
    turn.dialogue.misunderstood = 0
    turn.dialogue.state = None


async def note_membership(turn: Turn) -> Answer:
    """Note that the person blocked the bot, or let it speak again; leave a group."""
    if not turn.is_private:
        return _leave(turn) if await desk.hear(turn) is None else []
    await Dialogues(turn.transaction).mark_blocked(turn.owner, blocked=turn.is_goodbye)
    return _stay_silent(turn)


def _stay_silent(turn: Turn) -> Answer:
    """Answer nothing, as nothing was said: who had himself deleted is not kept again."""
    turn.dialogue.is_kept = False
    return []


def _leave(turn: Turn) -> Answer:
    """Leave a group: health data belong into private chats."""
    log.info("leaving the group %d; SUPPORT_CHAT names the one to stay in", turn.chat)
    return [Call("leaveChat", {"chat_id": turn.chat})]
