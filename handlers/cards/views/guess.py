"""The form's questions about what is nearly right: a guess, a contradiction, a doubtful polis."""

from dataclasses import replace

from babel.dates import format_date

from handlers.cards.views.form import answer_lines, press
from handlers.ground.screen import Row, Screen
from locales.texts import Texts
from patient import fields
from patient.card import CardDraft
from patient.form import Form
from patient.guess import Slip, instead_of
from patient.polis import PolisDoubt, PolisKind

ABOUT_PERSON = frozenset({PolisDoubt.BIRTH_DATE, PolisDoubt.SEX})


def guess(form: Form, t: Texts) -> Screen:
    """Ask whether this was meant, numbers masked; nothing of it is an answer yet."""
    assert form.guess  # noqa: S101 - the stage is never without
    slip, meant, typed = form.guess.slip, form.guess.meant, form.guess.typed
    if slip is Slip.ORDER:
        return _either(form, meant, typed, t)
    rows: list[Row] = []
    if meant.answers:
        rows.append((press(form, t, "meant", "button.guess.meant"),))
    if typed.answers:
        key = "button.guess.old_polis" if form.field is fields.POLIS else "button.guess.typed"
        rows.append((press(form, t, "typed", key),))
    rows.append((press(form, t, "retype", "button.guess.retype"),))
    key = f"guess.{slip.value}" if meant.answers else f"guess.{slip.value}.unknown"
    return Screen("\n\n".join(filter(None, [t(key), answer_lines(meant, t)])), tuple(rows))


def _either(form: Form, meant: CardDraft, typed: CardDraft, t: Texts) -> Screen:
    """Ask which of two days was meant: each stands on its button, the month in letters."""
    rows = tuple(
        (replace(press(form, t, act, "button.guess.meant"), text=_spelled(draft, t)),)
        for act, draft in (("meant", meant), ("typed", typed))
    )
    return Screen(t("guess.order"), (*rows, (press(form, t, "retype", "button.guess.retype"),)))


def _spelled(draft: CardDraft, t: Texts) -> str:
    return format_date(draft[fields.BIRTH_DATE].date, "d MMMM y", locale=t.language)


def contradiction(form: Form, t: Texts) -> Screen:
    """Ask about a patronymic of the other sex."""
    assert form.sex_told  # noqa: S101 - the stage is never without
    name, sex = form.draft[fields.PATRONYMIC].text, form.draft[fields.SEX].value
    rows = (
        (press(form, t, "sex_told", f"button.sex_is.{form.sex_told.value}"),),
        (press(form, t, "change", "button.correct_patronymic", fields.PATRONYMIC.name),),
        (press(form, t, "sure_sex", "button.all_right"),),
    )
    return Screen(t("contradiction", patronymic=name, sex=t.plain(f"sex.{sex}")), rows)


def doubt(form: Form, t: Texts) -> Screen:
    """Ask whether an odd polis number is right all the same."""
    polis = form.draft[fields.POLIS]
    is_old = polis.kind is PolisKind.OLD
    lines = "\n".join(f"• {t(f'doubt.{item.value}')}" for item in form.doubts)
    question = t("doubt.question.old" if is_old else "doubt.question")
    text = f"{t('doubt', polis=polis.masked)}\n\n{lines}\n\n{question}"
    rows = [(press(form, t, "instead", f"button.it_is.{field.name}"),) for field in instead_of(polis).answers]
    rows.append((press(form, t, "change", "button.correct_polis", fields.POLIS.name),))
    if ABOUT_PERSON.intersection(form.doubts):
        rows.append((press(form, t, "change", "button.correct_birth_date", fields.BIRTH_DATE.name),))
    rows.append((press(form, t, "sure", "button.guess.old_polis" if is_old else "button.all_right"),))
    if not is_old:
        rows.append((press(form, t, "kinds", "button.polis_kind"),))
    return Screen(text, tuple(rows))
