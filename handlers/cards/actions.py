"""The actions and commands of the cards room."""

from handlers.cards import card, card_file, card_form, consents, full_age, leaving, sharing, trust, trust_here
from handlers.ground.tables import Actions, Commands, merged

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
