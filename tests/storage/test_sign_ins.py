"""The sign-ins: every token works once, for the right browser and the right person, and not for long."""

import asyncio

import pytest

from patient import fields
from patient.account import Account
from patient.card import CardDraft, OwnerId
from patient.name import Surname
from patient.sign_in import ImportedPeople, Whose
from storage.sign_ins import ATTEMPTS_AN_HOUR, Failure, SignIns

OWNER = OwnerId(1)
ANNA, BORIS = Account("Анна", None), Account("Борис", "boris")
PEOPLE = ImportedPeople(CardDraft().answered(fields.SURNAME, Surname("Канарейкина")), ())


@pytest.fixture
def sign_in(database):
    """Call one method of the table in a transaction of its own."""

    def call(name, *values):
        return database.write(lambda tx: getattr(SignIns(tx), name)(*values))

    return call


async def until_ticket(sign_in):
    token = await sign_in("offer", OWNER, Whose.SELF, ANNA)
    await sign_in("begin", token, "cookie", "state")
    attempt = await sign_in("come_back", "cookie", "state")
    assert await sign_in("save", attempt, "1000", PEOPLE)
    return (await sign_in("carried", "cookie")).ticket


async def test_the_whole_way_hands_the_people_over(sign_in):
    """Offer, begin, come back, keep, redeem."""
    ticket = await until_ticket(sign_in)
    assert await sign_in("redeemed", OWNER) is None
    attempt = await sign_in("redeem", ticket)
    assert attempt.owner == OWNER
    assert attempt.people == PEOPLE
    assert (await sign_in("redeemed", OWNER)).people == PEOPLE
    assert await sign_in("redeemed", OwnerId(2)) is None


async def test_looking_has_no_effect(sign_in):
    """A preview may look as often as it likes."""
    token = await sign_in("offer", OWNER, Whose.SELF, ANNA)
    for _ in range(3):
        assert (await sign_in("offered", token)).account == ANNA
    assert await sign_in("begin", token, "c", "s")
    assert await sign_in("offered", token) is None


@pytest.mark.parametrize("step", ["begin", "come_back", "redeem"])
async def test_of_twenty_at_once_one_wins(sign_in, step):
    """A start token, a state and a ticket are spent by one of many."""
    token = await sign_in("offer", OWNER, Whose.SELF, ANNA)
    calls = {"begin": lambda n: sign_in("begin", token, f"c{n}", f"s{n}")}
    if step != "begin":
        await sign_in("begin", token, "cookie", "state")
        calls["come_back"] = lambda _: sign_in("come_back", "cookie", "state")
    if step == "redeem":
        attempt = await sign_in("come_back", "cookie", "state")
        await sign_in("save", attempt, "1000", PEOPLE)
        ticket = (await sign_in("carried", "cookie")).ticket
        calls["redeem"] = lambda _: sign_in("redeem", ticket)
    won = await asyncio.gather(*(calls[step](number) for number in range(20)))
    assert sum(one is not None for one in won) == 1


async def test_state_and_cookie_belong_together(sign_in):
    """The state of one attempt with the cookie of another opens nothing."""
    first = await sign_in("offer", OWNER, Whose.SELF, ANNA)
    second = await sign_in("offer", OwnerId(2), Whose.SELF, BORIS)
    await sign_in("begin", first, "c1", "s1")
    await sign_in("begin", second, "c2", "s2")
    assert await sign_in("come_back", "c2", "s1") is None
    assert await sign_in("come_back", "", "s1") is None
    assert await sign_in("come_back", "c1", "s1")


async def test_a_state_that_another_browser_brings_is_exposed(sign_in):
    """Known, with another cookie or none; a state that nobody has, or its own cookie, exposes nothing."""
    token = await sign_in("offer", OWNER, Whose.SELF, ANNA)
    await sign_in("begin", token, "cookie", "state")
    for cookie, state in (("cookie", "state"), ("other", "guessed"), ("", ""), ("cookie", "")):
        assert await sign_in("exposed", cookie, state) is None
    for cookie in ("other", ""):
        assert (await sign_in("exposed", cookie, "state")).owner == OWNER
    await sign_in("come_back", "cookie", "state")
    assert await sign_in("exposed", "other", "state") is None


async def test_why_it_failed_is_kept_for_its_browser(sign_in):
    """Neither data nor a ticket can come of it any more."""
    token = await sign_in("offer", OWNER, Whose.SELF, ANNA)
    await sign_in("begin", token, "cookie", "state")
    attempt = await sign_in("come_back", "cookie", "state")
    await sign_in("fail", attempt, Failure("esia.failed", "http_500"))
    assert (await sign_in("carried", "cookie")).failure == Failure("esia.failed", "http_500")
    assert await sign_in("carried", "other") is None
    assert not await sign_in("save", attempt, "1000", PEOPLE)
    assert await sign_in("come_back", "cookie", "state") is None


async def test_a_new_attempt_ends_the_old_one(sign_in):
    """One attempt a person at a time, and a few an hour."""
    tokens = [await sign_in("offer", OWNER, Whose.SELF, ANNA) for _ in range(ATTEMPTS_AN_HOUR)]
    assert await sign_in("offered", tokens[0]) is None
    assert await sign_in("offered", tokens[-1])
    assert await sign_in("offer", OWNER, Whose.SELF, ANNA) is None


@pytest.mark.parametrize("seconds", [601, 301])
async def test_attempts_and_tickets_expire(database, sign_in, seconds):
    """Ten minutes to sign in, five to come back, by the database's clock."""
    token = await sign_in("offer", OWNER, Whose.SELF, ANNA)
    ticket = await until_ticket(sign_in) if seconds == 301 else None
    age = f"UPDATE sign_in SET expires_at = expires_at - {seconds}"
    await database.write(lambda tx: tx.execute(age))
    if ticket:
        assert await sign_in("redeem", ticket) is None
    else:
        assert await sign_in("offered", token) is None
        assert await sign_in("begin", token, "c", "s") is None


async def test_what_expired_is_wiped_and_then_deleted(database, sign_in):
    """The data go at once, the count of attempts after an hour."""
    await until_ticket(sign_in)
    await database.write(lambda tx: tx.execute("UPDATE sign_in SET expires_at = 1"))
    assert await sign_in("retire") == 0
    ((sealed,),) = await database.write(lambda tx: tx.rows("SELECT sealed FROM sign_in"))
    assert sealed == b""
    await database.write(lambda tx: tx.execute("UPDATE sign_in SET created_at = 1"))
    assert await sign_in("retire") == 1


async def test_no_token_stands_in_the_file(all_bytes, sign_in):
    """Start tokens, cookies and states are kept as hashes only; the ticket is sealed."""
    token = await sign_in("offer", OWNER, Whose.SELF, ANNA)
    await sign_in("begin", token, "cookie-cookie", "state-state")
    content = await all_bytes()
    assert b"begun" in content
    assert not any(text.encode() in content for text in (token, "cookie-cookie", "state-state"))
