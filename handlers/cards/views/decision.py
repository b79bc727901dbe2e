"""The decision on a consent: asked for with the way to its whole text, and once more below that text."""

from dataclasses import dataclass
from typing import Self

from handlers.ground.navigation import Action, Do, Tap
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Texts


@dataclass(frozen=True, slots=True)
class Decision:
    """Where the text is read, and where the two answers lead, with what stands on their buttons."""

    read: Tap
    agree: Tap
    refuse: Tap
    yes: str = "button.agree"
    no: str = "button.disagree"

    @classmethod
    def on(cls, name: str, *actions: Action, yes: str = "button.agree", no: str = "button.disagree") -> Self:
        """Return the decision on the thing with this *name*, by the actions that read, agree and refuse."""
        read, agree, refuse = (Do(what=what, id=name) for what in actions)
        return cls(read, agree, refuse, yes, no)

    def asked(self, text: str, t: Texts) -> Screen:
        """Ask for it."""
        return Screen(text, ((Button(t.plain("button.read"), self.read),), *self._answers(t)))

    def below(self, document: str, t: Texts) -> Screen:
        """Show the whole text over it."""
        return Screen(document, self._answers(t))

    def _answers(self, t: Texts) -> tuple[Row, ...]:
        return (Button(t.plain(self.yes), self.agree),), (Button(t.plain(self.no), self.refuse),)
