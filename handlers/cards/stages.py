"""The stages of the form: at what the person looks while a card is filled in."""

from enum import StrEnum


class CardForm(StrEnum):
    """The states of the dialogue in which a form stands, as they are kept."""

    QUESTION = "CardForm:question"
    GUESS = "CardForm:guess"
    CONTRADICTION = "CardForm:contradiction"
    DOUBT = "CardForm:doubt"
    KIND = "CardForm:kind"
    REVIEW = "CardForm:review"
    TWIN = "CardForm:twin"
    CONSENT = "CardForm:consent"
    CONSENT_TEXT = "CardForm:consent_text"


FORM_STAGES = frozenset(CardForm)
