"""The screens of the polis's photograph: what was read, and how to take a better one."""

from handlers.cards.views.form import answer_lines
from handlers.ground import onward
from handlers.ground.navigation import Action, Do
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Texts
from patient.card import CardDraft


def reading(number: int, t: Texts) -> Screen:
    """Say that the photograph is being read, the one with this *number* of those sent together."""
    return Screen(t("polis_photo.reading") if number == 1 else t("polis_photo.reading.one", number=number))


def told_of(number: int, screen: Screen, t: Texts) -> Screen:
    """Return *screen* with the *number* of the photograph it is about."""
    return screen.under(f"<b>{t('polis_photo.number', number=number)}</b>")


def offered(scan: str, draft: CardDraft, t: Texts, *, has_form: bool) -> Screen:
    """Show what was read, the number masked, and ask whether it is right; the button takes this *scan*."""
    text = f"{t('polis_photo.read')}\n\n{answer_lines(draft, t)}\n\n{t('polis_photo.right')}"
    return Screen(text, (onward.to(Action.TAKE_SCAN, t, scan), _by_hand(t, has_form)))


def refused(reason: str, t: Texts) -> Screen:
    """Say why the picture is not even looked at, and that it leaves the chat."""
    return Screen(f"{t(f'polis_photo.{reason}')}\n\n{t('polis_photo.gone')}")


def unreadable(reason: str, t: Texts, *, has_form: bool) -> Screen:
    """Say what is wrong with the file, or how to take the photograph so that it can be read."""
    key = f"polis_photo.wrong.{reason}"
    text = t(key) if t.has(key) else t("polis_photo.unreadable")
    return Screen(f"{text}\n\n{t('polis_photo.gone')}", (_by_hand(t, has_form),))


def _by_hand(t: Texts, has_form: bool) -> Row:  # noqa: FBT001 - passed on
    deed = Action.CONTINUE_FORM if has_form else Action.ADD_CARD
    return (Button(t.plain("button.by_hand"), Do(what=deed)),)
