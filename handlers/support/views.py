"""The screens of support: on the person's side, and in the operator's group."""

from handlers.ground import onward
from handlers.ground.navigation import Go, Place
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Texts
from patient.message import MOST_ASKED
from patient.question import Question


def ask(t: Texts) -> Screen:
    """Ask for the question, and say what becomes of it."""
    cancel = Button(t.plain("button.cancel"), Go(to=Place.MESSAGES))
    return Screen(t("support.ask", most=MOST_ASKED), ((cancel,),))


def too_long(length: int, t: Texts) -> Screen:
    """Ask for a shorter question."""
    return ask(t).under(t("support.too_long", length=length, most=MOST_ASKED))


def too_many(t: Texts) -> Screen:
    """Ask to wait for the answers."""
    return Screen(t("support.too_many"), _ways_on(t))


def sent(question: Question, t: Texts, *, is_hidden: bool) -> Screen:
    """Confirm that the question is on its way, and tell what of it nobody will see."""
    text = t("support.sent", code=question.code)
    code = Button(t.plain("button.copy_code"), copied=question.code)
    return Screen(f"{text}\n\n{t('support.hidden')}" if is_hidden else text, ((code,), *_ways_on(t)))


def _ways_on(t: Texts) -> tuple[Row, ...]:
    messages = Button(t.plain("button.to_messages"), Go(to=Place.MESSAGES))
    return ((messages,), onward.menu(t))


def for_desk(question: Question, t: Texts) -> Screen:
    """Show the question to the operator's group: the code in the first line, and nothing of who asks."""
    return Screen(t("desk.question", code=question.code, text=question.text))


def passed_on(code: str, t: Texts, *, is_hidden: bool) -> Screen:
    """Confirm that the person has the answer, and tell what of it was hidden."""
    text = t("desk.passed_on", code=code)
    return Screen(f"{text}\n{t('desk.hidden')}" if is_hidden else text)
