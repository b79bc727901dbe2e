"""What patients read has the words that were chosen for it, in every text of both languages."""

import re
from pathlib import Path

import pytest

LOCALES = Path(__file__).parents[2] / "locales"
TEXTS = [path for path in LOCALES.rglob("*") if path.suffix in {".po", ".html"} and path.parent.name != "law"]
NOT_SAID = {
    r"свободн\w* врем": "«свободное время» is leisure: «места», «свободные записи»",
    r"ид[её]м дальше": "«Назад» goes back: it must not sound like going on",
    r"только кнопки": "words are understood, too",
    r"free times?\b": "a free time is leisure: “free visit”, “place”",
    r"принял\(|отказал\w*\(": "nobody is told by a bracket that he may be a woman",
}


@pytest.mark.parametrize("wording", NOT_SAID)
def test_it_is_not_said_so(wording):
    """Each of these was once read by somebody who stumbled over it."""
    found = [path for path in TEXTS if re.search(wording, path.read_text(), re.IGNORECASE)]
    assert not found, NOT_SAID[wording]


def test_there_are_texts():
    """The catalogues and the longer texts of two languages were looked through."""
    assert {path.relative_to(LOCALES).parts[0] for path in TEXTS} >= {"ru", "en"}
    assert len(TEXTS) > 20
