"""The sign-ins: each an attempt that goes through its stages once, with one-time tokens kept as hashes.

``offered`` (the link is in the chat) → ``begun`` (the person said yes in the browser) → ``returned`` (ESIA
sent the browser back) → ``waiting`` (the data lie ready for the ticket) → ``redeemed`` (the ticket came from
the right Telegram user); or ``failed`` (the browser is told why). Every step is one UPDATE that names the
stage before, so of many at once one wins.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from patient.account import Account
from patient.card import OwnerId
from patient.sign_in import ImportedPeople, Whose
from storage.marked import Marked
from storage.repository import NOBODY, Repository
from storage.sealed import Sealed
from storage.tokens import hashed, new_token
from storage.written import read, written

ATTEMPT_LIFE = timedelta(minutes=10)
TICKET_LIFE = timedelta(minutes=5)
PEOPLE_LIFE = timedelta(minutes=30)
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)
ATTEMPTS_AN_HOUR = 6
OID = "oid"
SUBJECT, SIGNED_IN_FOR = Marked("signed_in", "mark"), Marked("signed_in", "owner")

WIPED = "stage = 'over', token = NULL, cookie = NULL, state = NULL, sealed = ?"


class Stage(StrEnum):
    """How far an attempt has come, as far as its browser may be told."""

    OFFERED = "offered"
    BEGUN = "begun"
    RETURNED = "returned"
    WAITING = "waiting"
    REDEEMED = "redeemed"
    REFUSED = "refused"
    FAILED = "failed"


UNDER_WAY = (Stage.OFFERED, Stage.BEGUN, Stage.RETURNED, Stage.WAITING)


@dataclass(frozen=True, slots=True)
class Failure:
    """What the browser is told: the key of a sentence, and ESIA's code or ours."""

    key: str
    code: str


@dataclass(frozen=True, slots=True, repr=False)
class Attempt:
    """A sign-in under way; *content* is what its stage keeps sealed."""

    id: str
    owner: OwnerId
    wish: Whose
    stage: Stage
    content: Any

    @property
    def account(self) -> Account:
        """The Telegram account that began, in the stage ``offered``."""
        return read(Account, self.content["account"])

    @property
    def card(self) -> str:
        """The card that is to be confirmed, empty where it was none."""
        return str(self.content.get("card", ""))

    @property
    def is_trust(self) -> bool:
        """Whether the person on that card is to let the account keep it."""
        return bool(self.content.get("trust"))

    @property
    def purpose(self) -> dict[str, Any]:
        """What stays of the content from stage to stage."""
        return {"card": self.card, "trust": self.is_trust}

    @property
    def failure(self) -> Failure:
        """Why it came to nothing, in the stage ``failed``."""
        return read(Failure, self.content["failure"])

    @property
    def ticket(self) -> str:
        """What ``/start`` takes, in the stage ``waiting``."""
        return str(self.content["ticket"])

    @property
    def people(self) -> ImportedPeople:
        """The people that were brought, from the stage ``waiting`` on."""
        return read(ImportedPeople, self.content["people"])


