"""What parents do to share a child's card, step by step."""

import re

from storage.consents import CONSENT
from storage.transaction import Transaction
from tests.chat import Chat
from tests.form import EVA, goes_on

LINK = re.compile(r"https://t\.me/doctor73_test_bot\?start=(fam_[\w-]{43})")


async def adds_child(chat: Chat, **answers: str) -> None:
    """Add a child's card by hand, Eva's where nothing else is told."""
    await goes_on(chat, await chat.says("/add"), EVA | answers)
    await chat.taps("Добавить карточку")
    await chat.taps("Даю согласие")


async def opens_card(chat: Chat, label: str = "Тестова Е. А., 2019") -> str:
    """Open a card from the card file."""
    await chat.says("/cards")
    return await chat.taps(label)


async def invites(chat: Chat) -> str:
    """Make a link to the child's card; return what /start is to be given."""
    await opens_card(chat)
    await chat.taps("Поделиться карточкой")
    found = LINK.search(await chat.taps("Пригласить"))
    assert found
    return found[1]


async def shares(chat: Chat, other_chat: Chat) -> None:
    """Go the whole way from the link to both yeses."""
    await other_chat.says(f"/start {await invites(chat)}")
    await other_chat.taps("Принять")
    await chat.reads()
    await chat.taps("Подтвердить")
    await other_chat.reads()


def pressed_by(chat: Chat) -> list[str]:
    """Return the data of every button that this person was ever shown."""
    return [
        button["callback_data"]
        for _, parameters in chat.calls
        for row in (parameters.get("reply_markup") or {}).get("inline_keyboard", [])
        for button in row
        if "callback_data" in button
    ]


async def as_of_a_child(transaction: Transaction) -> None:
    """Let every consent be a parent's: the people on the cards were children when they were added."""
    rows = await transaction.rows(f"SELECT {CONSENT.columns} FROM consent")
    for consent, owner, sealed, *_ in rows:
        binding = CONSENT.binding(consent, owner)
        content = transaction.vault.open(sealed, binding) | {"subject": "child"}
        await transaction.execute(
            "UPDATE consent SET sealed = ? WHERE id = ?", transaction.vault.seal(content, binding), consent
        )
