"""The tables of the cards room, gathered from its parts."""

from handlers.cards import card, card_file, card_form, consents, full_age, leaving, sharing, trust, trust_here
from handlers.ground.tables import Actions, Commands, Screens, merged

SCREENS: Screens = merged(card.SCREENS, card_file.SCREENS, consents.SCREENS, sharing.SCREENS)
ACTIONS: Actions = merged(
    card.ACTIONS,
    card_file.ACTIONS,
    card_form.ACTIONS,
    consents.ACTIONS,
    full_age.ACTIONS,
    leaving.ACTIONS,
    sharing.ACTIONS,
    trust.ACTIONS,
    trust_here.ACTIONS,
)
COMMANDS: Commands = merged(card_file.COMMANDS, consents.COMMANDS, leaving.COMMANDS)
