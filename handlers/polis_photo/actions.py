"""The photograph of the polis: sent at any time, read by a job, taken into the card when it is right."""

from dataclasses import replace

from handlers.cards import card_file, form_flow
from handlers.ground.calls import Answer
from handlers.ground.loading import PLACING
from handlers.ground.navigation import Action, Do
from handlers.ground.screen import forwardable
from handlers.ground.tables import Actions, Outcome, once
from handlers.ground.turn import SentFile, Turn
from handlers.polis_photo import views
from patient import fields
from patient.card import CardDraft
from patient.form import Form
from patient.name import same_name
from storage.errands import Errand, ErrandKind

LARGEST = 10 * 1024 * 1024  # bytes; a photograph sent as a file has 2 to 8 MB
MOST_WAITING = 2  # photographs of one person; the worker reads one at a time, and others wait for it
MOST_A_DAY = 20  # of one person
DOCUMENTS = ("image/", "application/pdf")
UNKNOWN = ("", "application/octet-stream")  # what an iPhone calls a photograph that is sent as a file
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".pdf")


async def hear(turn: Turn) -> Outcome | None:
    """Have a job read the polis of a picture; an emergency in the words beside it is answered first."""
    sent = turn.file
    if sent is None or turn.is_edited or not _may_be_picture(sent):
        return None
    taken = await _take(turn, sent)
    return [turn.say(forwardable(turn.t("words.emergency"))), *taken] if turn.is_cry else taken


async def _take(turn: Turn, sent: SentFile) -> Answer:
    """Have a picture read, unless there are too many; of several each is, only one may show the barcode."""
    if sent.size > LARGEST or turn.message is None:
        return turn.show(views.refused("wrong.large", turn.t))
    photos = [each for each in await turn.errands.all() if each.file]
    if len(photos) >= MOST_WAITING:
        return turn.show(views.refused("wait", turn.t))
    if await turn.photos.count() >= MOST_A_DAY:
        return turn.show(views.refused("enough", turn.t))
    number = 1 + max((each.number for each in photos), default=0)
    return await _have_read(turn, sent, number, turn.message)


def _may_be_picture(sent: SentFile) -> bool:
    """Judge a file by its kind, without one by its name; without both the reader judges its content."""
    if sent.kind.lower() not in UNKNOWN:
        return sent.kind.lower().startswith(DOCUMENTS)
    return sent.name.lower().endswith(PICTURES) or "." not in sent.name


async def _have_read(turn: Turn, sent: SentFile, number: int, message: int) -> Answer:
    await turn.photos.note()
    name = f"polis/{turn.owner}/{message}"
    kind = ErrandKind.READ_POLIS
    errand = Errand(name, turn.owner, kind, file=sent.id, photo=message, number=number)
    await turn.errands.enqueue(errand, after=PLACING)
    turn.is_kept_for_job = True
    return [replace(turn.say(views.reading(number, turn.t)), errand=name)]


async def take_scan(turn: Turn, do: Do) -> Outcome:
    """Take what was read in one photograph into the form, a new one if none is about this person."""
    scan = turn.dialogue.scans.get(do.id)
    if scan is None:
        shown = await card_file.go_on(turn, do)
        return [turn.acknowledge(turn.t.plain("stale")), *shown[1:]]
    form = turn.dialogue.form or Form()
    if not _may_be_of(form.draft, scan):
        form = Form()
    for field, value in scan.answers.items():
        form = form.asking(field).answered(value)
    await turn.sent.take_back(turn.owner, (Do(what=Action.TAKE_SCAN).pack(),))  # what else was read is over
    return await form_flow.proceed(turn, form)


def _may_be_of(draft: CardDraft, read: CardDraft) -> bool:
    """Tell whether the form may be about the person on the polis; whose it is not, his SNILS must not stay.

    A surname changes and a polis is issued anew; the given name and the birth date remain.
    """
    name, born = draft.get(fields.GIVEN_NAME), draft.get(fields.BIRTH_DATE)
    return (name is None or same_name(name.text, read[fields.GIVEN_NAME].text)) and (
        born is None or born == read[fields.BIRTH_DATE]
    )


ACTIONS: Actions = {Action.TAKE_SCAN: once(take_scan, "already.answered")}
