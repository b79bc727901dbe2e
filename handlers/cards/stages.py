"""The stages of the form: at what the person looks while a card is filled in."""

from aiogram.fsm.state import State, StatesGroup

Stage = State


class CardForm(StatesGroup):
    """The states in which a form stands; the dialogue keeps one by its name, in the turn's transaction.

    Which field a question asks for is the form's own: what is corrected or gone back to is told by no state.
    """

    QUESTION = State("question")
    GUESS = State("guess")
    CONTRADICTION = State("contradiction")
    DOUBT = State("doubt")
    KIND = State("kind")
    REVIEW = State("review")
    TWIN = State("twin")
    CONSENT = State("consent")
    CONSENT_TEXT = State("consent_text")


FORM_STAGES = frozenset(CardForm.__state_names__)
ASKED = frozenset({CardForm.QUESTION.state, CardForm.GUESS.state})
"""Where what is typed is an answer."""
CONSENTING = frozenset({CardForm.CONSENT.state, CardForm.CONSENT_TEXT.state})
