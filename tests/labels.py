"""How wide a button's label is on a phone: in Roboto of 15 px, as Android's Telegram writes it."""

from functools import cache

from PIL import ImageFont

FONT = "/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf"
PIXELS = 15
FINE = 100  # a phone rounds no letter to whole pixels
ROW = 300
EMOJI = 20
FIRST_SYMBOL = "\N{LEFTWARDS ARROW}"
UNSEEN = "\N{VARIATION SELECTOR-16}\N{ZERO WIDTH JOINER}"
# the contract's own words: what a phone leaves of them says enough
ALLOWED = frozenset({"Как получить подтверждённую учётную запись"})


@cache
def font():
    """Read the font, which tools/needs.py installs."""
    return ImageFont.truetype(FONT, PIXELS * FINE, layout_engine=ImageFont.Layout.BASIC)


@cache
def measured(label):
    """Return the width of *label* in pixels; an emoji is drawn by another font."""
    letters = "".join(each for each in label if not is_emoji(each) and each not in UNSEEN)
    return font().getlength(letters) / FINE + EMOJI * sum(map(is_emoji, label))


def is_emoji(letter):
    """Tell whether a letter is drawn by the phone's font of emoji; № and the dash are Roboto's."""
    return letter >= FIRST_SYMBOL and letter not in UNSEEN


def cut(markup):
    """Return the labels of an inline keyboard that a phone would cut."""
    return [
        label
        for row in (markup or {}).get("inline_keyboard", [])
        for label in (button["text"] for button in row)
        if measured(label) > ROW / len(row) and label not in ALLOWED
    ]
