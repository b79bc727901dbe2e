"""The demo's picture of a polis: the bot's own reader reads it."""

from datetime import date

import pytest

from barcode.layout import read_polis
from barcode.reader import PolisReader
from sandbox.people import PEOPLE
from sandbox.polis_picture import polis_bytes, polis_picture
from tests.servers import PATIENCE

TODAY = date(2026, 11, 23)
WITH_NEW_POLIS = [person for person in PEOPLE if len(person.polis or "") == 16]


@pytest.mark.parametrize("person", WITH_NEW_POLIS, ids=lambda person: person.key)
def test_what_is_on_the_paper_is_read(person):
    """Number, names, sex and birth date of everybody with a new polis."""
    paper = read_polis(polis_bytes(person), today=TODAY)
    assert paper.polis.number == person.polis
    assert paper.name.surname.text == person.surname
    assert paper.birth_date.iso == person.birth_date


async def test_the_picture_is_read():
    """As a visitor of the demo sends it."""
    paper = await PolisReader(seconds=PATIENCE).read(polis_picture(PEOPLE[1]), today=TODAY)
    assert paper.name.full == "Примеров Борис Ильич"
