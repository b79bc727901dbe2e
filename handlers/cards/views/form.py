"""The form's screens: a question, a doubt, the summary, the twin."""

from collections.abc import Mapping
from typing import Any

from handlers.ground import onward
from handlers.ground.label import fitting
from handlers.ground.navigation import Press
from handlers.ground.paging import grid
from handlers.ground.screen import Button, Row, Screen
from handlers.ground.speciality import within
from locales.texts import Texts
from patient import fields
from patient.card import Card, CardDraft
from patient.fields import FIELDS, AnyField
from patient.form import Form
from patient.polis import PolisKind

A_ROW = 2


def answer_lines(draft: CardDraft, t: Texts) -> str:
    """Return «Фамилия: <b>Иванова</b>» and the like, as far as it was answered, numbers masked."""
    return "\n".join(_line(asked, draft, t) for asked in FIELDS if draft.is_answered(asked))


def _line(asked: AnyField, draft: CardDraft, t: Texts) -> str:
    return f"{t(f'field.{asked.name}')}: <b>{t('value', value=_shown(asked, draft, t))}</b>"


def _shown(asked: AnyField, draft: CardDraft, t: Texts) -> str:
    """Return an answer as plain text, a number masked."""
    value = draft.get(asked)
    return t.plain(asked.empty) if value is None else asked.show(value, t.plain)


def question(form: Form, t: Texts) -> Screen:
    """Ask for the field that stands, with its number, an example and what may be pressed."""
    asked = form.field
    head = t("form.step", number=FIELDS.index(asked) + 1, total=len(FIELDS))
    if form.is_correcting:
        head = t("form.correcting")
    told = f"{_line(fields.POLIS, form.draft, t)}\n\n" if _has_odd_polis(form) else ""
    text = f"{told}<i>{head}</i>\n\n{t(f'ask.{asked.name}')}"
    return Screen(text, tuple(_question_rows(form, t)))


def _question_rows(form: Form, t: Texts) -> list[Row]:
    rows: list[Row] = []
    if choices := form.field.choices:
        rows.append(tuple(press(form, t, "choose", key, choices[key].value) for key in choices))
    if form.draft.may_skip(form.field):
        rows.append((press(form, t, "skip", form.field.skip),))
    if form.draft.is_answered(form.field):
        kept = _shown(form.field, form.draft, t)
        keep = Press(act="keep", revision=form.revision)
        rows.append((Button(fitting(t.plain("button.keep", value=kept)), keep),))
    if _has_odd_polis(form):
        rows.append((press(form, t, "change", "button.correct_polis", fields.POLIS.name),))
    if _has_odd_polis(form) or (form.field is fields.SNILS and _has_polis(form)):
        rows.append((press(form, t, "kinds", "button.polis_kind"),))
    back = (press(form, t, "back", "button.back"),) if _has_back(form) else ()
    rows.append((*back, press(form, t, "cancel", "button.cancel")))
    return rows


def _has_back(form: Form) -> bool:
    return form.is_correcting or form.field is not FIELDS[0]


def _has_polis(form: Form) -> bool:
    return form.draft.get(fields.POLIS) is not None


def _has_odd_polis(form: Form) -> bool:
    """Tell whether the polis was answered just now and is no new one, as most people's are."""
    has_moved_on = form.last is fields.POLIS and form.field is not fields.POLIS
    return has_moved_on and _has_polis(form) and form.draft[fields.POLIS].kind is not PolisKind.NEW


def kind(form: Form, t: Texts) -> Screen:
    """Let the person say of which kind the polis is."""
    polis = form.draft[fields.POLIS]
    rows = [
        (press(form, t, "kind", f"polis.kind.{item.value}", item.value),)
        for item in PolisKind
        if polis.may_be(item)
    ]
    rows.append((press(form, t, "go_on", "button.back"),))
    text = t("polis.which_kind", kind=t.plain(f"polis.kind.{polis.kind.value}"))
    return Screen(text, tuple(rows))


def review(form: Form, t: Texts) -> Screen:
    """Show all answers, each of them to be changed, and the way to save."""
    lines = answer_lines(form.draft, t)
    title = t("review.title" if form.card is None else "review.title.change")
    changes = [
        Button(
            t.plain("button.change_field", field=within(t.plain(f"field.{item.name}"))),
            Press(act="change", value=item.name, revision=form.revision),
        )
        for item in FIELDS
    ]
    rows = grid(changes, A_ROW)
    save = "button.add_card" if form.card is None else "button.save_card"
    rows.append((press(form, t, "save", save),))
    rows.append((press(form, t, "cancel", "button.cancel"),))
    return Screen(f"<b>{title}</b>\n\n{lines}", tuple(rows))


def twin(form: Form, card: Card, t: Texts) -> Screen:
    """Tell that this person has a card already."""
    name = card.person.name.short
    rows = (
        onward.view_card(card, t),
        (press(form, t, "update", "button.update_card"),),
        (press(form, t, "go_on", "button.back_to_review"),),
    )
    return Screen(t("twin", name=name), rows)


def contact_keyboard(t: Texts) -> Mapping[str, Any]:
    """Return the Bot API's ReplyKeyboardMarkup that shares the person's own number."""
    return {
        "keyboard": [[{"text": t.plain("button.share_phone"), "request_contact": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
        "input_field_placeholder": t.plain("ask.phone.placeholder"),
    }


def press(form: Form, t: Texts, act: str, key: str, value: str = "") -> Button:
    """Return a button of the form as it stands."""
    return Button(t.plain(key), Press(act=act, value=value, revision=form.revision))
