"""Asking about many: who is away, or too slow, costs the others nothing."""

import asyncio

from registry.asking import IN_A_ROW, ask_each
from registry.errors import RegistryUnavailable

AWAY, THERE = "away", "there"


async def test_the_rest_of_one_that_is_away_is_not_asked():
    """Each would cost a call's whole time; another's are asked all."""
    asked = []

    async def ask(name):
        asked.append(name)
        if name[0] == AWAY:
            raise RegistryUnavailable("no answer")
        return name

    names = [(whose, number) for number in range(IN_A_ROW + 2) for whose in (AWAY, THERE)]
    answers = await ask_each(names, ask, at_once=1, of=lambda name: name[0])
    assert [whose for whose, _ in asked].count(AWAY) == IN_A_ROW
    assert set(answers.told) == {name for name in names if name[0] == THERE}
    assert set(answers.silent) == set(names) - set(answers.told)


async def test_who_is_too_slow_hides_no_other():
    """Whoever looks waits no longer; the slow one is asked about another time."""

    async def ask(name):
        if name == AWAY:
            await asyncio.Event().wait()
        return name

    answers = await ask_each([AWAY, THERE], ask, at_once=2, within=0.01)
    assert set(answers.told) == {THERE}
    assert set(answers.silent) == {AWAY}
