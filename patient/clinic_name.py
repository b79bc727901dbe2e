"""A clinic's name as people say it, and ever shorter where there is little room."""

import re
from collections.abc import Iterator

# what stands before the name itself: «Государственное учреждение здравоохранения», ГУЗ, ОГБУЗ УО, ФГБУ, ООО
LEGAL_FORM = re.compile(
    r"(?:(?:[а-яё]+ ){1,4}?учреждение(?: здравоохранения)?|[гофмчрк]*(?:бу|ау|ку|у)з?|[ноз]?ао|ооо|ано)"
    r"(?: [а-яё]{2}(?= [«\"“]))? (?=\W*\w)",
    re.IGNORECASE,
)
NAMESAKE = re.compile(r"(№ ?\d+) (?:им\.|имени) ?\S.*")  # who has a number needs no famous name
REMARK = re.compile(r" *\([^()]*\)$")
QUOTED = re.compile(r"[«\"“](.*)[»\"”]")
# «городская», «Ульяновская»: of a town more letters are kept; what remains ends before a vowel
ADJECTIVE = re.compile(
    r"\b(?:([А-ЯЁ][а-яё]{3,}?[б-джзк-нп-тф-щ])|([а-яё]{2,}?[б-джзк-нп-тф-щ]))(?=[аеёиоуыэюя])"
    r"[а-яё]*(?:ая|ое|ой|ого|ый|ий)(?= )"
)


def wordings(name: str) -> Iterator[str]:
    """Give the name as it is, as people say it, and with ever more left out."""
    yield name
    words = said(name)
    yield words
    words = NAMESAKE.sub(r"\1", words)
    yield words
    while words != (shorter := ADJECTIVE.sub(r"\1\2.", words, count=1)):
        words = shorter
        yield words


def said(name: str) -> str:
    """Return the name without its legal form, its quotation marks and the remark behind it."""
    words = REMARK.sub("", name)
    form = LEGAL_FORM.match(words)
    words = words[form.end() :] if form else words
    quoted = QUOTED.fullmatch(words)
    return (quoted[1] if quoted else words).strip() or name
