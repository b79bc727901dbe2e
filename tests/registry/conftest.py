"""An adapter of each kind before its stand-in, which may be disturbed."""

import pytest

from tests.registry.kinds import Disturbance, opened


@pytest.fixture
def disturbance():
    return Disturbance()


@pytest.fixture
async def house(kind, disturbance):
    async with opened(kind, between=disturbance.between) as house:
        yield house


@pytest.fixture
def visits(house):
    return house.registry.visits
