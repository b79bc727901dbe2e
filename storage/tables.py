"""All tables by what must be done with them: checks, resealing, erasure and retention go by these lists."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from storage.announcements import ANNOUNCED, ANNOUNCEMENT
from storage.audit import AUDIT_HEAD
from storage.bookings import BOOKING
from storage.cards import CARD, CARD_MARK
from storage.closed_persons import CLOSED
from storage.consents import CONSENT, CONSENTING
from storage.dialogues import DIALOGUE
from storage.errands import ERRAND
from storage.full_age import FROZEN, PERSON
from storage.inbox import DEAD_UPDATE
from storage.index_keys import INDEX_KEY
from storage.marked import Marked
from storage.messages import MESSAGE
from storage.notices import NOTICE
from storage.outbox import OUTBOX
from storage.own_visits import ACCOUNT, APPOINTMENT, BOOKED, OWN_VISIT
from storage.sealed import Sealed
from storage.searches import SEARCH
from storage.sent import LIFE, SENT, SENT_MESSAGE
from storage.shares import INVITED, OFFER, SHARE, SHARED_WITH
from storage.sign_ins import ATTEMPT, SIGNED_IN, SIGNED_IN_FOR, SUBJECT
from storage.support import QUESTION
from storage.visits import VISIT, VISIT_KEY
from storage.watches import WATCH

DAY, YEAR = timedelta(days=1), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Term:
    """The rows of *table* go once *column*, a time in Unix seconds, is longer ago than *life*."""

    kind: str
    table: str
    column: str
    life: timedelta
    key: str = "rowid"


KEY_CANARY = Sealed[Any]("key_canary", "id, 0, sealed")
SEALED: tuple[Sealed[Any], ...] = (
    CARD,
    SEARCH,
    ATTEMPT,
    SIGNED_IN,
    DIALOGUE,
    OFFER,
    SHARE,
    NOTICE,
    ERRAND,
    BOOKING,
    VISIT,
    OWN_VISIT,
    WATCH,
    MESSAGE,
    ANNOUNCEMENT,
    QUESTION,
    SENT_MESSAGE,
    OUTBOX,
    DEAD_UPDATE,
    CONSENT,
    AUDIT_HEAD,
    INDEX_KEY,
    KEY_CANARY,  # the last: while another key seals it, a rotation is under way
)
MARKED: tuple[Marked, ...] = (
    CARD_MARK,
    VISIT_KEY,
    BOOKED,
    ACCOUNT,
    APPOINTMENT,
    SENT,
    ANNOUNCED,
    CONSENTING,
    INVITED,
    SHARED_WITH,
    PERSON,
    FROZEN,
    SUBJECT,
    SIGNED_IN_FOR,
    CLOSED,
)
OWNED = (
    *((table.table, table.owner) for table in SEALED if table.owner and not table.outlives_owner),
    ("card_mark", "owner"),
    ("notice_choices", "owner"),
    ("photo", "owner"),
    ("visits_look", "owner"),
)
"""Where people's Telegram ids stand, but for the tables in which is what they wished for as they left."""

TOLD_OF_CARDS = tuple(table.table for table in SEALED if table.tells_of_card)
"""What somebody was told and wished about a card."""
TERMS = (
    Term("seen updates", "inbox", "received_at", 2 * DAY),  # Telegram repeats an update for a day at most
    Term("dead updates", "dead_update", "received_at", 7 * DAY),
    Term("notices", "notice", "at", YEAR),
    Term("bookings", "booking", "updated_at", 7 * DAY),  # which the registry's visit outlives
    Term("closed persons", "closed_person", "at", 5 * YEAR, key="mark"),
    Term("counted visits", "own_visit", "until", 0 * DAY),
    Term("watches", "watch", "until", 0 * DAY),
    Term("invitations", "share_offer", "expires_at", 0 * DAY),
    Term("messages", "message", "at", 2 * YEAR),
    Term("announcements", "announcement", "created_at", 2 * YEAR),
    Term("questions to support", "support_question", "asked_at", YEAR),
    Term("sent messages", "sent_message", "at", LIFE),
    Term("counted photographs", "photo", "at", DAY),
)
