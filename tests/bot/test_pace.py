"""The pace of pushes, by a clock of its own: a call arrives anywhere between its start and its answer."""

from bisect import bisect_left
from heapq import heappop, heappush
from itertools import accumulate
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.outgoing.pace import GLANCE, LIMIT, LONGEST_HOLD, Pace

SECONDS = 10.0
JITTER = 0.02
A_LITTLE = 1e-9  # floats do not add up


class Network:
    """Sends calls through a pace; *way* gives the seconds until one arrives, and from there to its answer."""

    def __init__(self, way):
        self.now = 0.0
        self.pace = Pace(lambda: self.now)
        self.way = way
        self.arrived = []
        self.held = []
        self.under_way = []

    def send(self):
        there, back = self.way(len(self.arrived))
        call = self.pace.call()
        call.__enter__()
        self.arrived.append(self.now + there)
        heappush(self.under_way, (self.now + there + back, len(self.arrived), call))

    def pass_time(self, seconds):
        until = self.now + seconds
        while self.under_way and self.under_way[0][0] <= until:
            self.now, _, call = heappop(self.under_way)
            call.__exit__(None, None, None)
        self.now = until

    def push_all_the_time(self, replies):
        """Push as often as may be, and reply at these moments, or as soon after as may be."""
        waiting = sorted(replies)
        while self.now < SECONDS:
            while waiting and waiting[0] <= self.now and self.may_reply(waiting[0]):
                self.held.append(self.now - waiting.pop(0))
                self.send()
            pause = self.pace.pause_of_push()
            if pause == 0:
                self.pace.note_push()
                self.send()
            self.pass_time(min(pause, GLANCE) or A_LITTLE)

    def may_reply(self, since):
        return self.pace.pause_of_reply() == 0 or self.now >= since + LONGEST_HOLD

    def most_in_a_second(self):
        moments = sorted(self.arrived)
        return max(bisect_left(moments, at + 1 - A_LITTLE) - n for n, at in enumerate(moments))


@settings(max_examples=40, phases=[Phase.generate])  # a smaller example would tell no more
@given(
    there=st.floats(0, 0.2),
    back=st.floats(0, 0.2),
    jitter=st.floats(0, JITTER),
    pauses=st.lists(st.floats(0.05, 1), max_size=40),
    seed=st.integers(),
)
def test_pushes_use_the_limit_and_never_pass_it(there, back, jitter, pauses, seed):
    """However far Telegram is; and no reply waits longer than a moment."""
    chance = Random(seed)
    network = Network(lambda _: (there + chance.uniform(0, jitter), back))
    network.push_all_the_time(accumulate(pauses))
    assert network.most_in_a_second() <= LIMIT
    assert max(network.held, default=0) <= LONGEST_HOLD + GLANCE
    if there + back <= 0.25:
        assert len(network.arrived) / SECONDS >= 0.93 * LIMIT


def test_a_network_that_stumbles_brings_no_more_than_the_limit():
    """The first calls arrive half a second late, the next at once."""
    network = Network(lambda number: (0.5 if number < 25 else 0.0, 0.0))
    network.push_all_the_time([])
    assert network.most_in_a_second() <= LIMIT


def test_a_way_that_is_suddenly_short_brings_a_few_more():
    """Nobody can know that, when answers take what they took before; what is trusted is bounded."""
    network = Network(lambda number: (0.6, 0.0) if number < 60 else (0.0, 0.6))
    network.push_all_the_time([])
    assert network.most_in_a_second() <= LIMIT + 8


def test_replies_of_one_moment_stay_within_the_limit():
    """The pushes make room for them one after the other."""
    network = Network(lambda _: (0.03, 0.03))
    network.push_all_the_time([5.0] * 3)
    assert network.most_in_a_second() <= LIMIT
    assert len(network.held) == 3
    assert max(network.held) < LONGEST_HOLD


def test_replies_wait_for_no_limit_where_nothing_is_pushed():
    """A hundred in one moment: it is people who talk, and each waits for an answer."""
    network = Network(lambda _: (0.01, 0.01))
    for _ in range(100):
        assert network.pace.pause_of_reply() == 0
        network.send()
