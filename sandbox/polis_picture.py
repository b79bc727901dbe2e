"""A picture of the barcode on an invented person's paper polis, to send to the bot.

«Правила формирования штрих-кода на бумажном носителе», ФФОМС, code type 02: 130 bytes in a Compact PDF417 of
15 rows and 10 columns at error correction level 4. The signature, which nobody can check, is zeros.
"""

from datetime import date
from io import BytesIO

import zxingcpp
from aiohttp import web
from PIL import Image, ImageOps

from sandbox.people import PEOPLE, DemoPerson

LETTERS = " .-‘0123456789АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЬЪЫЭЮЯ"
BAR = 63  # the code of «|», which parts the names
NAME_LETTERS = 68
LETTER_BITS = 6
FIRST_DAY = date(1900, 1, 1)
SEXES = {"male": b"\1", "female": b"\2"}
NO_LAST_DAY, SIGNATURE = bytes(2), bytes(65)
OPTIONS = "columns=10,rows=15,ecLevel=4"
PIXELS_A_MODULE = 4
MARGIN = 60  # pixels of paper around


async def show_polis(request: web.Request) -> web.Response:
    """Answer ``/polis/{key}.png``."""
    found = [person for person in PEOPLE if person.key == request.match_info["key"] and person.polis]
    if not found:
        raise web.HTTPNotFound
    return web.Response(body=polis_picture(found[0]), content_type="image/png")


def polis_picture(person: DemoPerson) -> bytes:
    """Return the barcode as a PNG."""
    barcode = zxingcpp.create_barcode(
        polis_bytes(person), zxingcpp.BarcodeFormat.CompactPDF417, options=OPTIONS
    )
    drawn = Image.fromarray(zxingcpp.write_barcode_to_image(barcode, scale=PIXELS_A_MODULE))
    written = BytesIO()
    ImageOps.expand(drawn, MARGIN, fill=255).save(written, "PNG")
    return written.getvalue()


def polis_bytes(person: DemoPerson) -> bytes:
    """Return the 130 bytes of the barcode."""
    born = (date.fromisoformat(person.birth_date) - FIRST_DAY).days.to_bytes(2, "big")
    number = int(person.polis or 0).to_bytes(8, "big")
    return b"\2" + number + _packed(person) + SEXES[person.sex] + born + NO_LAST_DAY + SIGNATURE


def _packed(person: DemoPerson) -> bytes:
    """Pack the names, in capitals, six bits a letter."""
    parts = (person.surname, person.given_name, person.patronymic or "")
    text = "|".join(parts).upper().ljust(NAME_LETTERS)
    bits = 0
    for letter in text:
        bits = bits << LETTER_BITS | (BAR if letter == "|" else LETTERS.index(letter))
    return bits.to_bytes(NAME_LETTERS * LETTER_BITS // 8, "big")