class SignIns(Repository):
    """Attempts live by the database's clock: ten minutes to sign in, five to hand the ticket over."""

    async def offer(
        self, owner: OwnerId, wish: Whose, account: Account, card: str = "", *, is_trust: bool = False
    ) -> str | None:
        """Begin an attempt in place of an earlier one and return its start token; None when too many.

        *account* is what the page names, *card* the one that is to be confirmed; *is_trust* tells that the
        person on it shall sign in and let the account keep it.
        """
        since = self._transaction.ago(HOUR)
        recent = await self._transaction.count("sign_in", "WHERE owner = ? AND created_at > ?", owner, since)
        if recent >= ATTEMPTS_AN_HOUR:
            return None
        await self._wipe("owner = ?", owner)
        identifier, token = secrets.token_urlsafe(16), new_token()
        await self._transaction.add(
            ATTEMPT,
            owner,
            {"account": written(account), "card": card, "trust": is_trust},
            key=identifier,
            wish=wish.value,
            stage=Stage.OFFERED.value,
            token=hashed(token),
            created_at=self._transaction.clock,
            expires_at=self._transaction.after(ATTEMPT_LIFE),
        )
        return token

    async def offered(self, token: str) -> Attempt | None:
        """Return the attempt that *token* starts, without any effect."""
        return await self._one("token = ? AND stage = 'offered'", hashed(token))

    async def begin(self, token: str, cookie: str, state: str) -> Attempt | None:
        """Spend the start token; from now on only this cookie with this state goes on."""
        return await self._step(
            "SET stage = 'begun', token = NULL, cookie = ?, state = ?",
            "token = ? AND stage = 'offered'",
            hashed(cookie),
            hashed(state),
            hashed(token),
        )

    async def refuse(self, token: str) -> Attempt | None:
        """End the attempt: the person says that the link was not his."""
        return await self._step(
            "SET stage = 'refused', token = NULL", "token = ? AND stage = 'offered'", hashed(token)
        )

    async def come_back(self, cookie: str, state: str) -> Attempt | None:
        """Spend the state that ESIA brought back, if the cookie is of the same attempt."""
        return await self._step(
            "SET stage = 'returned', state = NULL",
            "cookie = ? AND state = ? AND stage = 'begun'",
            hashed(cookie),
            hashed(state),
        )

    async def exposed(self, cookie: str, state: str) -> Attempt | None:
        """Return the attempt whose state came back through another browser than the one that began.

        A state is 122 random bits: who has it was given it, so nobody finds a stranger's attempt by it.
        """
        return await self._one("state = ? AND cookie <> ? AND stage = 'begun'", hashed(state), hashed(cookie))

    async def fail(self, attempt: Attempt, failure: Failure) -> bool:
        """Keep why the attempt came to nothing, for its browser; False when it was replaced meanwhile."""
        is_failed = await self._transaction.execute(
            "UPDATE sign_in SET stage = 'failed', state = NULL, sealed = ?"
            " WHERE id = ? AND stage IN ('begun', 'returned')",
            self._sealed(attempt, attempt.purpose | {"failure": written(failure)}),
            attempt.id,
        )
        return bool(is_failed)

    async def save(self, attempt: Attempt, oid: str, people: ImportedPeople) -> bool:
        """Lay the people ready for the ticket; False when the attempt was replaced meanwhile.

        Of *oid*, ESIA's number of who signed in, only the core of a mark is kept.
        """
        ticket = new_token()
        mark = self._transaction.vault.marks.core(NOBODY, OID, oid).hex()
        content = attempt.purpose | {"people": written(people), "ticket": ticket, "mark": mark}
        kept = await self._step(
            "SET stage = 'waiting', token = ?, sealed = ?, expires_at = ?",
            "id = ? AND stage = 'returned'",
            hashed(ticket),
            self._sealed(attempt, content),
            self._transaction.after(TICKET_LIFE),
            attempt.id,
        )
        return kept is not None

    async def carried(self, cookie: str) -> Attempt | None:
        """Return the attempt of the browser with *cookie*, whatever its stage."""
        return await self._one("cookie = ?", hashed(cookie))

    async def redeem(self, ticket: str) -> Attempt | None:
        """Spend the ticket; whose it is the caller must compare."""
        return await self._step(
            "SET stage = 'redeemed', token = NULL, cookie = NULL, expires_at = ?",
            "token = ? AND stage = 'waiting'",
            self._transaction.after(PEOPLE_LIFE),
            hashed(ticket),
        )

    async def other_accounts(self, attempt: Attempt) -> list[OwnerId]:
        """Note that this person signed in for this owner; return for whom else the person did."""
        core, owner = bytes.fromhex(attempt.content["mark"]), await self._known(attempt.owner)
        mark = await self._transaction.mark_of(SUBJECT, core)
        await self._transaction.execute(
            "INSERT INTO signed_in (mark, owner, sealed, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (mark, owner) DO UPDATE SET at = excluded.at",
            mark,
            owner,
            self._transaction.vault.seal(attempt.owner, SIGNED_IN.binding("", 0)),
            self._transaction.clock,
        )
        return await self._transaction.all(SIGNED_IN, "WHERE mark = ? AND owner <> ?", mark, owner)

    async def redeemed(self, owner: OwnerId) -> Attempt | None:
        """Return the people whom the owner may still add to his cards."""
        attempt = await self._redeemed(owner)
        return None if attempt is None or attempt.is_trust else attempt

    async def trusting(self, owner: OwnerId, card: str) -> Attempt | None:
        """Return who has signed in to let the owner keep *card*: that one adds nobody to the cards."""
        attempt = await self._redeemed(owner)
        return attempt if attempt and attempt.is_trust and attempt.card == card else None

    async def entrust(self, attempt: Attempt, card: str) -> Attempt | None:
        """Let who has signed in do nothing else than let the owner keep *card*."""
        sealed = self._sealed(attempt, attempt.content | {"card": card, "trust": True})
        return await self._step("SET sealed = ?", "id = ? AND stage = 'redeemed'", sealed, attempt.id)

    async def _redeemed(self, owner: OwnerId) -> Attempt | None:
        return await self._one("owner = ? AND stage = 'redeemed'", owner)

    async def drop(self, attempt: Attempt) -> None:
        """Wipe what the attempt brought; that there was one is remembered for an hour."""
        await self._wipe("id = ?", attempt.id)

    async def out_of_time(self, most: int) -> list[Attempt]:
        """Return up to *most* attempts whose time ran out before they came to an end."""
        stages = ", ".join(f"'{stage.value}'" for stage in UNDER_WAY)
        return await self._transaction.all(
            ATTEMPT, f"WHERE expires_at <= ? AND stage IN ({stages}) LIMIT ?", self._transaction.clock, most
        )

    async def forget(self, owner: OwnerId) -> None:
        """Forget that *owner* ever signed in."""
        await self._transaction.execute("DELETE FROM sign_in WHERE owner = ?", owner)
        await self._transaction.execute("DELETE FROM signed_in WHERE owner = ?", await self._known(owner))

    async def retire(self) -> int:
        """Delete what has expired, once it no longer counts as an attempt of the last hour."""
        clock = self._transaction.clock
        await self._wipe("expires_at <= ?", clock)
        await self._transaction.execute("DELETE FROM signed_in WHERE at <= ?", self._transaction.ago(YEAR))
        return await self._transaction.execute(
            "DELETE FROM sign_in WHERE expires_at <= ? AND created_at <= ?",
            clock,
            self._transaction.ago(HOUR),
        )

    async def _wipe(self, condition: str, value: Any) -> None:
        await self._transaction.execute(
            f"UPDATE sign_in SET {WIPED} WHERE {condition} AND stage <> 'over'",
            b"",
            value,
        )

    async def _one(self, condition: str, *values: Any) -> Attempt | None:
        return await self._transaction.one(
            ATTEMPT, f"WHERE {condition} AND expires_at > ?", *values, self._transaction.clock
        )

    async def _step(self, change: str, condition: str, *values: Any) -> Attempt | None:
        statement = f"{change} WHERE {condition} AND expires_at > ?"
        changed = await self._transaction.take(ATTEMPT, statement, *values, self._transaction.clock)
        return next(iter(changed), None)

    def _sealed(self, attempt: Attempt, content: Any) -> bytes:
        return self._transaction.vault.seal(content, ATTEMPT.binding(attempt.id, attempt.owner))

    async def _known(self, owner: OwnerId) -> bytes:
        return await self._transaction.mark(SIGNED_IN_FOR, owner, "signed in")


def _attempt(identifier: str, owner: int, content: Any, wish: str, stage: str) -> Attempt:
    return Attempt(identifier, OwnerId(owner), Whose(wish), Stage(stage), content)


def _owner(_row: int, _owner: int, content: Any) -> OwnerId:
    return OwnerId(int(content))


ATTEMPT = Sealed("sign_in", "id, owner, sealed, wish, stage", _attempt)
SIGNED_IN = Sealed("signed_in", "id, 0, sealed", _owner, sealed_before_its_key=True)
