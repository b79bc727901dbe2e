"""The ЕЦП's adapter and the stand-in that it talks to."""

import pytest

from tests.registry.kinds import opened


@pytest.fixture
async def house(disturbance):
    async with opened("ecp", between=disturbance.between) as house:
        yield house
