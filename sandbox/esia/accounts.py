"""The demo's accounts: each is an invented person's, and has a story that the stand-in plays."""

from dataclasses import dataclass, replace

from sandbox.people import PEOPLE, DemoPerson
from sandbox.words import Words

PASSWORD = "demo"  # noqa: S105 - the sign-in page tells it
BY_KEY = {person.key: person for person in PEOPLE}
WRONG_SNILS = "73100070722"  # its control number should be 21; ESIA's own test people have such numbers


@dataclass(frozen=True, slots=True)
class Account:
    """An account; *error* is ESIA's answer instead of a code, *withheld* are resources answered with 403."""

    oid: int
    phone: str
    person: DemoPerson
    tale: Words
    is_trusted: bool = True
    children: tuple[DemoPerson, ...] = ()
    error: str | None = None
    withheld: frozenset[str] = frozenset()
    seconds: float = 0

    @property
    def login(self) -> str:
        """The phone as people type it."""
        return f"+7{self.phone}"


def _account(oid: int, key: str, tale: Words) -> Account:
    return Account(1_000_000_000 + oid, f"902000{oid:04}", BY_KEY[key], tale)


ACCOUNTS = (
    replace(
        _account(1, "p1", Words("Подтверждённая запись, двое детей.", "A confirmed account, two children.")),
        children=(BY_KEY["p7"], BY_KEY["p8"]),
    ),
    replace(
        _account(
            2,
            "p5",
            Words(
                "Подтверждённая запись без полиса: в карточке он «не указан», его можно дописать.",
                "A confirmed account without a polis: the card says «not given», it can be added.",
            ),
        ),
        person=replace(BY_KEY["p5"], polis=None),
    ),
    _account(3, "p9", Words("Полис старого образца.", "An old polis.")),
    replace(
        _account(4, "p2", Words("Учётная запись не подтверждена.", "The account is not confirmed.")),
        is_trusted=False,
    ),
    replace(
        _account(
            5, "p10", Words("СНИЛС с неверным контрольным числом.", "A SNILS whose control number is wrong.")
        ),
        person=replace(BY_KEY["p10"], snils=WRONG_SNILS),
    ),
    replace(
        _account(
            6,
            "p6",
            Words(
                "Документы и дети закрыты: полиса в карточке не будет, дети не придут.",
                "Documents and children are withheld: no polis on the card, and no children come.",
            ),
        ),
        withheld=frozenset({"docs", "kids"}),
        children=(BY_KEY["p8"],),
    ),
    replace(
        _account(
            7,
            "p3",
            Words(
                "Медленно: Госуслуги отвечают через 4 секунды.", "Slow: Gosuslugi answers after 4 seconds."
            ),
        ),
        seconds=4,
    ),
    replace(
        _account(
            8, "p4", Words("Госуслуги перегружены (ESIA-007008).", "Gosuslugi is overloaded (ESIA-007008).")
        ),
        error="ESIA-007008",
    ),
    replace(
        _account(
            9,
            "p11",
            Words(
                "Вход только с подтверждённой записью (ESIA-007055).",
                "Only confirmed accounts may sign in (ESIA-007055).",
            ),
        ),
        error="ESIA-007055",
    ),
)


def find_account(login: str) -> Account | None:
    """Return the account of a phone number, however it is written."""
    digits = "".join(letter for letter in login if letter.isdigit())[-10:]
    return next((account for account in ACCOUNTS if account.phone == digits), None)
