"""Haste: who floods waits for himself, and nobody else does."""

import asyncio
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.bot_api import BotApi
from bot.haste import FULL, GAP, HASTY, NOTICES, REFILL, REMEMBERED, Haste, Hearing
from bot.incoming.trimming import DEEPEST, LONGEST_LIST, LONGEST_TEXT, trimmed
from bot.outgoing import Sender
from bot.process import conversation
from storage.outbox import Outbox, Outgoing
from tests.bot.test_sender_survives import OddTelegram, start_of
from tests.servers import serving

FLOODER = 1001


class Clock:
    """A clock that a test moves."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def haste(clock):
    return Haste(clock)


def test_who_waits_for_his_answer_is_never_hasty(haste):
    """Thousands of steps in no time, each after the answer to the last."""
    for _ in range(5000):
        assert haste.hear(FLOODER) is Hearing.READ
        with haste.answering(FLOODER):
            pass
    assert not haste.pause(FLOODER)


def test_replicas_share_what_flows(clock):
    """A flood that is spread over two of them gets their buckets, and then what one would read."""
    both = [Haste(clock) for _ in range(2)]
    for each in both:
        each.replicas = lambda: 2
        each.owe(FLOODER)
    heard = []
    for number in range(2000):
        heard.append(both[number % 2].hear(FLOODER))
        clock.now += 0.05
    assert heard.count(Hearing.READ) <= 2 * FULL + 100 * REFILL + 2
    both[0].note_call(FLOODER)
    assert both[0].pause(FLOODER) == pytest.approx(2 * GAP)


def test_a_bucketful_is_read_and_the_rest_is_told_of_three_times(haste, clock):
    """Ten seconds of 200 a second; afterwards the person is heard again as before."""
    haste.owe(FLOODER)
    heard = []
    for _ in range(2000):
        heard.append(haste.hear(FLOODER))
        clock.now += 0.005
    assert FULL <= heard.count(Hearing.READ) <= FULL + 10 * REFILL + 1
    assert heard.count(Hearing.TOLD) <= NOTICES
    assert heard[0] is Hearing.READ
    assert Hearing.TOLD in heard[: int(FULL) + 2]
    haste.pay(FLOODER)
    assert haste.hear(FLOODER) is Hearing.READ
    clock.now += FULL / REFILL
    haste.owe(FLOODER)
    assert [haste.hear(FLOODER) for _ in range(int(FULL) + 1)] == [Hearing.READ] * int(FULL) + [Hearing.TOLD]


def test_a_hasty_person_is_called_once_a_second(haste, clock):
    """As soon as a third thing was said into a pending answer; others are called at once."""
    haste.owe(FLOODER)
    while not haste.pause(FLOODER):
        haste.hear(FLOODER)
        haste.note_call(FLOODER)
    assert haste._person(FLOODER).bucket >= HASTY - 1
    assert haste.pause(FLOODER) == pytest.approx(GAP)
    clock.now += GAP
    assert not haste.pause(FLOODER)
    assert not haste.pause(2002)


def test_who_was_answered_slowly_rests_from_the_answer_on(haste, clock):
    """The call may have arrived just before: a push within that second would be refused."""
    haste.note_call(FLOODER)
    clock.now += 2 * GAP
    haste.note_answer(FLOODER)
    clock.now += GAP / 2
    assert not haste.is_rested(FLOODER)
    clock.now += GAP
    assert haste.is_rested(FLOODER)


def test_who_is_quiet_is_forgotten(haste, clock):
    """Nobody's id stays in memory for good."""
    for number in range(1, REMEMBERED + 1):
        haste.hear(number)
    clock.now += 60
    haste.hear(-1)
    assert list(haste._people) == [-1]


async def test_people_are_heard_in_turn(updates, database):
    """Three hundred of one person first, then one of each of twenty: nobody waits for the three hundred.

    The order of what is committed tells, not the time.
    """
    order, numbers = [], count(1)
    database.subscribe(Outgoing, lambda outgoing: order.append(outgoing.chat))
    said = [FLOODER] * 300 + list(range(2001, 2021))
    await asyncio.gather(
        *(updates.take({"update_id": next(numbers), "message": start_of(who)}) for who in said)
    )
    others = [place for place, who in enumerate(order) if who != FLOODER]
    assert len(others) == 20
    assert others[-1] <= 24
    ((taken,),) = await database.write(lambda tx: tx.rows("SELECT count(*) FROM inbox"))
    assert taken == len(said)


