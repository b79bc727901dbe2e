"""The document of a consent: its text, filled in with the operator and the people concerned."""

import hashlib
from dataclasses import dataclass

from handlers.ground.context import Context
from handlers.ground.menu import operator_values
from handlers.ground.turn import Turn
from locales.texts import Html, content
from patient.card import PersonalData
from patient.consent import ConsentText, GivenConsent, Subject


@dataclass(frozen=True, slots=True)
class Document:
    """The consent as the person reads it; stamp and *wording*, without his name, are kept as the proof.

    An adult's names the *keeper* of his card.
    """

    text: str
    wording: str
    stamp: ConsentText
    subject: Subject
    keeper: Html | None = None


def document(
    context: Context,
    person: PersonalData,
    *,
    keeper: Html | None = None,
    called: str = "",
    permits: bool = False,
) -> Document:
    """Fill the consent's text in with the operator and the person concerned.

    With a *keeper* it is that of an adult who lets him keep the card, and who *permits* is a grown-up child
    who lets those go on who kept it; *called* stands in the name's place.
    The hash is that of the text without any person: equal for all who agreed to the same words.
    """
    t, operator = context.t, operator_values(context.t, context.config)
    subject: Subject = "adult" if keeper else "child" if person.is_child(context.today) else "self"
    template = content(t.language, f"consent_{'permission' if permits and not keeper else subject}")
    version, _, body = template.partition("\n")
    wording = t.fill(body, person="", keeper="", **operator)
    sha256 = hashlib.sha256(wording.encode()).hexdigest()
    text = t.fill(body, person=called or person.name.full, keeper=keeper or "", **operator)
    return Document(text, wording, ConsentText(version.strip(), t.language, sha256), subject, keeper)


def agreed(turn: Turn, read: Document) -> GivenConsent:
    """Return that who speaks has agreed just now to what he could *read*."""
    return GivenConsent(read.stamp, read.wording, turn.transaction.now, turn.update_id)
