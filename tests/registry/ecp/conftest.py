"""The ЕЦП's adapter and the stand-in that it talks to."""

import pytest

from tests.registry.kinds import Disturbance, opened


@pytest.fixture
def disturbance():
    return Disturbance()


@pytest.fixture
async def house(disturbance):
    async with opened("ecp", between=disturbance.between) as house:
        yield house


@pytest.fixture
def visits(house):
    return house.registry.visits
