"""The config of the conversation: what is the same for every person and every turn."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from patient.attachment import Pace
from patient.limits import Limits


@dataclass(slots=True)
class ChatAddress:
    """Where the chat is: ``url`` is ``https://t.me/<bot>``, none until Telegram has told the bot's name."""

    url: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """Made once at the start from the settings.

    ``bot`` is the bot's own id. ``pace`` is how the registry is asked for attachments, ``watch_every`` how
    often for watched free times. ``operator_name`` and ``operator_address`` stand in the consent text,
    ``support_contact`` and the product's ``version`` in help. ``support_chat`` is the group to which
    questions to support go, none without one. ``sign_in_url`` is what a start token is appended to, none
    while the sign-in is not set up; at ``sign_out_url`` whoever signed in on another's phone ends that.
    """

    bot: int
    zone: ZoneInfo
    pace: Pace
    watch_every: timedelta
    operator_name: str
    operator_address: str
    support_contact: str
    version: str
    sign_in_url: str | None = None
    sign_out_url: str | None = None
    chat: ChatAddress = field(default_factory=ChatAddress)
    support_chat: int | None = None
    limits: Limits = field(default_factory=Limits)

    def day(self, moment: datetime) -> date:
        """Return the day of *moment* in the region's time zone."""
        return moment.astimezone(self.zone).date()