async def test_what_one_person_says_keeps_its_order(updates, database):
    """Within the bucket nothing is lost or overtaken."""
    answers = []
    database.subscribe(Outgoing, lambda outgoing: answers.append(outgoing.call.parameters.get("text", "")))
    said = ["/start", "/add", "Тестова", "Анна", "Петровна"]
    await asyncio.gather(
        *(
            updates.take({"update_id": number, "message": start_of(FLOODER, text)})
            for number, text in enumerate(said, 1)
        )
    )
    texts = [text for text in answers if text]
    assert len(texts) == len(said)
    assert "отчеств" in texts[3].lower()


async def test_a_flood_is_told_of_and_gets_one_call_a_second(settings, database):
    """Two hundred at once: some answers, at most three notices, every update acknowledged once."""
    telegram, haste = OddTelegram(), Haste(lambda: 0.0)  # all at the same moment, however long it takes
    async with serving(telegram.app()) as base:
        api = BotApi("1:test", base)
        sender = Sender(database, api, haste)
        await sender.start()
        updates = conversation(settings, database, haste=haste)
        raws = [{"update_id": number, "message": start_of(FLOODER)} for number in range(1, 201)]
        await asyncio.gather(*(updates.take(raw) for raw in raws))
        await asyncio.gather(*(updates.take(raw) for raw in raws))  # Telegram repeats all of it
        waiting = await database.write(lambda tx: Outbox(tx).left_over())
        sent = len(telegram.calls)
        await sender.drain(0)
        await api.close()
    said = [outgoing.call.parameters["text"] for outgoing in waiting]
    assert sent <= 5
    assert len(said) + sent <= FULL + NOTICES + 2
    assert any("Слишком быстро" in text for text in said)
    ((taken,),) = await database.write(lambda tx: tx.rows("SELECT count(*) FROM inbox"))
    assert taken == 200


async def test_who_blocks_the_bot_is_noted_in_any_haste(updates, database):
    """A change of membership is no speech."""
    raw = {"my_chat_member": {"chat": {"id": FLOODER, "type": "private"}, "from": {"id": FLOODER}}}
    updates._haste.owe(FLOODER)
    for _ in range(50):
        updates._haste.hear(FLOODER)
    await updates.take({"update_id": 1} | raw)
    ((dead,),) = await database.write(lambda tx: tx.rows("SELECT count(*) FROM dead_update"))
    assert dead == 1  # it was read, though this one could not be understood


TYPED = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(TYPED, max_size=20),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text(TYPED, max_size=5), inner, max_size=5)
    ),
    max_leaves=30,
)


@given(JSON)
def test_what_telegram_sends_is_not_trimmed(value):
    """Texts, lists and depths that are possible stay as they are."""
    assert trimmed(value) == value


def test_what_costs_time_is_trimmed():
    """Long texts, thousands of entities, a hundred thousand levels."""
    deep = []
    for _ in range(100_000):
        deep = [deep]
    raw = {"text": "а" * 10**6, "entities": [{"type": "bold"}] * 20_000, "deep": deep}
    short = trimmed(raw)
    assert len(short["text"]) == LONGEST_TEXT
    assert len(short["entities"]) == LONGEST_LIST
    depth, inner = 0, short["deep"]
    while inner:
        depth, inner = depth + 1, inner[0]
    assert depth < DEEPEST


@pytest.mark.parametrize("sender", [{"id": 2**70}, {"id": "x"}, {"id": True}, [], "x"], ids=str)
async def test_no_odd_speaker_gets_through_unread_and_ends_the_polling(updates, database, sender):
    """Whoever an update names, taking it ends well."""
    chat = {"id": FLOODER, "type": "private"}
    updates._haste.owe(FLOODER)
    for number in range(1, 30):
        await updates.take({"update_id": number, "message": {"chat": chat, "from": sender, "text": "a"}})
    ((taken,),) = await database.write(lambda tx: tx.rows("SELECT count(*) FROM inbox"))
    assert taken == 29
